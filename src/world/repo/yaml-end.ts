/**
 * A block text (`|`, `>`) that ends where the file does, without a line break, has none for Go; the parser adds one. Takes
 * it out of documents that were just read, and returns them.
 */
export function withoutAddedBreak(documents: readonly unknown[], text: string): readonly unknown[] {
  const last = text.slice(text.lastIndexOf("\n") + 1).trim();
  if (last === "") return documents;
  let container: unknown = documents;
  for (;;) {
    const keys = Object.keys(container as object);
    const key = keys.at(-1);
    if (key === undefined) return documents;
    const value = (container as Record<string, unknown>)[key];
    if (typeof value === "object" && value !== null) container = value;
    else {
      // In any other style the line holds more than the text: a key, quotes or brackets.
      const isBlock = typeof value === "string" && value.endsWith("\n") && value.trimEnd().endsWith(last);
      if (isBlock) (container as Record<string, unknown>)[key] = value.slice(0, -1);
      return documents;
    }
  }
}
