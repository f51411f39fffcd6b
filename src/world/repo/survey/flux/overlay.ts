import { posix } from "node:path";
import { isMapping, type Mapping } from "../../kustomize/values.ts";
import type { Workspace } from "../draft.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import { generatedResources, kustomizationIn } from "./generated.ts";

/** The kustomization of a folder as a Flux Kustomization makes it. */
export interface Overlaid {
  /** Its file, whether or not it is there. */
  readonly file: string;
  /** What it says then; absent where it cannot be read. */
  readonly content?: Mapping;
  /** Where a person edits a field of it, if that is not in the file: in the Flux Kustomization (`field`), or in a file that it lists. */
  origin(field: string): { readonly field: string } | { readonly path: string } | undefined;
}

/**
 * Flux writes its own fields into the kustomization of the folder before it builds it, and makes one where there is
 * none: namespace and name affixes in place of its own, patches, components and images after them.
 * Source: kustomize_generator.go of github.com/fluxcd/pkg/kustomize.
 */
export function overlaid({ tree, documents }: Workspace, folder: string, flux: Mapping): Overlaid {
  const own = kustomizationIn(tree, folder);
  const isThere = (path: string): boolean => tree.kind(posix.join(folder, path)) !== "absent";
  const spec = mappingAt(flux, "spec");
  if (own === undefined) {
    const resources = generatedResources(tree, folder);
    const { content, moved } = merge({ resources }, spec, isThere);
    const listed = (field: string): string | undefined =>
      resources[Number(/^resources\[(\d+)\]/.exec(field)?.[1] ?? -1)];
    return {
      file: posix.join(folder, "kustomization.yaml"),
      content,
      origin(field) {
        const path = listed(field);
        return path === undefined
          ? { field: originOf(moved, field) ?? "spec.path" }
          : { path: posix.join(folder, path) };
      },
    };
  }
  const read = documents(own);
  const base = "values" in read ? read.values.find((value) => value !== null) : undefined;
  if (!isMapping(base)) return { file: own, origin: () => undefined };
  const { content, moved } = merge(base, spec, isThere);
  return {
    file: own,
    content,
    origin(field) {
      const to = originOf(moved, field);
      return to === undefined ? undefined : { field: to };
    },
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

function merge(base: Mapping, spec: Mapping, isThere: (path: string) => boolean): { content: Mapping; moved: Moved } {
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
  return { content: file, moved };
}

function originOf(moved: Moved, field: string): string | undefined {
  const head = /^[^.[]+(?:\[\d+\])?/.exec(field)?.[0] ?? "";
  const to = moved.get(head);
  return to === undefined ? undefined : to + field.slice(head.length);
}
