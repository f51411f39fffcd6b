import type { Check, Found } from "../../model/catalog.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { nearest } from "../../model/nearest.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const release = (values: string): Readonly<Record<string, string>> => ({
  "release.yaml": `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: shop }
spec:
  chart: { spec: { chart: app-template, version: 4.5.0, sourceRef: { kind: HelmRepository, name: bjw-s } } }
  values:
    controllers:
      shop: { containers: { app: { image: { repository: shop, tag: "1" } } } }
${values}`,
});

const helmReferencesKnown: Check = {
  id: "helm-references-known",
  title: "Keys that values of app-template refer to exist in the same values",
  why: "A mount for a container that is not there is left out without a word, and the program starts with an empty folder; other unknown keys keep the release from being rendered.",
  remedy: "Name the controller, container, service or configMap by the key that it has.",
  severity: "error",
  needs: ["helm.toolkit.fluxcd.io/HelmRelease"],
  examples: [
    {
      name: "every key is there",
      files: release(
        "    persistence: { data: { existingClaim: shop, advancedMounts: { shop: { app: [{ path: /data }] } } } }\n    service: { app: { controller: shop, ports: { http: { port: 80 } } } }\n",
      ),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a mount for a container with another key",
      files: release(
        "    persistence: { data: { existingClaim: shop, advancedMounts: { shop: { main: [{ path: /data }] } } } }\n",
      ),
      expect: [{ verdict: "fail", actual: "main", expected: "app", places: [{ path: "release.yaml", line: 9 }] }],
    },
    {
      name: "a Service of a controller with another key",
      files: release("    service: { app: { controller: shops, ports: { http: { port: 80 } } } }\n"),
      expect: [{ verdict: "fail", actual: "shops", expected: "shop" }],
    },
    {
      name: "keys that Helm fills in",
      files: release('    service: { app: { controller: "{{ .Release.Name }}", ports: { http: { port: 80 } } } }\n'),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "more values come from elsewhere",
      files: release(
        "    service: { app: { controller: shops, ports: { http: { port: 80 } } } }\n  valuesFrom: [{ kind: ConfigMap, name: more }]\n",
      ),
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, ["helm.toolkit.fluxcd.io/HelmRelease"])) {
      const { values, valuesFrom } = mapping(of.value.spec);
      const controllers = mapping(mapping(values).controllers);
      if (!Object.values(controllers).some((one) => "containers" in mapping(one))) continue;
      if (Array.isArray(valuesFrom) && valuesFrom.length > 0) {
        yield { of, verdict: "unknown", summary: "More of its values come from other objects" };
        continue;
      }
      const lost = [...references(mapping(values))].filter(
        ({ key, among }) => !key.includes("{{") && !among.includes(key),
      );
      yield* lost.map((one) => finding(of, one));
      if (lost.length === 0) yield { of, verdict: "pass" };
    }
  },
};

interface Reference {
  readonly field: string;
  readonly key: string;
  readonly kind: string;
  readonly among: readonly string[];
}

type Values = Readonly<Record<string, unknown>>;

function mapping(value: unknown): Values {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Values) : {};
}

function* references(values: Values): Iterable<Reference> {
  const controllers = mapping(values.controllers);
  for (const [id, item] of Object.entries(mapping(values.persistence))) {
    yield* mounts(`spec.values.persistence.${id}`, mapping(item), controllers);
    yield* identifier(`spec.values.persistence.${id}`, mapping(item), values);
  }
  for (const [id, item] of Object.entries(mapping(values.service))) {
    const { controller } = mapping(item);
    if (typeof controller === "string")
      yield {
        field: `spec.values.service.${id}.controller`,
        key: controller,
        kind: "controller",
        among: Object.keys(controllers),
      };
  }
}

function* mounts(field: string, { advancedMounts, enabled }: Values, controllers: Values): Iterable<Reference> {
  if (enabled === false) return;
  for (const [controller, mounted] of Object.entries(mapping(advancedMounts))) {
    const at = `${field}.advancedMounts.${controller}`;
    yield { field: at, key: controller, kind: "controller", among: Object.keys(controllers) };
    const { containers, initContainers } = mapping(controllers[controller]);
    if (!(controller in controllers)) continue;
    const among = [...Object.keys(mapping(containers)), ...Object.keys(mapping(initContainers))];
    for (const container of Object.keys(mapping(mounted)))
      yield { field: `${at}.${container}`, key: container, kind: "container", among };
  }
}

function* identifier(field: string, item: Values, values: Values): Iterable<Reference> {
  const section = item.type === "configMap" ? "configMaps" : item.type === "secret" ? "secrets" : undefined;
  if (section === undefined || typeof item.identifier !== "string" || item.name !== undefined) return;
  const kind = section === "configMaps" ? "configMap" : "secret";
  yield { field: `${field}.identifier`, key: item.identifier, kind, among: Object.keys(mapping(values[section])) };
}

function finding(of: ObjectVertex<KubeObject>, { field, key, kind, among }: Reference): Found {
  const near = nearest(key, among) ?? (among.length === 1 ? among[0] : undefined);
  const lost = kind === "container" ? ", so nothing is mounted there" : "";
  return {
    of,
    field,
    verdict: "fail",
    summary: `The values have no ${kind} ${key}${lost}`,
    actual: key,
    ...(near === undefined ? {} : { expected: near }),
    about: `missing-key:${of.id}#${field}`,
  };
}

export default helmReferencesKnown;
