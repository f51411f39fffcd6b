/** Says where a JSON text is broken, in the words of Go's encoding/json. */
export function jsonMistake(text: string): string {
  return new Scanner(text).mistake();
}

const eof = "unexpected end of JSON input";
const spaces = new Set([" ", "\t", "\r", "\n"]);

function quoted(character: string): string {
  if (character === "'") return "'\\''";
  if (character === '"') return "'\"'";
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) {
    const short: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };
    return `'${short[character] ?? `\\x${code.toString(16).padStart(2, "0")}`}'`;
  }
  const invisible = (code > 0x7f && code <= 0xa0) || code === 0xad;
  return invisible ? `'\\u${code.toString(16).padStart(4, "0")}'` : `'${character}'`;
}

class Broken extends Error {}

class Scanner {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  mistake(): string {
    try {
      this.#value("looking for beginning of value");
      this.#space();
      if (this.#at < this.#text.length) this.#refuse("after top-level value");
    } catch (error) {
      if (error instanceof Broken) return error.message;
      if (error instanceof RangeError) return "exceeded max depth";
      throw error;
    }
    return eof;
  }

  #refuse(where: string): never {
    const character = this.#text.charAt(this.#at);
    throw new Broken(character === "" ? eof : `invalid character ${quoted(character)} ${where}`);
  }

  #space(): void {
    while (spaces.has(this.#text.charAt(this.#at))) this.#at += 1;
  }

  #value(where: string): void {
    this.#space();
    const character = this.#text.charAt(this.#at);
    if (character === "{") this.#object();
    else if (character === "[") this.#array();
    else if (character === '"') this.#string();
    else if (/[-0-9]/.test(character)) this.#number();
    else if ("tfn".includes(character) && character !== "") this.#literal(character);
    else this.#refuse(where);
  }

  #object(): void {
    this.#at += 1;
    this.#space();
    if (this.#text.charAt(this.#at) === "}") {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#space();
      if (this.#text.charAt(this.#at) !== '"') this.#refuse("looking for beginning of object key string");
      this.#string();
      this.#space();
      if (this.#text.charAt(this.#at) !== ":") this.#refuse("after object key");
      this.#at += 1;
      this.#value("looking for beginning of value");
      if (this.#ends("}", "after object key:value pair")) return;
    }
  }

  #array(): void {
    this.#at += 1;
    this.#space();
    if (this.#text.charAt(this.#at) === "]") {
      this.#at += 1;
      return;
    }
    for (;;) {
      this.#value("looking for beginning of value");
      if (this.#ends("]", "after array element")) return;
    }
  }

  #ends(close: string, where: string): boolean {
    this.#space();
    const character = this.#text.charAt(this.#at);
    if (character !== close && character !== ",") this.#refuse(where);
    this.#at += 1;
    return character === close;
  }

  #string(): void {
    this.#at += 1;
    for (;;) {
      const character = this.#text.charAt(this.#at);
      if (character === "") this.#refuse("");
      if (character === '"') break;
      if (character < " ") this.#refuse("in string literal");
      if (character === "\\") this.#escape();
      this.#at += 1;
    }
    this.#at += 1;
  }

  #escape(): void {
    this.#at += 1;
    const character = this.#text.charAt(this.#at);
    if (character === "u") {
      for (let digit = 0; digit < 4; digit += 1) {
        this.#at += 1;
        if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at))) this.#refuse("in \\u hexadecimal character escape");
      }
    } else if (!'"\\/bfnrt'.includes(character) || character === "") this.#refuse("in string escape code");
  }

  #number(): void {
    const digits = (where: string): void => {
      if (!/\d/.test(this.#text.charAt(this.#at))) this.#refuse(where);
      while (/\d/.test(this.#text.charAt(this.#at))) this.#at += 1;
    };
    if (this.#text.charAt(this.#at) === "-") this.#at += 1;
    if (this.#text.charAt(this.#at) === "0") this.#at += 1;
    else digits("in numeric literal");
    if (this.#text.charAt(this.#at) === ".") {
      this.#at += 1;
      digits("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text.charAt(this.#at))) {
      this.#at += 1;
      if (/[+-]/.test(this.#text.charAt(this.#at))) this.#at += 1;
      digits("in exponent of numeric literal");
    }
  }

  #literal(first: string): void {
    const word = { t: "true", f: "false", n: "null" }[first] ?? "";
    for (const [index, letter] of [...word].entries()) {
      if (this.#text.charAt(this.#at) !== letter) {
        const expecting = `in literal ${word} (expecting '${letter}')`;
        this.#refuse(index === 0 ? "looking for beginning of value" : expecting);
      }
      this.#at += 1;
    }
  }
}
