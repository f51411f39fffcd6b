import { posix } from "node:path";
import type { Mapping } from "../../kustomize/values.ts";
import type { Tree } from "../../tree.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import { type Change, changesOf } from "../overlay.ts";

const replaced = { targetNamespace: "namespace", namePrefix: "namePrefix", nameSuffix: "nameSuffix" } as const;

/**
 * What a Flux Kustomization writes into the kustomization of its folder before it builds it: namespace and name affixes
 * in place of its own, patches, components and images after them.
 * Source: kustomize_generator.go of github.com/fluxcd/pkg/kustomize.
 */
export function fluxChanges(tree: Tree, folder: string, flux: Mapping): readonly Change[] {
  const spec = mappingAt(flux, "spec");
  const images = changesOf(itemsAt(spec, "images"), { how: "by-name", field: "images", from: "spec.images" });
  return [...setIn(spec), ...patchesIn(spec), ...componentsIn(tree, folder, spec), ...images];
}

function setIn(spec: Mapping): readonly Change[] {
  return Object.entries(replaced).flatMap(([from, field]): Change[] => {
    const value = textAt(spec, from);
    return value === undefined ? [] : [{ how: "set", field, value, from: `spec.${from}` }];
  });
}

function patchesIn(spec: Mapping): readonly Change[] {
  return [
    ...entries(spec, "patches", ({ patch, target }) => ({ patch, ...(target ? { target } : {}) })),
    ...entries(spec, "patchesStrategicMerge", (patch) => JSON.stringify(patch)),
    ...entries(spec, "patchesJson6902", ({ patch, target }) => ({ patch: JSON.stringify(patch), target })),
  ];
}

function entries(spec: Mapping, field: string, made: (item: Mapping) => unknown): readonly Change[] {
  return changesOf(itemsAt(spec, field), { how: "append", field, from: `spec.${field}` }, made);
}

function componentsIn(tree: Tree, folder: string, spec: Mapping): readonly Change[] {
  const { components, ignoreMissingComponents: ignores } = spec;
  const isThere = (path: unknown): boolean => tree.kind(posix.join(folder, String(path))) !== "absent";
  return changesOf<unknown>(
    Array.isArray(components) ? components : [],
    { how: "append", field: "components", from: "spec.components" },
    (path) => (ignores === true && !isThere(path) ? undefined : path),
  );
}
