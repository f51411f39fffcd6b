import type { Part } from "./environment.ts";
import { nameIn } from "./references.ts";
import { filled, isOwnClaim, nameOf, type Release, sectionOf } from "./release.ts";
import { type Item, list, mapping, only, text, type Values } from "./values.ts";

/** The volumes of a controller: every item of `persistence` that is mounted in one of its containers. */
export function volumes(release: Release, controller: string): Part<readonly Values[]> {
  const items = sectionOf(release, "persistence").filter(({ values }) => isMountedIn(values, controller));
  return {
    value: items.map((item) => ({ name: item.id, ...sourceOf(release, item) })),
    places: items.flatMap(({ field, values }, index) => [
      [`volumes[${index}]`, field] as const,
      [`volumes[${index}].${kindOf(values)}`, field] as const,
      [`volumes[${index}].persistentVolumeClaim.claimName`, `${field}.existingClaim`] as const,
      [`volumes[${index}].secret.secretName`, `${field}.name`] as const,
    ]),
  };
}

function isMountedIn({ globalMounts, advancedMounts }: Values, controller: string): boolean {
  if (list(globalMounts).length > 0) return true;
  const advanced = mapping(advancedMounts);
  return Object.keys(advanced).length === 0 || Object.keys(mapping(advanced[controller])).length > 0;
}

function kindOf({ type }: Values): string {
  return text(type) ?? "persistentVolumeClaim";
}

const sources: Readonly<Record<string, (release: Release, item: Item) => Values>> = {
  persistentVolumeClaim: (release, item) => {
    const existing = text(item.values.existingClaim);
    const claimName = existing === undefined ? nameOf(release, "persistence", item) : filled(release, existing);
    return { persistentVolumeClaim: { claimName } };
  },
  configMap: (release, { values }) => ({
    configMap: { name: nameIn(release, "configMaps", values), ...only(values, ["defaultMode", "items"]) },
  }),
  secret: (release, { values }) => ({
    secret: { secretName: nameIn(release, "secrets", values), ...only(values, ["defaultMode", "items"]) },
  }),
  emptyDir: (_release, { values }) => ({ emptyDir: only(values, ["medium", "sizeLimit"]) }),
  hostPath: (_release, { values }) => ({ hostPath: { path: values.hostPath, ...typeOf(values.hostPathType) } }),
  nfs: (_release, { values }) => ({ nfs: only(values, ["server", "path"]) }),
  custom: (_release, { values }) => mapping(values.volumeSpec),
};

function typeOf(type: unknown): Values {
  return type === undefined ? {} : { type };
}

function sourceOf(release: Release, item: Item): Values {
  const kind = kindOf(item.values);
  return sources[kind]?.(release, item) ?? { [kind]: {} };
}

/** Where a container of a controller mounts them. Without any mount the volume stands at `/<its key>` in every container. */
export function mounts(release: Release, controller: string, container: string): Part<readonly Values[]> {
  const found = sectionOf(release, "persistence").flatMap((item) => mountsOf(item, controller, container));
  return {
    value: found.map(({ mount }) => mount),
    places: found.map(({ field }, index) => [`volumeMounts[${index}]`, field] as const),
  };
}

interface Mount {
  readonly mount: Values;
  readonly field: string;
}

function mountsOf({ id, values, field }: Item, controller: string, container: string): readonly Mount[] {
  const usual = text(values.hostPath) ?? `/${id}`;
  const advanced = mapping(values.advancedMounts);
  if (list(values.globalMounts).length === 0 && Object.keys(advanced).length === 0)
    return [{ mount: { name: id, mountPath: usual }, field }];
  const global = list(values.globalMounts).map((one, index) => ({ one, at: `${field}.globalMounts[${index}]` }));
  const own = list(mapping(advanced[controller])[container]).map((one, index) => ({
    one,
    at: `${field}.advancedMounts.${controller}.${container}[${index}]`,
  }));
  return [...global, ...own].map(({ one, at }) => {
    const { path, ...rest } = mapping(one);
    return { mount: { name: id, mountPath: text(path) ?? usual, ...rest }, field: at };
  });
}

/** Whether an item is a claim that the release makes itself. */
export function ownClaims(release: Release): readonly Item[] {
  return sectionOf(release, "persistence").filter(({ values }) => isOwnClaim(values));
}
