import { loadAll, type Schema, YAMLException } from "js-yaml";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { withoutAddedBreak } from "./yaml-end.ts";
import { parseLoosely } from "./yaml-indent.ts";
import { InexactNumber, kubectlSchema } from "./yaml-schema.ts";

/**
 * The documents of a YAML or JSON file, as kubectl would read them; an empty document is null. Throws SalvorProblem
 * (exit 2) naming file and line; the text itself is never quoted, since it may be a Secret.
 */
export function readDocuments(path: string, text: string, schema: Schema = kubectlSchema): readonly unknown[] {
  try {
    const documents = withoutAddedBreak(
      parseLoosely(text, (loose) => loadAll(loose, { schema })),
      text,
    );
    const sizes = new Map<object, number>();
    if (documents.reduce<number>((sum, one) => sum + sizeOf(one, sizes), 0) > mostValues) throw new EndlessAliases();
    return documents;
  } catch (error) {
    const json = parsedJson(text);
    if (json !== undefined) return [json];
    throw problemOf(path, text, error);
  }
}

/** Aliases repeat what they name: a file of a few lines may stand for more values than there is memory. */
const mostValues = 2_000_000;

class EndlessAliases extends Error {
  override readonly message = `its aliases spell out to more than ${mostValues} values`;
}

/** How many values a document is, spelled out; each value that is shared is counted once and added as often as it is used. */
function sizeOf(value: unknown, sizes: Map<object, number>): number {
  if (typeof value !== "object" || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
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
  const anywhere = error instanceof YAMLException && error.reason.startsWith("a key must be");
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
  const reason = error instanceof YAMLException ? error.reason : whyOf(error);
  return new SalvorProblem({
    code: "broken-yaml",
    message: `${place} is not valid YAML: ${reason}`,
    hint: "Mend the file; nothing was read from it.",
    exit: exitCodes.usage,
  });
}

function whyOf(error: unknown): string {
  return error instanceof InexactNumber || error instanceof EndlessAliases ? error.message : "it cannot be read";
}

function isTemplate(text: string, line: number | undefined): boolean {
  const lines = text.split("\n");
  const near = line === undefined ? lines : lines.slice(Math.max(0, line - 2), line + 1);
  return near.some((each) => /(?:^|[\s:["'-])\{\{|\{%|<%|\{[A-Z][A-Z0-9_]+\}|^__[A-Z][A-Z0-9_]*__\s*$/.test(each));
}
