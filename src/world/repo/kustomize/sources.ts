import type { Schema } from "js-yaml";
import { SalvorProblem } from "../../../model/problem.ts";
import type { Position } from "../../../model/subject.ts";
import type { DocumentReader, Documents } from "../documents.ts";
import type { Tree } from "../tree.ts";
import { readDocuments } from "../yaml.ts";
import { kustomizeSchema } from "../yaml-schema.ts";
import type { Written } from "./edits.ts";
import { Places, type Root } from "./places.ts";
import { leavesValueOut, withFoldsWritten } from "./rewriting.ts";
import { NotCovered, Refused } from "./stops.ts";
import { isMapping } from "./values.ts";

/**
 * Kustomize reads manifests as YAML 1.2, where `yes` is a text, and dates as instants; keys must be texts. Files in which
 * that could matter are read once more; all others share what was read for everybody.
 */
const readsDifferently =
  /(?:^|[\s,[{:-])(?:y|n|yes|no|on|off)(?=\s*(?:$|[,\]}:#]))|\b\d{4}-\d\d?-\d\d?\b|(?:^|[\s{,?-])(?:[-+.]?\d[\w.+-]*|true|false|null|~)\s*:(?=\s)/im;

/** Why a file could not be read here though kustomize might. */
const unclearCodes = ["file-unreadable", "value-left-out"];

/** Reads the files of a repository for kustomize, and knows where every value of them stands. */
export class Sources {
  readonly places: Places = new Places();
  readonly #manifests = new Map<string, Documents>();
  readonly #marks = new Map<string, Written>();
  readonly #texts = new Map<string, readonly unknown[]>();
  readonly tree: Tree;
  readonly #documents: DocumentReader;

  constructor(tree: Tree, documents: DocumentReader) {
    this.tree = tree;
    this.#documents = documents;
  }

  /** The documents of a manifest, read as kustomize reads them. */
  manifest(path: string): Documents {
    const known = this.#manifests.get(path);
    if (known) return known;
    const found = this.tree.text(path);
    const text = "text" in found ? found.text : "";
    const written = withFoldsWritten(text);
    const again = written !== text || readsDifferently.test(text);
    const read = leavesValueOut(text)
      ? { problem: valueLeftOut(path) }
      : again
        ? this.#inner(path, written, kustomizeSchema)
        : this.#documents(path);
    this.#register(path, read);
    this.#manifests.set(path, read);
    return read;
  }

  /** The documents of a file of configuration, read as kubectl reads them. */
  config(path: string): Documents {
    const read = this.#documents(path);
    this.#register(path, read);
    return read;
  }

  /** Takes a document of a file for read. */
  take(path: string, value: unknown): void {
    this.#register(path, { values: [value] });
  }

  /** The documents of a text that stands in another document. */
  inline(text: string, inside: Written, schema: Schema = kustomizeSchema): Documents {
    const { places } = this;
    const read = this.#copied(text, schema);
    // Where it stands is looked up where somebody asks for it, or something is wrong with it.
    if ("problem" in read) return this.#inner(places.pathOf(inside), text, schema);
    const root = (document: number): Root => ({
      get path() {
        return places.pathOf(inside);
      },
      document,
      text: () => text,
      inside,
    });
    for (const [document, value] of read.values.entries()) places.add(value, root(document));
    return read;
  }

  /** The values of documents that were read of a file. Throws, with the place, where they could not be read. */
  values(path: string, read: Documents): readonly unknown[] {
    if ("values" in read) return read.values;
    const { code, message } = read.problem;
    const line = message.startsWith(`${path}:`) ? Number.parseInt(message.slice(path.length + 1), 10) : Number.NaN;
    const at = this.mark(path, Number.isNaN(line) ? undefined : line);
    const unclear = unclearCodes.includes(code) || message.includes("cannot be written exactly");
    throw unclear ? new NotCovered(message, at) : new Refused(message, at);
  }

  /** A file as a whole, or a line of it. */
  mark(path: string, line?: number): Written {
    const id = `${path}:${line ?? ""}`;
    const known = this.#marks.get(id);
    if (known) return known;
    const written = { in: this.places.mark(line === undefined ? { path } : { path, line }) };
    this.#marks.set(id, written);
    return written;
  }

  /** The file, line and field of what was written somewhere. */
  position(written: Written): Position {
    return this.places.position(written);
  }

  /** People give dozens of Kustomizations the same patch: it is read once, and each place gets a copy of its own. */
  #copied(text: string, schema: Schema): Documents {
    const id = `${schema === kustomizeSchema} ${text}`;
    const known = this.#texts.get(id);
    if (known) return { values: known.map(copyOf) };
    const read = this.#inner("", text, schema);
    // An alias is the very thing that it names, which a copy would lose.
    if ("values" in read && !text.includes("*")) this.#texts.set(id, read.values);
    return read;
  }

  #inner(path: string, text: string, schema: Schema): Documents {
    try {
      return { values: readDocuments(path, text, schema) };
    } catch (error) {
      if (error instanceof SalvorProblem) return { problem: error };
      throw error;
    }
  }

  #register(path: string, read: Documents): void {
    if (!("values" in read)) return;
    const text = (): string => {
      const found = this.tree.text(path);
      return "text" in found ? found.text : "";
    };
    read.values.forEach((value, document) => {
      this.places.add(value, { path, document, text });
    });
  }
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, copyOf(part)]));
}

function valueLeftOut(path: string): SalvorProblem {
  const message = `${path} leaves a value out between braces, which kustomize reads as null here and as a text there`;
  return new SalvorProblem({ code: "value-left-out", message, hint: "Write null.", exit: 3 });
}
