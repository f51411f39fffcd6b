import type { Requirement } from "../../model/kubernetes/selectors.ts";
import { labelValueErrors, qualifiedErrors } from "./names.ts";
import { badRequest, type Refusal } from "./refusal.ts";

/** Label selectors as text, refused in the words of a real server. Source: k8s.io/apimachinery/pkg/labels/selector.go. */

interface Token {
  readonly kind: "word" | "sign" | "end";
  readonly text: string;
}

const signs = new Set(["!", "=", "==", "!=", "in", "notin", ">", "<", "(", ")", ","]);
const wordForm = /[^\s!=<>,()]+/y;
const signForm = /==|!=|[!=<>,()]/y;

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (form: RegExp): string | undefined => {
    form.lastIndex = at;
    return form.exec(text)?.[0];
  };
  while (at < text.length) {
    if (/\s/.test(text.charAt(at))) {
      at += 1;
      continue;
    }
    const found = take(signForm) ?? take(wordForm) ?? text.charAt(at);
    tokens.push({ kind: signs.has(found) ? "sign" : "word", text: found });
    at += found.length;
  }
  return tokens;
}

function refuse(found: string, expected: string): Refusal {
  return badRequest(`unable to parse requirement: found '${found}', expected: ${expected}`);
}

const operators: Readonly<Record<string, Requirement["operator"]>> = {
  "=": "In",
  "==": "In",
  "!=": "NotIn",
  in: "In",
  notin: "NotIn",
  ">": "Gt",
  "<": "Lt",
};
const allOperators = "in, notin, =, ==, !=, gt, lt";

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokensOf(text);
  }

  #peek(): Token {
    return this.#tokens[this.#at] ?? { kind: "end", text: "" };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  /** `in` and `notin` are names where a name is expected. */
  #isWord(token: Token): boolean {
    return token.kind === "word" || token.text === "in" || token.text === "notin";
  }

  parse(): Requirement[] {
    const requirements: Requirement[] = [];
    if (this.#peek().kind === "end") return requirements;
    for (;;) {
      const first = this.#peek();
      if (!this.#isWord(first) && first.text !== "!") {
        throw badRequest(`found '${first.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirement());
      const after = this.#next();
      if (after.kind === "end") return requirements;
      if (after.text !== ",") throw badRequest(`found '${after.text}', expected: ',' or 'end of string'`);
      const following = this.#peek();
      if (!this.#isWord(following) && following.text !== "!") {
        throw badRequest(`found '${following.text}', expected: identifier after ','`);
      }
    }
  }

  #requirement(): Requirement {
    const negated = this.#peek().text === "!";
    if (negated) this.#next();
    const name = this.#next();
    if (!this.#isWord(name)) throw refuse(name.text, "identifier");
    const [problem] = qualifiedErrors(name.text);
    if (problem !== undefined) {
      throw badRequest(`unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(name.text)}: ${problem}`);
    }
    const { text: following } = this.#peek();
    if (negated) return { key: name.text, operator: "DoesNotExist", values: [] };
    if (following === "" || following === ",") return { key: name.text, operator: "Exists", values: [] };
    return this.#comparison(name.text);
  }

  #comparison(key: string): Requirement {
    const sign = this.#next().text;
    const operator = operators[sign];
    if (!operator) throw refuse(sign, allOperators);
    const values = sign === "in" || sign === "notin" ? this.#list() : [this.#single()];
    if ((sign === ">" || sign === "<") && !/^[+-]?\d+$/.test(values[0] ?? "")) {
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      throw badRequest(`unable to parse requirement: values[0]: Invalid value: ${JSON.stringify(values[0])}: ${why}`);
    }
    for (const [index, value] of values.entries()) {
      const [problem] = labelValueErrors(value);
      if (problem !== undefined) {
        const where = `values[${index}][${key}]`;
        throw badRequest(`unable to parse requirement: ${where}: Invalid value: ${JSON.stringify(value)}: ${problem}`);
      }
    }
    return { key, operator, values };
  }

  #single(): string {
    const { kind, text } = this.#peek();
    if (kind === "end" || text === ",") return "";
    const value = this.#next();
    if (!this.#isWord(value)) throw refuse(value.text, "identifier");
    return value.text;
  }

  #list(): string[] {
    const open = this.#next();
    if (open.text !== "(") throw badRequest(`unable to parse requirement: found '${open.text}' expected: '('`);
    const values: string[] = [];
    for (;;) {
      const token = this.#next();
      if (this.#isWord(token)) {
        values.push(token.text);
        const after = this.#next();
        if (after.text === ")") return values;
        if (after.text !== ",") throw refuse(after.text, "',' or ')'");
      } else if (token.text === ")") return [...values, ""];
      else if (token.text === ",") values.push("");
      else throw refuse(token.text, "',', ')' or identifier");
    }
  }
}

/** Reads `a=b,c in (d,e),!f`. Throws 400. */
export function parseLabelSelector(text: string): Requirement[] {
  return new Parser(text).parse();
}
