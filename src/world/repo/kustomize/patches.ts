import type { Documents } from "../documents.ts";
import { kubectlSchema } from "../yaml-schema.ts";
import { aimsOf } from "./aims.ts";
import { type Written, withField, withoutField, withPath } from "./edits.ts";
import { idKey, nameOf } from "./ids.ts";
import { patched } from "./json-patch.ts";
import { fieldAt, textField } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import { manifestsOf } from "./manifests.ts";
import { merged } from "./merge.ts";
import { Resource } from "./resource.ts";
import { refuseTwice } from "./resources.ts";
import { selected } from "./selectors.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** A strategic merge patch, and what it may change beside fields. */
interface MergePatch {
  readonly object: Mapping;
  readonly at: Written;
  readonly mayRename: boolean;
  readonly mayChangeKind: boolean;
}

/** What a patch says: objects to merge, or operations. */
type PatchContent = { readonly objects: readonly Mapping[] } | { readonly operations: readonly unknown[] };

/** An entry of `patches`: a patch of either kind, in the kustomization or in a file, for what it selects or names. */
export function applyPatch(layer: Layer, entry: Mapping, at: Written): void {
  const content = contentOf(layer, entry, at);
  if ("operations" in content) {
    if (!isMapping(entry.target)) throw new Refused("a JSON patch needs a target", at);
    for (const resource of aimedAt(layer, entry.target, fieldAt(entry, "target"))) {
      resource.rememberName();
      applyOperations(resource, content.operations);
    }
    layer.resources.changed();
    return;
  }
  const options = mappingIn(entry, "options");
  const patches = content.objects.map((object) => ({
    object,
    at: { in: object },
    mayRename: options.allowNameChange === true,
    mayChangeKind: options.allowKindChange === true,
  }));
  if (isMapping(entry.target)) mergeSelected(layer, patches, entry.target, at);
  else for (const patch of patches) mergeNamed(layer, patch);
  dropNothing(layer);
}

/** An entry of `patchesStrategicMerge` (deprecated): the patch itself, or the path of its file. */
export function applyStrategicMerge(layer: Layer, entry: string, at: Written): void {
  const inline = layer.sources.inline(entry, at);
  const objects = objectsOf(inline, at) ?? objectsOf(fileText(layer, entry, at).manifest(), at);
  if (!objects) throw new Refused(`${entry} is neither a patch nor a file with one`, at);
  for (const object of objects)
    mergeNamed(layer, { object, at: { in: object }, mayRename: false, mayChangeKind: false });
  dropNothing(layer);
}

/** An entry of `patchesJson6902` (deprecated): operations in the kustomization or in a file, for what it selects. */
export function applyJsonPatch(layer: Layer, entry: Mapping, at: Written): void {
  const target = mappingIn(entry, "target");
  if (textField(target, "name") === "") throw new Refused("the target of a JSON patch needs a name here", at);
  const operations = operationsOf(patchText(layer, entry, at));
  if (!operations || operations.length === 0) throw new Refused("this patch holds no operations", at);
  for (const resource of aimedAt(layer, target, fieldAt(entry, "target"))) applyOperations(resource, operations);
  layer.resources.changed();
}

/** The objects that a target selects. */
function aimedAt(layer: Layer, target: Mapping, at: Written): readonly Resource[] {
  const { list } = layer.resources;
  const chosen = selected(list, target, at);
  layer.reads.aims.push(...aimsOf(target, list, chosen));
  return chosen;
}

function contentOf(layer: Layer, entry: Mapping, at: Written): PatchContent {
  const text = patchText(layer, entry, at);
  const objects = objectsOf(text.manifest(), at);
  if (objects) return { objects };
  const operations = operationsOf(text);
  if (operations) return { operations };
  throw new Refused("this is neither a strategic merge patch nor a JSON patch", at);
}

/** The text of a patch, which is read in two ways: as manifests and as a file of configuration. */
interface PatchText {
  readonly text: string;
  manifest(): Documents;
  config(): Documents;
}

function patchText(layer: Layer, entry: Mapping, at: Written): PatchText {
  const patch = textField(entry, "patch");
  const path = textField(entry, "path");
  if ((patch.trim() === "") === (path === "")) throw new Refused("a patch has either a path or a patch", at);
  if (path !== "") return fileText(layer, path, fieldAt(entry, "path"));
  const inside = fieldAt(entry, "patch");
  return {
    text: patch.trim(),
    manifest: () => layer.sources.inline(patch, inside),
    config: () => layer.sources.inline(patch, inside, kubectlSchema),
  };
}

function fileText(layer: Layer, path: string, at: Written): PatchText {
  const full = layer.file(path, at);
  return {
    text: layer.text(path, at),
    manifest: () => layer.sources.manifest(full),
    config: () => layer.sources.config(full),
  };
}

/** The objects of a patch; undefined where it does not hold objects. */
function objectsOf(read: Documents, at: Written): readonly Mapping[] | undefined {
  if (!("values" in read)) return undefined;
  try {
    return manifestsOf(read.values, at).map(({ object }) => object);
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}

/** The operations of a patch; undefined where it does not hold operations. Only the first document counts. */
function operationsOf(patch: PatchText): readonly unknown[] | undefined {
  if (patch.text.startsWith("[") && !isJson(patch.text)) return undefined;
  const read = patch.config();
  if (!("values" in read)) return undefined;
  const [first = null] = read.values;
  if (first === null) return [];
  return Array.isArray(first) && first.every((one) => one === null || isMapping(one)) ? first : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function mergeSelected(layer: Layer, patches: readonly MergePatch[], target: Mapping, at: Written): void {
  const [patch, ...others] = patches;
  if (others.length > 0) throw new Refused("a patch with a target holds one document only", at);
  if (!patch) return;
  const chosen = aimedAt(layer, target, at);
  const ids = new Set(chosen.map(({ id }) => idKey(id)));
  layer.resources.list = layer.resources.list.filter(
    (resource) => !ids.has(idKey(resource.id)) || mergeInto(layer, resource, aimed(layer, patch, resource)),
  );
  refuseTwice(layer.resources.list, at);
}

/** The apiVersion of a patch with a target does not count, and its labels and annotations are texts, be they null. */
function aimed(layer: Layer, patch: MergePatch, resource: Resource): MergePatch {
  const metadata = ["labels", "annotations"].reduce(
    (all, field) => {
      const before = mappingIn(all, field);
      if (Object.keys(before).length === 0) return withoutField(all, field);
      const texts = Object.entries(before).reduce((pairs, [key, value]) => {
        const text = value === null ? layer.sources.places.nullText(before, key) : textOf(value);
        return text === value ? pairs : withField(pairs, key, text);
      }, before);
      return texts === before ? all : withField(all, field, texts);
    },
    mappingIn(patch.object, "metadata"),
  );
  const object = withField(patch.object, "metadata", metadata);
  return { ...patch, object: withField(object, "apiVersion", resource.apiVersion) };
}

function mergeNamed(layer: Layer, patch: MergePatch): void {
  const { originalId } = new Resource(patch.object, { source: { path: "", document: 0 }, at: patch.at });
  const key = idKey(originalId);
  const [target, ...others] = layer.resources.everCalled((id) => idKey(id) === key);
  if (!target) throw new Refused(`there is no ${nameOf(originalId)} that this patch could be for`, patch.at);
  if (others.length > 0)
    throw new Refused(`there are several ${nameOf(originalId)} that this patch could be for`, patch.at);
  if (!mergeInto(layer, target, patch)) target.object = {};
  layer.resources.changed();
}

/** Merges a patch into an object; false when nothing is left of that. */
function mergeInto(layer: Layer, resource: Resource, patch: MergePatch): boolean {
  const { name, namespace, kind } = resource;
  if (patch.mayRename || patch.mayChangeKind) resource.rememberName();
  // Kustomize forgets what comes of this.
  if (patch.object.$patch === "replace") return true;
  if (wipesAnnotations(patch.object)) resource.forget();
  const result = merged(resource.object, patch.object, {
    schema: layer.build.schema,
    at: patch.at,
    isSpelledOut: (container, key) => layer.sources.places.nullText(container, key) !== "",
  });
  if (!isMapping(result) || Object.keys(result).length === 0) return false;
  resource.object = result;
  if (!patch.mayChangeKind && resource.kind !== kind) resource.object = withField(result, "kind", kind);
  if (!patch.mayRename && resource.name !== name) resource.setName(name);
  if (resource.namespace !== namespace) resource.setNamespace(namespace);
  return true;
}

/** Whether a patch takes all annotations away: what kustomize remembers of an object it keeps among them. */
function wipesAnnotations({ metadata }: Mapping): boolean {
  const wiped = (value: unknown): boolean =>
    value === null || (isMapping(value) && (value.$patch === "replace" || value.$patch === "delete"));
  return wiped(metadata) || (isMapping(metadata) && wiped(metadata.annotations));
}

/** Objects of which a patch has left nothing are gone. */
function dropNothing(layer: Layer): void {
  const { list } = layer.resources;
  const left = list.filter(({ object }) => Object.keys(object).length > 0);
  if (left.length < list.length) layer.resources.list = left;
}

function applyOperations(resource: Resource, operations: readonly unknown[]): void {
  // Kustomize keeps what it remembers in annotations, so they are there when it does.
  const { metadata } = resource.object;
  const remembers = resource.history.previous.length > 0 || resource.history.generated;
  if (remembers && isMapping(metadata) && !isMapping(metadata.annotations))
    resource.object = withPath(resource.object, ["metadata", "annotations"], {});
  resource.object = patched(resource.object, operations);
}
