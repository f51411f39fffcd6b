import { claimSpec } from "./controllers.ts";
import { rendered } from "./object.ts";
import { accountsOf } from "./pod.ts";
import { filled, nameOf, type Release, type Rendered, sectionOf } from "./release.ts";
import { type Item, mapping, type Values } from "./values.ts";
import { ownClaims } from "./volumes.ts";

/** ConfigMaps, Secrets, accounts and claims of a release. */
export function* configuration(release: Release): Iterable<Rendered> {
  for (const item of sectionOf(release, "configMaps")) {
    const data = texts(release, item.values.data);
    yield simple(release, "configMaps", { kind: "ConfigMap", item, body: { data } });
  }
  for (const item of sectionOf(release, "secrets")) {
    const stringData = texts(release, item.values.stringData);
    yield simple(release, "secrets", { kind: "Secret", item, body: { stringData } });
  }
  for (const item of accountsOf(release))
    yield simple(release, "serviceAccount", { kind: "ServiceAccount", item, body: {} });
  for (const item of ownClaims(release)) {
    const name = nameOf(release, "persistence", item);
    const places = [
      ["spec.storageClassName", `${item.field}.storageClass`],
      ["spec.accessModes", `${item.field}.accessMode`],
      ["spec.resources", `${item.field}.size`],
    ] as const;
    const spec = claimSpec(item.values);
    yield rendered(release, { apiVersion: "v1", kind: "PersistentVolumeClaim", item, name, body: { spec }, places });
  }
}

interface Simple {
  readonly kind: string;
  readonly item: Item;
  readonly body: Values;
}

function simple(
  release: Release,
  section: "configMaps" | "secrets" | "serviceAccount",
  { kind, item, body }: Simple,
): Rendered {
  return rendered(release, { apiVersion: "v1", kind, item, name: nameOf(release, section, item), body });
}

function texts(release: Release, value: unknown): Values {
  return Object.fromEntries(
    Object.entries(mapping(value)).map(([key, one]) => [key, typeof one === "string" ? filled(release, one) : one]),
  );
}
