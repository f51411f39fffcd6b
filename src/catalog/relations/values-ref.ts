import type { Relation } from "../../model/catalog.ts";
import { isMapping, textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, type MappingUnder, mappingsUnder, type Named, namespaceOf } from "../../model/kubernetes/naming.ts";

const release = (values: object): object => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: "api", namespace: "shop" },
  spec: { values },
});

const key = /(?:^secret|Secret|^configMap|ConfigMap)(?:Key)?Ref$|^parentRefs$|^issuerRef$/;

const valuesRef: Relation = {
  id: "values-ref",
  title: "The values of a chart name objects as manifests do",
  why: "Charts hand such references on as they are: a slip in one is found out by the pod that a chart makes.",
  needs: [],
  starts: ["helm.toolkit.fluxcd.io/HelmRelease"],
  local: false,
  binds: false,
  examples: [
    {
      name: "a Secret for a variable, and the Gateway of a route",
      objects: [
        release({
          env: { TOKEN: { valueFrom: { secretKeyRef: { name: "keys", key: "token" } } } },
          route: { parentRefs: [{ name: "outside", namespace: "network" }] },
        }),
      ],
      expect: [
        { to: "cluster:v1/Secret/shop/keys", field: "spec.values.env.TOKEN.valueFrom.secretKeyRef" },
        { to: "cluster:gateway.networking.k8s.io/Gateway/network/outside", field: "spec.values.route.parentRefs[0]" },
      ],
    },
    { name: "values that name nothing", objects: [release({ replicas: 2 })], expect: [] },
  ],
  *edges(vertex) {
    const { spec } = vertex.value as { spec?: unknown };
    const values = isMapping(spec) ? spec.values : undefined;
    const home = textAt(spec, "targetNamespace") ?? namespaceOf(vertex);
    for (const one of mappingsUnder(values, key, "spec.values")) {
      const named = namedBy(one, home);
      if (named) yield edgeTo(vertex, "values-ref", named);
    }
  },
};

/** What a mapping names, by the key that it stands under. */
function namedBy({ key: said, value, field }: MappingUnder, home: string): Named | undefined {
  const [name, kind, namespace = home] = ["name", "kind", "namespace"].map((path) => textAt(value, path));
  if (!name) return undefined;
  if (said === "issuerRef") {
    const place = kind === "ClusterIssuer" ? "" : home;
    return { kind: `cert-manager.io/${kind ?? "Issuer"}`, name, namespace: place, field };
  }
  if (said === "parentRefs") return { kind: "gateway.networking.k8s.io/Gateway", name, namespace, field };
  return { kind: /secret/i.test(said) ? "v1/Secret" : "v1/ConfigMap", name, namespace, field };
}

export default valuesRef;
