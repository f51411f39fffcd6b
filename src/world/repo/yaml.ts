import { basename } from "node:path";
import { loadAll, type Schema, YAMLException } from "js-yaml";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { kustomizationName } from "./kustomization-names.ts";
import { withoutAddedBreak } from "./yaml-end.ts";
import { refusedByGo } from "./yaml-go.ts";
import { parseLoosely } from "./yaml-indent.ts";
import { InexactNumber, kubectlSchema } from "./yaml-schema.ts";

/**
 * The documents of a YAML or JSON file, as kubectl would read them; an empty document is null. Throws SalvorProblem
 * (exit 2) naming file and line; the text itself is never quoted, since it may be a Secret.
 */
export function readDocuments(path: string, text: string, schema: Schema = kubectlSchema): readonly unknown[] {
  try {
    const documents = withoutAddedBreak(
      parseLoosely(withoutMarks(text), (loose) => loadAll(loose, { schema })),
      text,
    );
    const size = text.includes("*") ? spelledOut(documents) : 0;
    if (size > mostValues) throw new EndlessAliases(size);
    const refusal = isForGo(path, documents) ? refusedByGo(text) : undefined;
    if (refusal) throw brokenYaml(`${path}:${refusal.line}`, ` for kubectl and kustomize: ${refusal.why}`);
    return documents;
  } catch (error) {
    if (error instanceof SalvorProblem) throw error;
    const json = parsedJson(text);
    if (json !== undefined) return [json];
    throw problemOf(path, text, error);
  }
}

/** Every document may begin with a byte order mark, as files do that were put together from others. */
function withoutMarks(text: string): string {
  return text.includes("\ufeff") ? text.replace(/^\ufeff/gm, "") : text;
}

/** Whether kubectl or kustomize read a file: a kustomization need not say its kind. */
function isForGo(path: string, documents: readonly unknown[]): boolean {
  return kustomizationName.test(basename(path)) || documents.some(isManifest);
}

function isManifest(document: unknown): boolean {
  const { apiVersion, kind } = (document ?? {}) as { readonly apiVersion?: unknown; readonly kind?: unknown };
  return typeof apiVersion === "string" && typeof kind === "string";
}

/** Aliases repeat what they name: a file of a few lines may stand for more values than there is memory. */
const mostValues = 2_000_000;

class EndlessAliases extends Error {
  constructor(size: number) {
    const endless = size === Number.POSITIVE_INFINITY;
    super(endless ? "an alias stands inside what it names" : `its aliases spell out to more than ${mostValues} values`);
  }
}

function spelledOut(documents: readonly unknown[]): number {
  const sizes = new Map<object, number>();
  return documents.reduce<number>((sum, one) => sum + sizeOf(one, sizes), 0);
}

/** How many values a document is, spelled out; each value that is shared is counted once and added as often as it is used. */
function sizeOf(value: unknown, sizes: Map<object, number>): number {
  if (typeof value !== "object" || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  // What holds itself never ends.
  sizes.set(value, Number.POSITIVE_INFINITY);
  const size = Object.values(value).reduce<number>((sum, part) => sum + sizeOf(part, sizes), 1);
  sizes.set(value, size);
  return size;
}

/** JSON that YAML does not take (indented by tabs). A key twice stays an error: that is not this case. */
function parsedJson(text: string): unknown {
  if (!/^\s*\{/.test(text) || !text.includes("\t")) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problemOf(path: string, text: string, error: unknown): SalvorProblem {
  const line = error instanceof YAMLException && error.mark ? error.mark.line + 1 : undefined;
  const place = line === undefined ? path : `${path}:${line}`;
  // `{{ name }}` is a mapping whose key is one; the reader says so where the whole began.
  const anywhere = error instanceof YAMLException && /^(?:a key must be|end of the stream)/.test(error.reason);
  if (isTemplate(text, anywhere ? undefined : line)) {
    return new SalvorProblem({
      code: "template-not-rendered",
      message: `${place} is a template, not YAML`,
      hint: "Render it first (for a chart: helm template … > rendered.yaml) and give Salvor what comes out.",
      exit: exitCodes.usage,
    });
  }
  if (error instanceof YAMLException && error.reason === "duplicated mapping key") {
    return new SalvorProblem({
      code: "duplicate-key",
      message: `${place}: the same key stands twice in one mapping, and only one of them would count`,
      hint: "Remove one of the two.",
      exit: exitCodes.usage,
    });
  }
  return brokenYaml(place, `: ${error instanceof YAMLException ? inWords(error.reason) : whyOf(error)}`);
}

function brokenYaml(place: string, rest: string): SalvorProblem {
  return new SalvorProblem({
    code: "broken-yaml",
    message: `${place} is not valid YAML${rest}`,
    hint: "Mend the file; nothing was read from it.",
    exit: exitCodes.usage,
  });
}

/** What the parser says in words of its own program. */
function inWords(reason: string): string {
  if (reason.startsWith("nesting exceeded")) return "it is nested more than 100 levels deep";
  if (/^unknown \w+ tag/.test(reason)) return "a tag (!) that only another program knows would be lost";
  return reason.replace(/^unidentified alias "(.*)"$/, "nothing before *$1 is marked as &$1");
}

function whyOf(error: unknown): string {
  return error instanceof InexactNumber || error instanceof EndlessAliases ? error.message : "it cannot be read";
}

function isTemplate(text: string, line: number | undefined): boolean {
  const lines = text.split("\n");
  const near = line === undefined ? lines : lines.slice(Math.max(0, line - 2), line + 1);
  return near.some((each) => /(?:^|[\s:["'-])\{\{|\{%|<%|\{[A-Z][A-Z0-9_]+\}|^__[A-Z][A-Z0-9_]*__\s*$/.test(each));
}
