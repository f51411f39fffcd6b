import { describe, expect, it } from "vitest";
import { objectMeta } from "../../model/kubernetes/object-meta.ts";
import { mistakesIn } from "../../model/kubernetes/schema.ts";
import { apiVersions } from "../api-versions.ts";
import { kindFacts } from "../kinds.ts";
import { schemaFiles } from "./files.gen.ts";
import { loadSchemas } from "./index.ts";

const all = await loadSchemas(Object.keys(schemaFiles));

function told(apiVersion: string, kind: string, fields: object): readonly object[] {
  const schema = all.schemaOf(apiVersion, kind);
  if (!schema) throw new Error(`no schema of ${apiVersion} ${kind}`);
  return [...mistakesIn({ apiVersion, kind, metadata: { name: "a" }, ...fields }, schema)];
}

const deployment = (pod: object, spec: object = {}): readonly object[] =>
  told("apps/v1", "Deployment", {
    spec: { selector: { matchLabels: { a: "b" } }, template: { metadata: { labels: { a: "b" } }, spec: pod }, ...spec },
  });
const container = (fields: object): readonly object[] =>
  deployment({ containers: [{ name: "a", image: "a:1", ...fields }] });
const inContainer = "spec.template.spec.containers[0]";

describe("slips in built-in kinds", () => {
  it.each([
    ["replica", deployment({ containers: [{ name: "a" }] }, { replica: 2 }), "spec.replica", { nearest: "replicas" }],
    ["containerport", container({ ports: [{ containerport: 80 }] }), `${inContainer}.ports[0].containerport`, {}],
    ["no port at all", container({ ports: [{ name: "a" }] }), `${inContainer}.ports[0].containerPort`, {}],
    ["a port as text", container({ ports: [{ containerPort: "80" }] }), `${inContainer}.ports[0].containerPort`, {}],
    [
      "a number as the value of a variable",
      container({ env: [{ name: "A", value: 8080 }] }),
      `${inContainer}.env[0].value`,
      {},
    ],
    ["a list of one as text", container({ command: "sh" }), `${inContainer}.command`, {}],
    [
      "another protocol",
      container({ ports: [{ containerPort: 80, protocol: "HTTP" }] }),
      `${inContainer}.ports[0].protocol`,
      {},
    ],
    [
      "an access mode",
      told("v1", "PersistentVolumeClaim", { spec: { accessModes: ["RWO"] } }),
      "spec.accessModes[0]",
      {},
    ],
    [
      "a quantity",
      container({ resources: { limits: { memory: "128MB" } } }),
      `${inContainer}.resources.limits.memory`,
      {},
    ],
    ["a policy in lower case", container({ imagePullPolicy: "always" }), `${inContainer}.imagePullPolicy`, {}],
    [
      "a field of the container beside it",
      deployment({ containers: [{ name: "a" }], livenessProbe: {} }),
      "spec.template.spec.livenessProbe",
      { wrongLevel: "spec.template.spec.containers[].livenessProbe" },
    ],
    [
      "a field of the pod above it",
      deployment({ containers: [{ name: "a" }] }, { serviceAccountName: "a" }),
      "spec.serviceAccountName",
      { wrongLevel: "spec.template.spec.serviceAccountName" },
    ],
    [
      "a field of the pod in the container",
      container({ nodeSelector: { a: "b" } }),
      `${inContainer}.nodeSelector`,
      { wrongLevel: "spec.template.spec.nodeSelector" },
    ],
    [
      "true as an annotation",
      told("v1", "Service", { metadata: { name: "a", annotations: { a: true } } }),
      "metadata.annotations.a",
      {},
    ],
    [
      "a service's port as text",
      told("v1", "Service", { spec: { ports: [{ port: "80" }] } }),
      "spec.ports[0].port",
      {},
    ],
    [
      "an old back end of a route",
      told("networking.k8s.io/v1", "Ingress", {
        spec: { rules: [{ http: { paths: [{ path: "/", pathType: "Prefix", backend: { serviceName: "a" } }] } }] },
      }),
      "spec.rules[0].http.paths[0].backend.serviceName",
      {},
    ],
  ])("%s", (_, mistakes, pointer, more) => {
    expect(mistakes).toContainEqual(expect.objectContaining({ pointer, ...more }));
    expect(mistakes.length).toBeLessThanOrEqual(2);
  });

  it("say nothing of what a server accepts", () => {
    expect(container({ ports: [{ containerPort: 80 }], resources: { limits: { cpu: 1, memory: "1Gi" } } })).toEqual([]);
    expect(told("v1", "Secret", { data: { a: { secret: "0a", bytes: 3 } }, stringData: { b: 5 } })).toEqual([]);
    expect(told("v1", "Service", { spec: { ports: [{ port: 80, targetPort: "http" }], type: "" } })).toEqual([]);
    expect(told("v1", "LimitRange", { spec: {} })).toEqual([]);
    expect(told("storage.k8s.io/v1", "CSIDriver", {})).toEqual([]);
    expect(told("rbac.authorization.k8s.io/v1", "ClusterRole", { aggregationRule: {} })).toEqual([]);
    const roleRef = { kind: "Role", name: "a" };
    expect(told("rbac.authorization.k8s.io/v1", "RoleBinding", { roleRef })).toEqual([]);
  });
});

describe("slips in custom resources", () => {
  const release = { interval: "5m", chart: { spec: { chart: "a", sourceRef: { kind: "HelmRepository", name: "a" } } } };
  const kustomization = { interval: "5m", prune: true, sourceRef: { kind: "GitRepository", name: "a" } };

  it.each([
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease", { ...release, interval: "1d" }, "spec.interval"],
    ["helm.toolkit.fluxcd.io/v2", "HelmRelease", { ...release, value: { a: 1 } }, "spec.value"],
    ["kustomize.toolkit.fluxcd.io/v1", "Kustomization", { ...kustomization, prune: undefined }, "spec.prune"],
    ["kustomize.toolkit.fluxcd.io/v1", "Kustomization", { ...kustomization, dependsOn: ["a"] }, "spec.dependsOn[0]"],
    ["cert-manager.io/v1", "Certificate", { secretName: "a" }, "spec.issuerRef"],
    ["external-secrets.io/v1", "ExternalSecret", { secretStoreref: { name: "a" } }, "spec.secretStoreref"],
    [
      "monitoring.coreos.com/v1",
      "ServiceMonitor",
      { selector: {}, endpoints: [{ port: 80 }] },
      "spec.endpoints[0].port",
    ],
    [
      "gateway.networking.k8s.io/v1",
      "HTTPRoute",
      { rules: [{ backendRefs: [{ name: "a", port: "80" }] }] },
      "spec.rules[0].backendRefs[0].port",
    ],
    [
      "argoproj.io/v1alpha1",
      "Application",
      { project: "a", destination: { cluster: "a" } },
      "spec.destination.cluster",
    ],
    ["grafana.integreatly.org/v1beta1", "GrafanaDashboard", { datasource: [] }, "spec.datasource"],
  ])("%s %s: %j", (apiVersion, kind, spec, pointer) => {
    expect(told(apiVersion, kind, { spec })).toMatchObject([{ pointer }]);
  });

  it("say nothing where a schema leaves room", () => {
    const values = { any: { thing: [1] } };
    expect(told("helm.toolkit.fluxcd.io/v2", "HelmRelease", { spec: { ...release, values } })).toEqual([]);
    const datasource = { name: "a", jsonData: { any: { thing: 1 } } };
    expect(told("grafana.integreatly.org/v1beta1", "GrafanaDatasource", { spec: { datasource } })).toEqual([]);
    const eventSources = [{ kind: "FluxInstance", name: "*" }];
    const spec = { providerRef: { name: "a" }, eventSources };
    expect(told("notification.toolkit.fluxcd.io/v1beta3", "Alert", { spec })).toEqual([]);
  });
});

describe("the schemas of kinds", () => {
  it("hold every kind that a real server serves, in the scope that it says", () => {
    for (const { group, version, kind, namespaced, verbs } of kindFacts.filter((fact) =>
      fact.verbs.includes("create"),
    )) {
      const apiVersion = group === "" ? version : `${group}/${version}`;
      expect(all.schemaOf(apiVersion, kind), `${kind} ${verbs}`).toBeDefined();
      expect(all.isNamespaced(apiVersion, kind), kind).toBe(namespaced);
    }
  });

  it("agree with the facts about versions on scope", () => {
    for (const [apiVersion, kinds] of Object.entries(apiVersions)) {
      for (const [kind, { namespaced }] of Object.entries(kinds))
        expect([undefined, namespaced]).toContain(all.isNamespaced(apiVersion, kind));
    }
  });

  it("give every kind the metadata that the server gives it", () => {
    const served = all.schemaOf("v1", "ConfigMap")?.properties?.metadata?.properties ?? {};
    expect(Object.keys(served).sort()).toEqual(Object.keys(objectMeta.properties ?? {}).sort());
    expect(all.schemaOf("cert-manager.io/v1", "Issuer")?.properties?.metadata).toEqual(objectMeta);
  });

  it("are those of the groups that were asked for", async () => {
    const some = await loadSchemas(["", "cert-manager.io", "nobody.knows"]);
    expect(some.schemaOf("v1", "Pod")).toBeDefined();
    expect(some.schemaOf("cert-manager.io/v1", "Issuer")).toBeDefined();
    expect(some.schemaOf("argoproj.io/v1alpha1", "Application")).toBeUndefined();
    expect(some.schemaOf("cert-manager.io/v1", "Application")).toBeUndefined();
    expect(some.isNamespaced("cert-manager.io/v1", "ClusterIssuer")).toBe(false);
    expect(some.isNamespaced("nobody.knows/v1", "Thing")).toBeUndefined();
  });

  it("know which versions there are", () => {
    expect(all.versionsOf("", "Pod")).toEqual(["v1"]);
    expect(all.versionsOf("autoscaling", "HorizontalPodAutoscaler")).toEqual(["autoscaling/v1", "autoscaling/v2"]);
    expect(all.versionsOf("helm.toolkit.fluxcd.io", "HelmRelease")).toEqual([
      "helm.toolkit.fluxcd.io/v2",
      "helm.toolkit.fluxcd.io/v2beta1",
      "helm.toolkit.fluxcd.io/v2beta2",
    ]);
    expect(all.versionsOf("apps", "Pod")).toEqual([]);
  });
});
