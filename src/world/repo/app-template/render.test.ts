import { expect, test } from "vitest";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Rendered } from "./release.ts";
import { renderRelease, valuesFieldOf } from "./render.ts";

function release(values: object, spec: object = {}): KubeObject {
  const chart = { spec: { chart: "app-template", version: "4.5.0" } };
  const metadata = { name: "shop", namespace: "apps" };
  return { apiVersion: "helm.toolkit.fluxcd.io/v2", kind: "HelmRelease", metadata, spec: { chart, values, ...spec } };
}

function rendered(object: KubeObject): readonly Rendered[] {
  const made = renderRelease(object, () => undefined);
  return made && "objects" in made ? made.objects : expect.fail(JSON.stringify(made));
}

function one(objects: readonly Rendered[], kind: string): Rendered {
  return objects.find(({ object }) => object.kind === kind) ?? expect.fail(`no ${kind}`);
}

const names = (object: KubeObject): readonly string[] =>
  rendered(object).map(({ object: { kind, metadata } }) => `${kind}/${metadata.name}`);

const container = { image: { repository: "shop", tag: "1" } };

test("one of a kind is called as the release, several have their keys behind it, and never twice", () => {
  const one = {
    controllers: { web: { containers: { app: container } } },
    service: { app: { ports: { http: { port: 80 } } } },
  };
  expect(names(release(one))).toEqual(["ServiceAccount/shop", "Deployment/shop", "Service/shop"]);
  const two = {
    controllers: { web: { containers: { app: container } }, shop: { type: "cronjob", containers: { app: container } } },
    service: { a: { controller: "web" }, b: { controller: "web", enabled: false } },
    persistence: { data: { size: "1Gi" }, cache: { type: "emptyDir" }, old: { existingClaim: "kept" } },
    serviceAccount: {},
  };
  expect(names(release(two))).toEqual([
    "PersistentVolumeClaim/shop",
    "CronJob/shop-shop",
    "Deployment/shop-web",
    "Service/shop",
  ]);
});

test("what pods use of others is there under its name, and each field leads back to the values", () => {
  const objects = rendered(
    release({
      controllers: {
        web: {
          containers: {
            app: {
              ...container,
              env: { PORT: 8080, KEY: { secretKeyRef: { name: "{{ .Release.Name }}-secret", key: "key" } } },
              envFrom: [{ configMapRef: { identifier: "settings" } }, { secret: "shared" }],
              probes: { readiness: { enabled: true, type: "HTTP", path: "/ready" }, liveness: { enabled: false } },
            },
          },
        },
      },
      service: { web: { ports: { http: { port: 80, targetPort: 8080 } } } },
      route: { web: { hostnames: ["{{ .Release.Name }}.example.org"], parentRefs: [{ name: "gateway" }] } },
      configMaps: { settings: { data: { A: "1" } } },
      persistence: {
        data: { existingClaim: "{{ .Release.Name }}-data", advancedMounts: { web: { app: [{ path: "/data" }] } } },
      },
    }),
  );
  const deployment = one(objects, "Deployment");
  expect(deployment.object.spec).toMatchObject({
    template: {
      spec: {
        serviceAccountName: "shop",
        containers: [
          {
            name: "app",
            image: "shop:1",
            env: [
              { name: "PORT", value: "8080" },
              { name: "KEY", valueFrom: { secretKeyRef: { name: "shop-secret", key: "key" } } },
            ],
            envFrom: [{ configMapRef: { name: "shop" } }, { secretRef: { name: "shared" } }],
            readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          },
        ],
        volumes: [{ name: "data", persistentVolumeClaim: { claimName: "shop-data" } }],
      },
    },
  });
  const at = "spec.values.controllers.web.containers.app";
  const inContainer = "spec.template.spec.containers[0]";
  expect(valuesFieldOf(deployment, `${inContainer}.env[1].valueFrom.secretKeyRef`)).toBe(`${at}.env.KEY.secretKeyRef`);
  expect(valuesFieldOf(deployment, `${inContainer}.envFrom[0].configMapRef`)).toBe(`${at}.envFrom[0].configMapRef`);
  expect(valuesFieldOf(deployment, "spec.template.spec.volumes[0].persistentVolumeClaim")).toBe(
    "spec.values.persistence.data",
  );
  expect(one(objects, "HTTPRoute").object.spec).toMatchObject({
    hostnames: ["shop.example.org"],
    rules: [{ backendRefs: [{ name: "shop", port: 80 }] }],
  });
  const pods = (deployment.object.spec as { template: { metadata: { labels: object } } }).template.metadata.labels;
  expect(pods).toMatchObject((one(objects, "Service").object.spec as { selector: object }).selector);
});

test("what only Helm or the cluster can tell is said to be unknown, and other charts are left alone", () => {
  const more = release({}, { valuesFrom: [{ kind: "Secret", name: "more" }] });
  expect(renderRelease(more, () => undefined)).toEqual({ why: expect.stringContaining("more values") });
  const old = release({}, { chart: { spec: { chart: "app-template", version: "1.5.1" } } });
  expect(renderRelease(old, () => undefined)).toEqual({ why: expect.stringContaining("version 3") });
  const other = release({}, { chart: undefined, chartRef: { kind: "OCIRepository", name: "cilium" } });
  const source = {
    apiVersion: "v1",
    kind: "OCIRepository",
    metadata: { name: "cilium" },
    spec: { url: "oci://x/cilium" },
  };
  expect(renderRelease(other, () => source)).toBeUndefined();
  expect(renderRelease(other, () => undefined)).toBeUndefined();
});
