import { lineAt } from "../../file-text.ts";

/** A variable that a text reads by a literal name, and the default that is written next to it. */
export interface Read {
  readonly name: string;
  readonly line: number;
  readonly default?: string;
  /** It is the name under which a framework lets a setting be overridden, not one that the program asks for. */
  readonly overrides?: boolean;
}

/** A port that a text listens at: written out, or that of a variable. */
export interface Listen {
  readonly line: number;
  readonly port?: number;
  readonly variable?: string;
}

/** What a program file says of its environment. `computed` is the line of a name that is made up when it runs. */
export interface Reads {
  readonly reads: readonly Read[];
  readonly listens: readonly Listen[];
  readonly computed?: number;
}

/** A pattern whose groups are `name` and, where one is written, `value`. */
export function found(text: string, pattern: RegExp): readonly Read[] {
  return [...text.matchAll(pattern)].flatMap(({ groups, index }): Read[] => {
    const name = groups?.name;
    if (name === undefined) return [];
    const value = groups?.value;
    return [{ name, line: lineAt(text, index), ...(value === undefined ? {} : { default: value }) }];
  });
}

/** The ports that a pattern finds in its group `port`. */
export function listening(text: string, pattern: RegExp): readonly Listen[] {
  return [...text.matchAll(pattern)].flatMap(({ groups, index }): Listen[] => {
    const port = Number(groups?.port);
    return port > 0 && port < 65536 ? [{ port, line: lineAt(text, index) }] : [];
  });
}

/** The line of the first match of a pattern. */
export function firstLine(text: string, pattern: RegExp): number | undefined {
  const at = text.search(pattern);
  return at < 0 ? undefined : lineAt(text, at);
}

/** Reads with the same name at the same line, once. */
export function together(reads: readonly Read[], listens: readonly Listen[], computed: number | undefined): Reads {
  const known = new Map<string, Read>();
  for (const read of reads) {
    const key = `${read.name} ${read.line}`;
    if (known.get(key)?.default === undefined) known.set(key, read);
  }
  return { reads: [...known.values()], listens, ...(computed === undefined ? {} : { computed }) };
}
