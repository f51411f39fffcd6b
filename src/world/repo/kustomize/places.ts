import { eachEntry } from "../../../model/kubernetes/fields.ts";
import type { Position } from "../../../model/subject.ts";
import { fieldPath, type LineIndex, lineIndex } from "../positions.ts";
import { readForm, type Written } from "./edits.ts";

/** What a document that was read is part of. */
export interface Root {
  readonly path: string;
  readonly document: number;
  text(): string;
  /** Of a text inside another document (an inline patch): where that text stands. */
  readonly inside?: Written;
}

type Step = string | number;

interface Place {
  readonly root: Root;
  readonly above?: Place;
  readonly key?: Step;
}

/** Knows where the mappings and lists that were read stand. Nothing is looked up before somebody asks. */
export class Places {
  readonly #waiting = new Map<object, Root>();
  readonly #places = new Map<object, Place>();
  readonly #marks = new Map<object, Position>();
  readonly #lines = new Map<Root, LineIndex>();

  /** Takes note of a document. */
  add(document: unknown, root: Root): void {
    if (typeof document !== "object" || document === null || this.#places.has(document)) return;
    if (!this.#waiting.has(document)) this.#waiting.set(document, root);
  }

  /** A thing that stands at a known place without being part of a document. */
  mark(position: Position): object {
    const mark = {};
    this.#marks.set(mark, position);
    return mark;
  }

  /** Whether a container was read from a file, as it is or before it was changed. */
  knows(container: object): boolean {
    const form = readForm(container);
    return form !== undefined && (this.#marks.has(form) || this.#placeOf(form) !== undefined);
  }

  /** The file in which something is written. */
  pathOf({ in: container }: Written): string {
    const form = readForm(container) ?? container;
    return this.#marks.get(form)?.path ?? this.#placeOf(form)?.root.path ?? "";
  }

  /** Where something is written; `rest` are steps that lead on to a field that is not written there. */
  position({ in: container, key }: Written, rest: readonly Step[] = []): Position {
    const form = readForm(container) ?? container;
    const mark = this.#marks.get(form);
    if (mark) return mark;
    const place = this.#placeOf(form);
    if (!place) return { path: "" };
    const steps = [...stepsTo(place), ...(key === undefined ? [] : [key]), ...rest];
    return this.#at(place.root, fieldPath(steps));
  }

  /** How a null is written: `null`, `~`, or empty where a value is only left out. What stands in no file is `null`. */
  nullText(container: object, key: string): string {
    const form = readForm(container);
    const place = form && this.#placeOf(form);
    if (!place) return "null";
    const line = this.#lineOf(place.root, fieldPath([...stepsTo(place), key]));
    const text = place.root.text().split("\n")[line - 1] ?? "";
    const name = key.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
    return new RegExp(`(?:^|[\\s{,"'-])${name}["']?\\s*:\\s*(~|null|Null|NULL)`).exec(text)?.[1] ?? "";
  }

  #at(root: Root, field: string): Position {
    const lineHere = (): number => this.#lineOf(root, field);
    const { inside } = root;
    if (!inside)
      return {
        path: root.path,
        get line() {
          return lineHere();
        },
        ...(field ? { field } : {}),
      };
    const outer = this.position(inside);
    return { ...outer, line: (outer.line ?? 1) + (this.#isBlock(inside, outer) ? lineHere() : 0) };
  }

  /** Whether a text stands on the lines below its key, so that a line in it has a line of its own in the file. */
  #isBlock(inside: Written, outer: Position): boolean {
    const place = this.#placeOf(readForm(inside.in) ?? inside.in);
    const line = place?.root.text().split("\n")[(outer.line ?? 1) - 1] ?? "";
    return /[|>][-+0-9]*\s*(?:#.*)?$/.test(line.trimEnd());
  }

  #lineOf(root: Root, field: string): number {
    let lines = this.#lines.get(root);
    if (!lines) {
      lines = lineIndex(root.text(), root.document);
      this.#lines.set(root, lines);
    }
    return lines(field);
  }

  #placeOf(form: object): Place | undefined {
    const known = this.#places.get(form);
    if (known || this.#waiting.size === 0) return known;
    for (const [document, root] of this.#waiting) this.#enter(document, { root });
    this.#waiting.clear();
    return this.#places.get(form);
  }

  /** An alias stands where its anchor does, because that is the text a person edits. */
  #enter(container: object, place: Place): void {
    if (this.#places.has(container)) return;
    this.#places.set(container, place);
    eachEntry(container, (key, value) => {
      if (typeof value === "object" && value !== null) this.#enter(value, { root: place.root, above: place, key });
    });
  }
}

function stepsTo(place: Place): readonly Step[] {
  const above = place.above ? stepsTo(place.above) : [];
  return place.key === undefined ? above : [...above, place.key];
}
