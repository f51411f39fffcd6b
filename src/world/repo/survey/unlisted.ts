import { posix } from "node:path";
import { isFlux } from "../../../model/kubernetes/flux.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { PathReference, Unlisted } from "../../../model/repository.ts";
import { objectId } from "../../../model/subject.ts";
import { pathFrom } from "../tree.ts";
import type { Draft } from "./draft.ts";
import type { Inventory, KustomizationFile } from "./inventory.ts";
import { textAt } from "./mapping.ts";
import { refIn } from "./object-vertex.ts";
import { isYaml } from "./roles.ts";
import type { IsClusterScoped } from "./scope.ts";

/**
 * Manifests that no kustomization lists though one should: those in the same folder as a listed one, those that have the
 * same name in a sibling of the folders whose files are listed, and those beside a kustomization that lists no file at
 * all (one that takes everything from a remote base is applied with what lies beside it by hand).
 */
export function unlistedIn(inventory: Inventory, { file, folder, paths }: KustomizationFile): readonly string[] {
  // Samples that lie in one folder are often more than one.
  if (inventory.isSample(folder)) return [];
  const listed = paths.filter(({ field, found, target }) => {
    const isFile = found === "file" || (found === "absent" && isYaml(target));
    return isFile && field.startsWith("resources[");
  });
  const isRemote = paths.some(({ found }) => found === "remote");
  const own = listed.length === 0 && !isRemote ? [folder] : [];
  const places = new Set([...own, ...listed.flatMap(({ target, found }) => placesBeside(folder, target, found))]);
  const found = new Set([...places].flatMap((place) => matching(inventory, place)));
  const forgotten = [...found].filter((path) => path !== file && isForgotten(inventory, path));
  const text = forgotten.length > 0 ? inventory.tree.text(file) : { problem: "" };
  return forgotten.filter((path) => !("text" in text && isLeftOut(text.text, posix.relative(folder, path)))).sort();
}

/** Whether a comment of a kustomization holds the line that would list a file: somebody left it out on purpose. */
function isLeftOut(text: string, written: string): boolean {
  return text.split("\n").some((line) => {
    const [, listed] = /^\s*#[\s#]*-\s+["']?(?:\.\/)?([^\s"'#]+)/.exec(line) ?? [];
    return listed === written;
  });
}

function isForgotten({ manifests, usedBy, isMentioned, isPart }: Inventory, path: string): boolean {
  return manifests.has(path) && !isPart(path) && !usedBy.has(path) && !isMentioned(path);
}

interface Placed {
  readonly path: string;
  readonly roots: readonly Draft[];
  /** All roots: what a Flux Kustomization would apply is one of its own as long as nobody applies it. */
  readonly drafts: readonly Draft[];
  readonly isClusterScoped: IsClusterScoped;
}

/** A file that no kustomization lists, and the vertices that its objects would be if one did. */
export function unlistedFact({ manifests }: Inventory, { paths }: KustomizationFile, placed: Placed): Unlisted {
  const { path, roots, drafts, isClusterScoped } = placed;
  const listed = new Set(paths.map(({ target }) => target));
  const declares = roots.flatMap((draft) =>
    namespacesOf(draft, listed).flatMap((namespace) => {
      const own = (manifests.get(path) ?? []).map(({ object }) => inNamespace(object, namespace));
      const all = [...own, ...own.flatMap((object) => appliedBy(drafts, object))];
      return all
        .flatMap((object) => [object, ...madeOf(object)])
        .map((one) => objectId(refIn(draft.root.name, one, isClusterScoped)));
    }),
  );
  return { path, declares: [...new Set(declares)] };
}

/** The namespaces into which a root puts what is listed: several, where a kustomization is a base of many. */
function namespacesOf(draft: Draft, listed: ReadonlySet<string>): readonly (string | undefined)[] {
  const beside = draft.objects.filter((raw) => listed.has(raw.path) && raw.object.metadata.namespace);
  const namespaces = new Set(beside.map(({ object }) => object.metadata.namespace));
  return namespaces.size === 0 ? [undefined] : [...namespaces];
}

function inNamespace(object: KubeObject, namespace: string | undefined): KubeObject {
  const { metadata } = object;
  return metadata.namespace || namespace === undefined ? object : { ...object, metadata: { ...metadata, namespace } };
}

/** What a Flux Kustomization would apply. */
function appliedBy(drafts: readonly Draft[], object: KubeObject): readonly KubeObject[] {
  if (!isFlux(object, "Kustomization")) return [];
  const folder = pathFrom(".", textAt(object, "spec", "path") ?? ".");
  const namespace = textAt(object, "spec", "targetNamespace");
  const objects = drafts.filter(({ root }) => root.path === folder).flatMap((draft) => draft.objects);
  return objects.map((raw) => inNamespace(raw.object, namespace));
}

/** The Secret that a controller makes of an object. */
function madeOf(object: KubeObject): readonly KubeObject[] {
  const name = {
    ExternalSecret: textAt(object, "spec", "target", "name") ?? object.metadata.name,
    SealedSecret: object.metadata.name,
    Certificate: textAt(object, "spec", "secretName"),
  }[object.kind];
  return name === undefined ? [] : [{ apiVersion: "v1", kind: "Secret", metadata: { ...object.metadata, name } }];
}

/** A folder all of whose manifests count, or a file name looked for in every folder beside one. */
type Place = string;

function placesBeside(folder: string, target: string, found: PathReference["found"]): readonly Place[] {
  const own = posix.dirname(target);
  // Where a listed file is gone, another one in its folder may be it.
  if (own === folder || found === "absent") return [own];
  const above = posix.dirname(own);
  return above === folder || above.startsWith(`${folder}/`) ? [`${above}/*/${posix.basename(target)}`] : [];
}

function matching({ tree }: Inventory, place: Place): readonly string[] {
  const [above = "", name] = place.split("/*/");
  if (name === undefined) return tree.names(place).map((one) => posix.join(place, one));
  return tree.names(above).map((one) => posix.join(above, one, name));
}
