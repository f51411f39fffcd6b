import { createHash } from "node:crypto";
import type { Evidence, Mode } from "../model/evidence.ts";

/** The longest excerpt that evidence carries, in characters: enough for a status, too little for a dump. */
const longestExcerpt = 2000;

/** What one look saw. `content` is masked already; its digest is what the evidence carries. */
export interface Sighting {
  readonly at: string;
  readonly mode: Mode;
  readonly source: Evidence["source"];
  /** What a person can repeat: a kubectl or curl command, or `file:line`. */
  readonly query: string;
  readonly content: unknown;
  readonly excerpt: string;
}

/** A sighting whose content is worked out when somebody first asks for the digest or the excerpt. */
export type LazySighting = Omit<Sighting, "query" | "content" | "excerpt"> & {
  readonly query: string | (() => string);
  content(): unknown;
  excerpt(): string;
};

/** `sha256:<hex>` of a text, or of the JSON of anything else. */
export function digestOf(content: unknown): string {
  const text = typeof content === "string" ? content : (JSON.stringify(content) ?? "undefined");
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}

/** Makes evidence of what was seen. Nothing outside this folder may. */
export function evidence(sighting: Sighting): Evidence {
  const { at, mode, source, query, content } = sighting;
  const plain = { at, mode, source, query, excerpt: cut(sighting.excerpt), digest: digestOf(content) };
  return plain as unknown as Evidence;
}

/** The same for objects of long lists: most of them are never quoted, so digest and excerpt wait until they are. */
export function lazyEvidence(sighting: LazySighting): Evidence {
  return new LazyEvidence(sighting) as unknown as Evidence;
}

/** Shortens a text to what evidence may carry, saying that it did. */
export function cut(text: string): string {
  return text.length <= longestExcerpt ? text : `${text.slice(0, longestExcerpt)}… (${text.length} characters)`;
}

class LazyEvidence {
  readonly at: string;
  readonly mode: Mode;
  readonly source: Evidence["source"];
  #query: string | (() => string);
  #sighting: LazySighting | undefined;
  #worked: { excerpt: string; digest: string } | undefined;

  constructor(sighting: LazySighting) {
    this.at = sighting.at;
    this.mode = sighting.mode;
    this.source = sighting.source;
    this.#query = sighting.query;
    this.#sighting = sighting;
  }

  get query(): string {
    if (typeof this.#query === "function") this.#query = this.#query();
    return this.#query;
  }

  get excerpt(): string {
    return this.#work().excerpt;
  }

  get digest(): string {
    return this.#work().digest;
  }

  /** Accessors of a class are not written by JSON.stringify, and evidence goes into the journal. */
  toJSON(): object {
    const { at, mode, source, query } = this;
    return { at, mode, source, query, ...this.#work() };
  }

  #work(): { excerpt: string; digest: string } {
    if (!this.#worked) {
      const sighting = this.#sighting;
      this.#worked = { excerpt: cut(sighting?.excerpt() ?? ""), digest: digestOf(sighting?.content()) };
      this.#sighting = undefined;
    }
    return this.#worked;
  }
}
