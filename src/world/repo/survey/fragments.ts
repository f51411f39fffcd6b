import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { identityOf } from "./draft.ts";
import { itemsAt, mappingAt } from "./mapping.ts";
import type { RawObject } from "./raw-object.ts";
import { isPatch } from "./roles.ts";

/** Says whether a file holds parts of objects, to be put over whole ones. */
export type Parts = (path: string) => boolean;

/**
 * A patch is known by its name, or by what is in it: workloads that cannot stand alone, which a kustomization lists whole
 * under the same names. `isListed` says which files kustomizations list.
 */
export function partsIn(
  manifests: ReadonlyMap<string, readonly RawObject[]>,
  isListed: (path: string) => boolean,
): Parts {
  let whole: ReadonlySet<string> | undefined;
  return (path) => {
    if (isPatch(path)) return true;
    const objects = manifests.get(path) ?? [];
    if (objects.length === 0 || !objects.every(({ object }) => isPartial(object))) return false;
    whole ??= new Set(
      [...manifests].flatMap(([file, raws]) => (isListed(file) ? raws.map(({ object }) => identityOf(object)) : [])),
    );
    return objects.every(({ object }) => whole?.has(identityOf(object)));
  };
}

/** A workload without a selector, or with a container without an image. */
function isPartial(object: KubeObject): boolean {
  if (!/^(?:Deployment|StatefulSet|DaemonSet)$/.test(object.kind)) return false;
  const hasSelector = Object.keys(mappingAt(object, "spec", "selector")).length > 0;
  return !hasSelector || itemsAt(object, "spec", "template", "spec", "containers").some(({ image }) => !image);
}
