/** A word of a shell command: its text without quotes, expansions as they are written. */
export interface Word {
  readonly text: string;
  readonly line: number;
  /** Nothing in it is filled in when the script runs. */
  readonly literal: boolean;
}

/** A piece of a shell text. An operator ends or joins commands; a redirection carries its target. */
export type Token =
  | { readonly is: "word"; readonly word: Word }
  | { readonly is: "operator"; readonly operator: string; readonly line: number }
  | { readonly is: "redirect"; readonly from: string; readonly target: Word };

const operators = ["&&", "||", ";;", "|&", "&", "|", ";", "(", ")", "\n"];
const redirects = /^(?:\d*|&)(?:<<<|<<-?|>>|>\||>&|<&|<>|>|<)/;

/**
 * The words and operators of a shell text, as POSIX shells and bash split them; bodies of here-documents are left out.
 * A text that is not well-formed (an open quote) gives what was read before its end.
 */
export function shellTokens(text: string, firstLine = 1): readonly Token[] {
  return new Lexer(text, firstLine).tokens();
}

class Lexer {
  readonly #text: string;
  #at = 0;
  #line: number;
  readonly #tokens: Token[] = [];
  readonly #documents: string[] = [];

  constructor(text: string, line: number) {
    this.#text = text;
    this.#line = line;
  }

  tokens(): readonly Token[] {
    while (this.#at < this.#text.length) this.#next();
    return this.#tokens;
  }

  #next(): void {
    if (this.#skipBlank() || this.#skipArithmetic()) return;
    const rest = this.#text.slice(this.#at, this.#at + 8);
    const redirect = redirects.exec(rest)?.[0];
    if (redirect !== undefined && !/^<\(|^>\(/.test(rest)) {
      this.#redirect(redirect);
      return;
    }
    const operator = operators.find((one) => rest.startsWith(one));
    if (operator === undefined) this.#tokens.push({ is: "word", word: this.#word() });
    else this.#operator(operator);
  }

  #skipBlank(): boolean {
    const match = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(this.#text.slice(this.#at, this.#at + 4000));
    if (!match) return false;
    this.#take(match[0].length);
    return true;
  }

  /** `((i = 0; i < n; i++))` holds no commands. */
  #skipArithmetic(): boolean {
    if (!this.#text.startsWith("((", this.#at)) return false;
    this.#balanced("(", ")");
    return true;
  }

  #operator(operator: string): void {
    this.#tokens.push({ is: "operator", operator, line: this.#line });
    this.#take(operator.length);
    if (operator === "\n") for (const end of this.#documents.splice(0)) this.#skipDocument(end);
  }

  #redirect(from: string): void {
    this.#take(from.length);
    while (/[ \t]/.test(this.#text[this.#at] ?? "")) this.#at += 1;
    const target = this.#word();
    if (/<<-?$/.test(from)) this.#documents.push(target.text);
    this.#tokens.push({ is: "redirect", from, target });
  }

  #skipDocument(end: string): void {
    while (this.#at < this.#text.length) {
      const newline = this.#text.indexOf("\n", this.#at);
      const stop = newline < 0 ? this.#text.length : newline;
      const line = this.#text.slice(this.#at, stop);
      this.#take(stop - this.#at + (newline < 0 ? 0 : 1));
      if (line.trim() === end) return;
    }
  }

  #word(): Word {
    const line = this.#line;
    let text = "";
    let literal = true;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (/[\s;&|()<>]/.test(char)) break;
      const part = this.#part(char);
      text += part.text;
      literal &&= part.literal;
    }
    // A character that begins nothing (a lone `>` at the end) must not stop the reading.
    if (line === this.#line && text === "" && /[()<>]/.test(this.#text[this.#at] ?? "")) this.#take(1);
    return { text, line, literal };
  }

  #part(char: string): { readonly text: string; readonly literal: boolean } {
    if (char === "'") return { text: this.#until("'", 1), literal: true };
    if (char === '"') return this.#quoted();
    if (char === "\\") {
      const next = this.#text[this.#at + 1] ?? "";
      this.#take(2);
      return { text: next === "\n" ? "" : next, literal: true };
    }
    if (char === "$" || char === "`") return { text: this.#expansion(char), literal: false };
    this.#take(1);
    return { text: char, literal: !/[*?[\]{}~]/.test(char) };
  }

  #quoted(): { readonly text: string; readonly literal: boolean } {
    this.#take(1);
    let text = "";
    let literal = true;
    while (this.#at < this.#text.length) {
      const char = this.#text[this.#at] as string;
      if (char === '"') break;
      if (char === "\\" && /["\\$`\n]/.test(this.#text[this.#at + 1] ?? "")) {
        text += this.#text[this.#at + 1];
        this.#take(2);
      } else if ((char === "$" && /[\w({@*#?!$-]/.test(this.#text[this.#at + 1] ?? "")) || char === "`") {
        text += this.#expansion(char);
        literal = false;
      } else {
        text += char;
        this.#take(1);
      }
    }
    this.#take(1);
    return { text, literal };
  }

  /** `$name`, `${…}`, `$(…)`, `$((…))` or a back-quoted command, as it is written. */
  #expansion(char: string): string {
    const start = this.#at;
    if (char === "`") {
      this.#until("`", 1);
    } else if (this.#text[this.#at + 1] === "(") {
      this.#take(1);
      this.#balanced("(", ")");
    } else if (this.#text[this.#at + 1] === "{") {
      this.#take(1);
      this.#balanced("{", "}");
    } else {
      this.#take(/^\$(?:\w+|[@*#?!$-])?/.exec(this.#text.slice(this.#at, this.#at + 200))?.[0].length ?? 1);
    }
    return this.#text.slice(start, this.#at);
  }

  #balanced(open: string, close: string): void {
    let depth = 0;
    do {
      const char = this.#text[this.#at];
      if (char === "'" && open === "(") this.#until("'", 1);
      else {
        if (char === open) depth += 1;
        if (char === close) depth -= 1;
        this.#take(char === "\\" ? 2 : 1);
      }
    } while (depth > 0 && this.#at < this.#text.length);
  }

  #until(end: string, skip: number): string {
    this.#take(skip);
    const stop = this.#text.indexOf(end, this.#at);
    const text = this.#text.slice(this.#at, stop < 0 ? this.#text.length : stop);
    this.#take(text.length + 1);
    return text;
  }

  #take(length: number): void {
    const stop = Math.min(this.#at + length, this.#text.length);
    for (let at = this.#at; at < stop; at += 1) if (this.#text[at] === "\n") this.#line += 1;
    this.#at = stop;
  }
}
