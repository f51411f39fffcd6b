import { posix } from "node:path";
import type { Command } from "../shell/commands.ts";
import type { Word } from "../shell/words.ts";

/** A path that is known from the top of the repository begins so; any other is seen from where the script runs. */
export const top = "/~/";

const expansion =
  /\$(?:(?<name>\w+)|\{(?<braced>\w+)(?::?-(?<fallback>[^}]*))?\}|\((?<inner>(?:[^()]|\([^()]*\))*)\))|\$|`[^`]*`/g;

/** What the variables of a script hold, as far as its own text says so. */
export class Variables {
  readonly #values = new Map<string, string | undefined>();
  readonly #noes = new Map<string, string>();
  readonly #folder: string;

  /** `folder` is where the script stands. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Takes in what a command assigns (`A=1`, `export A=1`, `readonly A=1`, `local A=1`). */
  learn({ assignments, words }: Pick<Command, "assignments" | "words">): void {
    const declared = /^(?:export|readonly|local|declare|typeset)$/.test(words[0]?.text ?? "") ? words.slice(1) : [];
    for (const word of [...assignments, ...declared]) {
      const [, name = "", value = ""] = /^(\w+)=(.*)$/s.exec(word.text) ?? [];
      if (name === "") continue;
      const resolved = this.resolve({ ...word, text: value });
      this.#values.set(name, resolved);
      if (/^(?:false|no|off|0)$/i.test(resolved ?? "")) this.#noes.set(name, resolved ?? "");
    }
    if (words[0]?.text === "for") this.#values.set(words[1]?.text ?? "", undefined);
    if (words[0]?.text === "read") for (const { text } of words.slice(1)) this.#values.set(text, undefined);
  }

  /** The word by which a script has said no in a variable, at any time: `false`, `0`. */
  no(name: string): string | undefined {
    return this.#noes.get(name);
  }

  /** The text of a word with what is known put in; undefined where something is not known. */
  resolve({ text, literal }: Pick<Word, "text" | "literal">): string | undefined {
    if (literal || !/[$`]/.test(text)) return text;
    const folder = this.#asFolder(text);
    if (folder !== undefined) return folder;
    let known = true;
    const filled = text.replace(expansion, (...match: unknown[]) => {
      const { name, braced, fallback, inner } = match.at(-1) as Readonly<Record<string, string | undefined>>;
      const value = inner === undefined ? this.#valueOf(name ?? braced, fallback) : this.#substitution(inner);
      known &&= value !== undefined;
      return value ?? "";
    });
    return known ? filled : undefined;
  }

  #valueOf(name: string | undefined, fallback: string | undefined): string | undefined {
    if (name === undefined) return undefined;
    if (this.#values.has(name)) return this.#values.get(name) || fallback;
    return fallback === undefined
      ? undefined
      : this.resolve({ text: fallback.replace(/^(["'])(.*)\1$/s, "$2"), literal: false });
  }

  #asFolder(text: string): string | undefined {
    return /^\$\((.*)\)$/s.test(text) ? this.#substitution(text.slice(2, -1)) : undefined;
  }

  /** The folder of the script, and of the repository, as scripts ask for them. */
  #substitution(command: string): string | undefined {
    const text = command
      .trim()
      .replace(/\s*(?:2?&?>+\s*\/dev\/null|2>&1)\s*/g, " ")
      .trim();
    if (/^git rev-parse --show-toplevel$/.test(text)) return top;
    if (
      /^dirname\s+(?:--\s+)?["']?(?:\$0|\$\{0\}|\$\{?BASH_SOURCE(?:\[0\])?\}?|\$\(\s*(?:readlink|realpath)[^)]*\))["']?$/.test(
        text,
      )
    )
      return posix.join(top, this.#folder);
    const outer = /^dirname\s+["']?(.+?)["']?$/.exec(text)?.[1];
    const parent = outer === undefined ? undefined : this.resolve({ text: outer, literal: false });
    if (parent !== undefined) return posix.dirname(parent);
    const inside = /^cd\s+(?:-P\s+)?(?:--\s+)?["']?(.+?)["']?\s*(?:&&|;)\s*pwd(?:\s+-P)?$/s.exec(text)?.[1];
    return inside === undefined ? undefined : this.resolve({ text: inside.replace(/["']/g, ""), literal: false });
  }
}
