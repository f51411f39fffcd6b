import { lineIndex } from "./positions.ts";
import type { FileLine } from "./text-vertex.ts";
import type { Tree } from "./tree.ts";

/** The places of fields of the documents of a file. Lines are counted when somebody asks for one. */
export class FieldPlaces {
  readonly #tree: Tree;
  readonly #path: string;
  readonly #fields = new Map<string, { readonly document: number; readonly field: string }>();

  constructor(tree: Tree, path: string) {
    this.#tree = tree;
    this.#path = path;
  }

  /** The name under which a field of a document is asked for. */
  add(field: string, document = 0): string {
    const name = document === 0 ? field : `${field} (${document + 1})`;
    this.#fields.set(name, { document, field });
    return name;
  }

  /** Where it stands. */
  get(name: string): FileLine | undefined {
    const found = this.#fields.get(name);
    const read = this.#tree.text(this.#path);
    if (!found || !("text" in read)) return undefined;
    return { path: this.#path, line: lineIndex(read.text, found.document)(found.field) };
  }
}
