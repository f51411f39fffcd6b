import { YAMLException } from "js-yaml";

/** More lines than this are not moved in one text: each costs another reading. */
const mostMoved = 100;

/**
 * Parses a text as Go does, which does not look at the indentation of lines inside brackets and quotes: where the parser
 * stops at one, that line is moved to the right, which changes nothing else.
 */
export function parseLoosely<T>(text: string, parse: (text: string) => T): T {
  let moved = text;
  for (let count = 0; ; count += 1) {
    try {
      return parse(moved);
    } catch (error) {
      const line = lineOf(error);
      if (line === undefined || count === mostMoved) throw error;
      const lines = moved.split("\n");
      lines[line] = " ".repeat(200) + (lines[line] ?? "").trimStart();
      moved = lines.join("\n");
    }
  }
}

function lineOf(error: unknown): number | undefined {
  return error instanceof YAMLException && error.reason === "deficient indentation" ? error.mark?.line : undefined;
}
