import { posix } from "node:path";
import type { DocumentReader } from "../../documents.ts";
import { isMapping, type Mapping } from "../../kustomize/values.ts";
import type { Tree } from "../../tree.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import { generatedResources, kustomizationIn } from "./generated.ts";

/** A repository in which the kustomization of one folder says what a Flux Kustomization makes of it. */
export interface Overlaid {
  readonly tree: Tree;
  readonly documents: DocumentReader;
  /** The file whose content is replaced. */
  readonly file: string;
  /** The field of the Flux Kustomization that a field of that file comes from, if it does. */
  origin(field: string): string | undefined;
}

/**
 * Flux writes its own fields into the kustomization of the folder before it builds it, and makes one where there is
 * none: namespace and name affixes in place of its own, patches, components and images after them.
 * Source: kustomize_generator.go of github.com/fluxcd/pkg/kustomize.
 */
export function overlaid(at: { tree: Tree; documents: DocumentReader }, folder: string, flux: Mapping): Overlaid {
  const { tree, documents } = at;
  const own = kustomizationIn(tree, folder);
  const file = own ?? posix.join(folder, "kustomization.yaml");
  const read = own === undefined ? undefined : documents(own);
  if (read !== undefined && !("values" in read)) return { tree, documents, file, origin: () => undefined };
  const first = read?.values.find((value) => value !== null);
  const base = isMapping(first) ? first : { resources: generatedResources(tree, folder) };
  const merged = merge(base, mappingAt(flux, "spec"), (path) => tree.kind(posix.join(folder, path)) !== "absent");
  const text = own === undefined ? { text: JSON.stringify(merged.file) } : undefined;
  return {
    tree: text === undefined ? { ...tree } : withFile(tree, file, text),
    documents: (path) => (path === file ? { values: [merged.file] } : documents(path)),
    file,
    origin: (field) => originOf(merged.moved, field),
  };
}

function withFile(tree: Tree, file: string, text: { readonly text: string }): Tree {
  return {
    ...tree,
    kind: (path) => (path === file ? "file" : tree.kind(path)),
    text: (path) => (path === file ? text : tree.text(path)),
  };
}

/** Fields of the file that come from another one: `patches[2]` from `spec.patches[0]`. */
type Moved = ReadonlyMap<string, string>;

/** An entry of a list, with its index in the list it comes from. */
type Indexed = readonly [number, unknown];

const replaced = { targetNamespace: "namespace", namePrefix: "namePrefix", nameSuffix: "nameSuffix" } as const;

const appended: Readonly<Record<string, (spec: Mapping, isThere: (path: string) => boolean) => readonly Indexed[]>> = {
  patches: (spec) =>
    itemsAt(spec, "patches").map(({ patch, target }, index) => [index, { patch, ...(target ? { target } : {}) }]),
  components: (spec, isThere) =>
    (Array.isArray(spec.components) ? spec.components : [])
      .map((path: unknown, index): Indexed => [index, path])
      .filter(([, path]) => spec.ignoreMissingComponents !== true || isThere(String(path))),
  patchesStrategicMerge: (spec) =>
    itemsAt(spec, "patchesStrategicMerge").map((patch, index) => [index, JSON.stringify(patch)]),
  patchesJson6902: (spec) =>
    itemsAt(spec, "patchesJson6902").map(({ patch, target }, index) => [
      index,
      { patch: JSON.stringify(patch), target },
    ]),
};

function merge(base: Mapping, spec: Mapping, isThere: (path: string) => boolean): { file: Mapping; moved: Moved } {
  const moved = new Map<string, string>();
  const file: Record<string, unknown> = { ...base };
  for (const [from, to] of Object.entries(replaced)) {
    const value = textAt(spec, from);
    if (value === undefined) continue;
    file[to] = value;
    moved.set(to, `spec.${from}`);
  }
  const join = (field: string, before: readonly unknown[], entries: readonly Indexed[]): void => {
    if (entries.length === 0) return;
    file[field] = [...before, ...entries.map(([, entry]) => entry)];
    entries.forEach(([index], place) => {
      moved.set(`${field}[${before.length + place}]`, `spec.${field}[${index}]`);
    });
  };
  for (const [field, entriesOf] of Object.entries(appended)) {
    const before = base[field];
    join(field, Array.isArray(before) ? before : [], entriesOf(spec, isThere));
  }
  const images = itemsAt(spec, "images");
  const names = new Set(images.map(({ name }) => name));
  const kept = itemsAt(base, "images").filter(({ name }) => !names.has(name));
  join("images", kept, [...images.entries()]);
  return { file, moved };
}

function originOf(moved: Moved, field: string): string | undefined {
  const head = /^[^.[]+(?:\[\d+\])?/.exec(field)?.[0] ?? "";
  const to = moved.get(head);
  return to === undefined ? undefined : to + field.slice(head.length);
}
