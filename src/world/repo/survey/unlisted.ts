import { posix } from "node:path";
import type { Unlisted } from "../../../model/repository.ts";
import { objectId } from "../../../model/subject.ts";
import type { Draft } from "./draft.ts";
import type { Inventory, KustomizationFile } from "./inventory.ts";
import { refIn } from "./object-vertex.ts";
import type { IsClusterScoped } from "./scope.ts";

/**
 * Manifests that no kustomization lists though one lists files beside them: those in the same folder as a listed one,
 * and those that have the same name in a sibling of the folders whose files are listed.
 */
export function unlistedIn(inventory: Inventory, { file, folder, paths }: KustomizationFile): readonly string[] {
  const listed = paths.filter(({ field, found }) => found === "file" && field.startsWith("resources["));
  const places = new Set(listed.flatMap(({ target }) => placesBeside(folder, target)));
  const found: string[] = [];
  for (const place of places) {
    for (const path of matching(inventory, place)) {
      const isFree = inventory.manifests.has(path) && !inventory.usedBy.has(path);
      if (isFree && path !== file && !found.includes(path) && !inventory.isMentioned(path)) found.push(path);
    }
  }
  return found.sort();
}

interface Placed {
  readonly path: string;
  readonly roots: readonly Draft[];
  readonly isClusterScoped: IsClusterScoped;
}

/** A file that no kustomization lists, and the vertices that its objects would be if one did. */
export function unlistedFact(
  { manifests }: Inventory,
  { paths }: KustomizationFile,
  { path, roots, isClusterScoped }: Placed,
): Unlisted {
  const listed = new Set(paths.map(({ target }) => target));
  const declares = roots.flatMap((draft) => {
    const beside = draft.objects.find((raw) => listed.has(raw.path) && raw.object.metadata.namespace);
    return (manifests.get(path) ?? []).map(({ object }) => {
      const { metadata } = object;
      const namespace = metadata.namespace ?? beside?.object.metadata.namespace;
      const inside = { ...metadata, ...(namespace === undefined ? {} : { namespace }) };
      return objectId(refIn(draft.root.name, { ...object, metadata: inside }, isClusterScoped));
    });
  });
  return { path, declares };
}

/** A folder all of whose manifests count, or a file name looked for in every folder beside one. */
type Place = string;

function placesBeside(folder: string, target: string): readonly Place[] {
  const own = posix.dirname(target);
  if (own === folder) return [own];
  const above = posix.dirname(own);
  return above === folder || above.startsWith(`${folder}/`) ? [`${above}/*/${posix.basename(target)}`] : [];
}

function matching({ tree }: Inventory, place: Place): readonly string[] {
  const [above = "", name] = place.split("/*/");
  if (name === undefined) return tree.names(place).map((one) => posix.join(place, one));
  return tree.names(above).map((one) => posix.join(above, one, name));
}
