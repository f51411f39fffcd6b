import { changed } from "./envsubst-functions.ts";

/**
 * What is known of a variable: its value; that it will have one; that it may have one, set by what files do not show; or
 * that nothing sets it.
 */
export type Variable = { readonly value: string } | "later" | "maybe" | "unset";

/** What came out of a text. `unset` are the variables without a value and without a default. */
export interface Substituted {
  readonly text: string;
  readonly unset: readonly string[];
}

/** The text cannot be substituted: Flux refuses to apply what holds it. */
export class BadSubstitution extends Error {
  /** The field that holds the text, where that is known. */
  field?: string;
}

/**
 * Puts the values of variables into a text, as github.com/fluxcd/pkg/envsubst does: `${NAME}`, `${NAME:=default}` with
 * defaults that may hold variables, the functions of a shell on a value, `$$` for one dollar. What will only be known
 * later, or is set nowhere, stays as it is written.
 */
export function substitute(text: string, variable: (name: string) => Variable): Substituted {
  if (!text.includes("$")) return { text, unset: [] };
  const reader = new Reader(text, variable);
  return { text: reader.all(), unset: reader.unset };
}

class Reader {
  readonly unset: string[] = [];
  readonly #text: string;
  readonly #variable: (name: string) => Variable;
  #at = 0;

  constructor(text: string, variable: (name: string) => Variable) {
    this.#text = text;
    this.#variable = variable;
  }

  all(): string {
    let out = "";
    while (this.#at < this.#text.length) {
      if (this.#take("${")) out += this.#expression();
      else if (this.#take("$$")) out += "$";
      else out += this.#text[this.#at++];
    }
    return out;
  }

  /** After `${`, up to and with its `}`. */
  #expression(): string {
    const start = this.#at - 2;
    if (this.#take("#")) return this.#length(start);
    const name = this.#name();
    const assign = this.#match(/:[=?+-]|=/y);
    if (assign !== undefined) return this.#withDefault(name, start);
    const operator = this.#match(/:|,,?|\^\^?|\/[/#%]?|##?|%%?/y) ?? "";
    const argument = operator === "" ? "" : this.#argument();
    if (operator.startsWith("/") && !argument.includes("/")) throw new BadSubstitution("a replacement is missing");
    this.#close();
    const known = this.#variable(name);
    if (typeof known === "string") return this.#asWritten(known, name, start);
    return operator === "" ? known.value : changed(known.value, operator, argument);
  }

  #withDefault(name: string, start: number): string {
    const before = this.unset.length;
    const fallback = this.#fallback();
    const known = this.#variable(name);
    if (known === "later") {
      this.unset.length = before;
      return this.#text.slice(start, this.#at);
    }
    if (typeof known !== "string" && known.value !== "") {
      this.unset.length = before;
      return known.value;
    }
    return fallback;
  }

  /** The rest of `${NAME:=…}`, which may hold expressions of its own. */
  #fallback(): string {
    let out = "";
    while (!this.#take("}")) {
      if (this.#at >= this.#text.length) throw new BadSubstitution("a closing brace is missing");
      out += this.#take("${") ? this.#expression() : this.#text[this.#at++];
    }
    return out;
  }

  #length(start: number): string {
    const name = this.#name();
    this.#close();
    const known = this.#variable(name);
    return typeof known === "string" ? this.#asWritten(known, name, start) : String(Buffer.byteLength(known.value));
  }

  #asWritten(known: Exclude<Variable, object>, name: string, start: number): string {
    if (known === "unset") this.unset.push(name);
    return this.#text.slice(start, this.#at);
  }

  #argument(): string {
    return this.#match(/(?:\\[/\\]|[^}])*/y) ?? "";
  }

  #name(): string {
    const name = this.#match(/[\p{L}\p{Nd}_]+/uy);
    if (name === undefined) throw new BadSubstitution("a name is missing after ${");
    return name;
  }

  #close(): void {
    if (!this.#take("}")) throw new BadSubstitution("a closing brace is missing");
  }

  #take(text: string): boolean {
    if (!this.#text.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (!found) return undefined;
    this.#at += found.length;
    return found;
  }
}
