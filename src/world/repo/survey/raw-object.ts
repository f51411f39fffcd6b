import type { BuiltBy } from "../../../model/graph.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Position } from "../../../model/subject.ts";
import type { DocumentReader } from "../documents.ts";
import { lineIndex } from "../positions.ts";
import type { Tree } from "../tree.ts";
import { isManifest, itemsOfList } from "./manifest-kinds.ts";

/** An object with its secrets, and where a person edits each field of it. It never leaves this folder unmasked. */
export interface RawObject {
  readonly object: KubeObject;
  /** The file that declares it. */
  readonly path: string;
  readonly built?: BuiltBy;
  origin(field?: string): Position;
}

/** The objects that a file declares, in their order, Lists opened. What is no object of a cluster is left out. */
export function objectsInFile(tree: Tree, documents: DocumentReader, path: string): readonly RawObject[] {
  const read = documents(path);
  if (!("values" in read)) return [];
  return read.values.flatMap((value, document): RawObject[] => {
    if (typeof value !== "object" || value === null) return [];
    const items = "kind" in value && typeof value.kind === "string" ? itemsOfList(value as KubeObject) : undefined;
    if (items === undefined) return isManifest(value) ? [rawObject(tree, value, { path, document })] : [];
    return items.flatMap((object, item) =>
      isManifest(object) ? rawObject(tree, object, { path, document, item }) : [],
    );
  });
}

interface Place {
  readonly path: string;
  readonly document: number;
  readonly item?: number;
}

function rawObject(tree: Tree, object: KubeObject, place: Place): RawObject {
  return { object, path: place.path, origin: originIn(tree, place) };
}

/** Where the fields of a document stand, or of an item in its List. Lines are counted when somebody asks a position for its line. */
export function originIn(tree: Tree, { path, document, item }: Place): RawObject["origin"] {
  let lines: ((field?: string) => number) | undefined;
  const lineOf = (field?: string): number => {
    const read = tree.text(path);
    lines ??= lineIndex("text" in read ? read.text : "", document, item);
    return lines(field);
  };
  const prefix = item === undefined ? "" : `items[${item}]`;
  return (field) => {
    const whole = field ? prefix + (prefix === "" || field.startsWith("[") ? field : `.${field}`) : prefix;
    return {
      path,
      get line() {
        return lineOf(field);
      },
      ...(whole ? { field: whole } : {}),
    };
  };
}
