import type { Evidence } from "../../model/evidence.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Clock } from "../../model/world.ts";
import { lazyEvidence } from "../evidence.ts";
import type { Masker } from "../mask/masker.ts";
import type { DocumentReader } from "./documents.ts";
import type { Tree } from "./tree.ts";

/** What makes vertices of files. */
export interface FileReader {
  readonly tree: Tree;
  readonly masker: Masker;
  readonly clock: Clock;
  readonly documents: DocumentReader;
  /** Whether Git is told to ignore a path. */
  isIgnored(path: string): boolean;
}

/** A line of a file. */
export interface FileLine {
  readonly path: string;
  readonly line: number;
}

/** What a vertex of a file is made of. `lines` says where each of its fields stands; the file itself begins at line 1. */
export interface FileThing {
  readonly kind: string;
  readonly name: string;
  readonly path: string;
  readonly value: unknown;
  readonly lines: { get(field: string): FileLine | undefined };
}

/** A vertex of something that files say and that is no object. Its excerpts are masked lines. */
export function fileVertex(reader: FileReader, { kind, name, path, value, lines }: FileThing): Vertex {
  const at = (field?: string): FileLine => (field === undefined ? undefined : lines.get(field)) ?? { path, line: 1 };
  // Most of what files say is never quoted, so a line is masked when somebody reads the evidence of it.
  const proof = (place: FileLine): Evidence => {
    const excerpt = (): string => maskedLine(reader, place);
    const query = `${place.path}:${place.line}`;
    return lazyEvidence({ at: reader.clock.now(), mode: "declared", source: "file", query, content: excerpt, excerpt });
  };
  return {
    id: `${kind}:${name}`,
    subject: { kind: "file", path },
    value,
    evidence: proof({ path, line: 1 }),
    origin: (field) => at(field),
    line: (field) => proof(at(field)),
  };
}

/** A line as it may be quoted. */
export function maskedLine({ tree, masker }: Pick<FileReader, "tree" | "masker">, { path, line }: FileLine): string {
  const read = tree.text(path);
  const text = "text" in read ? lineIn(read.text, line).trim() : "";
  return holdsSecret(text) ? "a Secret, all on one line" : masker.text(text);
}

/** A line of a text, counted from 1; what is asked for is often one of many thousand. */
function lineIn(text: string, line: number): string {
  let start = 0;
  for (let count = 1; count < line; count += 1) {
    const next = text.indexOf("\n", start);
    if (next < 0) return "";
    start = next + 1;
  }
  const end = text.indexOf("\n", start);
  return text.slice(start, end < 0 ? text.length : end);
}

/** Whether a whole Secret stands on a line: no name would tell which part of it is a value. */
function holdsSecret(line: string): boolean {
  return /["']?kind["']?\s*:\s*["']?Secret\b/.test(line) && /data["']?\s*:/i.test(line);
}

/** The places of the fields of a file, each under a name of its own: a second of the same name gets ` (2)` behind it. */
export class Places {
  readonly lines = new Map<string, FileLine>();

  add(name: string, place: FileLine): string {
    let field = name;
    for (let count = 2; this.lines.has(field); count += 1) field = `${name} (${count})`;
    this.lines.set(field, place);
    return field;
  }
}
