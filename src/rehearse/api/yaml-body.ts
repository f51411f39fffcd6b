/** YAML as a real server reads it: version 1.1 without base 60 and dates, a text for every key, keys that come twice are noted. */

/** A body that is YAML: its value, and what is doubtful about it, as `fieldValidation` judges it. */
export interface YamlBody {
  readonly value: unknown;
  /** `yaml: unmarshal errors:` with a line for each key that is there twice. */
  readonly doubled: string | undefined;
}

/** A body that is no YAML; the message is that of Go's parser, where it is one of the usual slips. */
export class BrokenYaml extends Error {}

function whereOf(line: number): string {
  return line > 1 ? `line ${line}: ` : "";
}

function messageOf(error: { readonly code: string; readonly message: string }, line: number): string {
  if (error.code === "BLOCK_AS_IMPLICIT_KEY") return `${whereOf(line)}mapping values are not allowed in this context`;
  if (error.code === "MISSING_CHAR") return `line ${line}: did not find expected node content`;
  if (error.code === "TAB_AS_INDENT") return `${whereOf(line)}found character that cannot start any token`;
  return `line ${line}: ${error.message.split("\n", 1)[0]}`;
}

/** Reads the first document. Throws `BrokenYaml`. */
export async function parseYaml(text: string): Promise<YamlBody> {
  const { isScalar, LineCounter, parseDocument, visit } = await import("yaml");
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    version: "1.1",
    uniqueKeys: false,
    lineCounter,
    customTags: (tags) =>
      tags.filter(
        (tag) =>
          typeof tag === "string" ||
          (tag.tag !== "tag:yaml.org,2002:timestamp" && !("format" in tag && tag.format === "TIME")),
      ),
  });
  const [error] = document.errors;
  if (error) throw new BrokenYaml(messageOf(error, lineCounter.linePos(error.pos[0]).line));
  const doubled: string[] = [];
  visit(document, {
    Map: (_key, map) => {
      const seen = new Set<unknown>();
      for (const { key } of map.items) {
        if (!isScalar(key) || key.value === "<<") continue;
        const line = lineCounter.linePos(key.range?.[0] ?? 0).line;
        if (seen.has(key.value)) doubled.push(`  line ${line}: key ${JSON.stringify(key.value)} already set in map`);
        seen.add(key.value);
      }
    },
  });
  return {
    value: document.toJS({ maxAliasCount: 100 }),
    doubled: doubled.length > 0 ? `yaml: unmarshal errors:\n${doubled.join("\n")}` : undefined,
  };
}
