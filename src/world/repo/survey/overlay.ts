import { posix } from "node:path";
import type { Position } from "../../../model/subject.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import type { Workspace } from "./draft.ts";
import { generatedResources, kustomizationIn } from "./flux/generated.ts";
import { itemsAt } from "./mapping.ts";
import type { RawObject } from "./raw-object.ts";

/**
 * A field of an object that its controller writes into the kustomization of a folder: in place of what is there (`set`),
 * as one more entry of a list (`append`), or as an entry that takes the place of another with its name (`by-name`).
 */
export interface Change {
  readonly how: "set" | "append" | "by-name";
  /** The field of the kustomization. */
  readonly field: string;
  readonly value: unknown;
  /** The field of the object. */
  readonly from: string;
}

/** A change for each entry of a list (`from` is the field of the list), without entries of which nothing is made. */
export function changesOf<T>(
  entries: readonly T[],
  { how, field, from }: Omit<Change, "value">,
  made: (entry: T) => unknown = (entry) => entry,
): readonly Change[] {
  return entries.flatMap((entry, index): Change[] => {
    const value = made(entry);
    return value === undefined ? [] : [{ how, field, value, from: `${from}[${index}]` }];
  });
}

/** The kustomization of a folder as a controller makes it. */
export interface Overlaid {
  /** Its file, whether or not it is there. */
  readonly file: string;
  /** What it says then; absent where it cannot be read. */
  readonly content?: Mapping;
  /** Where a person edits a field of it. */
  place(at: Position): Position;
}

/** The kustomization of a folder with changes; one that lists what Flux would list where there is none. */
export function overlaid(
  { tree, documents }: Workspace,
  folder: string,
  { object, changes }: { readonly object: RawObject; readonly changes: readonly Change[] },
): Overlaid {
  const own = kustomizationIn(tree, folder);
  const file = own ?? posix.join(folder, "kustomization.yaml");
  const listed = own === undefined ? generatedResources(tree, folder) : [];
  const base = own === undefined ? { resources: listed } : firstOf(documents(own));
  if (!isMapping(base)) return { file, place: (at) => at };
  const { content, moved } = merged(base, changes);
  const placeOf = (field: string): Position | undefined => {
    const from = originOf(moved, field);
    if (from !== undefined || own !== undefined) return from === undefined ? undefined : object.origin(from);
    const path = listed[Number(/^resources\[(\d+)\]/.exec(field)?.[1] ?? -1)];
    return path === undefined ? object.origin("spec.path") : { path: posix.join(folder, path), line: 1 };
  };
  return { file, content, place: (at) => (at.path === file ? (placeOf(at.field ?? "") ?? at) : at) };
}

function firstOf(read: ReturnType<Workspace["documents"]>): unknown {
  return "values" in read ? read.values.find((value) => value !== null) : undefined;
}

/** Fields of the file that come from another one: `patches[2]` from `spec.patches[0]`. */
type Moved = ReadonlyMap<string, string>;

function merged(base: Mapping, changes: readonly Change[]): { readonly content: Mapping; readonly moved: Moved } {
  const moved = new Map<string, string>();
  const content: Record<string, unknown> = { ...base };
  const named = changes.filter(({ how }) => how === "by-name");
  for (const field of new Set(named.map((one) => one.field))) {
    const names = new Set(named.flatMap((one) => (one.field === field ? nameOf(one.value) : [])));
    content[field] = itemsAt(base, field).filter(({ name }) => !names.has(name));
  }
  for (const { how, field, value, from } of changes) {
    const before = content[field];
    const list = Array.isArray(before) ? before : [];
    content[field] = how === "set" ? value : [...list, value];
    moved.set(how === "set" ? field : `${field}[${list.length}]`, from);
  }
  return { content, moved };
}

function nameOf(value: unknown): unknown {
  return isMapping(value) ? value.name : undefined;
}

function originOf(moved: Moved, field: string): string | undefined {
  const head = /^[^.[]+(?:\[\d+\])?/.exec(field)?.[0] ?? "";
  const to = moved.get(head);
  return to === undefined ? undefined : to + field.slice(head.length);
}
