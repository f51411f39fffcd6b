import { shellTokens, type Token, type Word } from "./words.ts";

/** A simple command of a script, and what becomes of its exit code. */
export interface Command {
  /** Without assignments before it and words such as `sudo` and `then`. */
  readonly words: readonly Word[];
  readonly line: number;
  readonly assignments: readonly Word[];
  readonly redirects: readonly { readonly from: string; readonly target: Word }[];
  /** What stands behind it: `|`, `||`, `&&`, `;`, a new line. */
  readonly next: string;
  /** What stands before it. */
  readonly before: string;
  /** It is the question of an `if`, `while`, `until` or behind `!`. */
  readonly asked: boolean;
  /** A loop begins with it; one ends with `done`. */
  readonly loop: boolean;
  /** It stands inside a function: it runs when that is called. */
  readonly inside?: string;
  /** A variable takes all that it says, its errors too: `said="$(kubectl … 2>&1)"`. */
  readonly heard?: boolean;
}

const assigns = /^\w+\+?=/;
const keywords = new Set(["then", "do", "else", "elif", "if", "while", "until", "!", "{", "time"]);
const ends = new Set(["fi", "done", "esac", "}"]);
const prefixes = new Set(["sudo", "exec", "command", "nohup", "env", "builtin"]);

/** The simple commands of a shell text, in the order in which they stand; those inside `$(…)` after the one they are in. */
export function shellCommands(text: string, firstLine = 1): readonly Command[] {
  const commands: Command[] = [];
  let part: Token[] = [];
  let before = "\n";
  const functions = new Functions();
  for (const token of [...shellTokens(text, firstLine), { is: "operator", operator: "\n", line: 0 } as const]) {
    if (token.is !== "operator") {
      part.push(token);
      continue;
    }
    if (token.operator === "(" && isFunctionHead(part)) functions.open(part);
    else {
      functions.enter(part);
      const made = commandOf(part, { before, next: token.operator, inside: functions.current });
      if (made) commands.push(made, ...substituted(made));
      functions.leave(part);
    }
    if (token.operator !== "\n" || part.length > 0) before = token.operator;
    part = [];
  }
  return commands;
}

function wordsOf(part: readonly Token[]): readonly string[] {
  return part.flatMap((token) => (token.is === "word" ? [token.word.text] : []));
}

/** `name (` without a word before it is the head of a function. */
function isFunctionHead(part: readonly Token[]): boolean {
  const [first = "", ...rest] = wordsOf(part);
  return first === "function" ? rest.length === 1 : rest.length === 0 && /^[\w:.-]+$/.test(first);
}

/** Which function the reading is in: one ends where the brace closes that it opened. */
class Functions {
  readonly #open: { readonly name: string; readonly depth: number }[] = [];
  #depth = 0;

  get current(): string | undefined {
    return this.#open.at(-1)?.name;
  }

  open(head: readonly Token[]): void {
    const words = wordsOf(head);
    this.#open.push({ name: words.at(-1) ?? "", depth: this.#depth });
  }

  enter(part: readonly Token[]): void {
    const words = wordsOf(part);
    if (words[0] === "function" && words[2] === "{") this.#open.push({ name: words[1] ?? "", depth: this.#depth });
    this.#depth += words.filter((word) => word === "{").length;
  }

  leave(part: readonly Token[]): void {
    for (const word of wordsOf(part)) {
      if (word !== "}") continue;
      this.#depth -= 1;
      if (this.#open.at(-1)?.depth === this.#depth) this.#open.pop();
    }
  }
}

interface Around {
  readonly before: string;
  readonly next: string;
  readonly inside: string | undefined;
}

function commandOf(part: readonly Token[], { before, next, inside }: Around): Command | undefined {
  const all = part.flatMap((token) => (token.is === "word" ? [token.word] : []));
  const redirects = part.flatMap((token) => (token.is === "redirect" ? [token] : []));
  const { asked, loop, assignments, words } = headOf(all);
  const first = words[0] ?? assignments[0];
  if (!first || (ends.has(first.text) && words.length > 1)) return undefined;
  const place = inside === undefined ? {} : { inside };
  return { words, line: first.line, assignments, redirects, next, before, asked, loop, ...place };
}

const asks = new Set(["elif", "if", "while", "until", "!"]);
const loops = new Set(["while", "until", "for", "select"]);

/** What stands before the command itself: keywords, assignments, words such as `sudo`. */
function headOf(all: readonly Word[]): Pick<Command, "asked" | "loop" | "assignments" | "words"> {
  const rest = all[0]?.text === "function" ? all.slice(2) : all;
  const begins = rest.findIndex(({ text }) => !keywords.has(text) && !prefixes.has(text) && !assigns.test(text));
  const head = begins < 0 ? rest : rest.slice(0, begins);
  return {
    asked: head.some(({ text }) => asks.has(text)),
    loop: rest.slice(0, head.length + 1).some(({ text }) => loops.has(text)),
    assignments: head.filter(({ text }) => assigns.test(text)),
    words: begins < 0 ? [] : rest.slice(begins),
  };
}

function substituted({ words, assignments }: Command): readonly Command[] {
  return [...assignments, ...words].flatMap(({ text, line }) =>
    [...text.matchAll(/\$\(((?:[^()]|\([^()]*\))*)\)/g)].flatMap(([, inner = ""]) =>
      inner.startsWith("(")
        ? []
        : shellCommands(inner, line).map((one) =>
            assignments.length > 0 && inner.includes("2>&1") ? { ...one, heard: true } : one,
          ),
    ),
  );
}

/** The value of a flag: `-f x`, `-fx`, `--file x`, `--file=x`. All of them where it is given again. */
export function flagValues({ words }: Pick<Command, "words">, ...flags: readonly string[]): readonly Word[] {
  return words.flatMap((word, index) => {
    if (flags.includes(word.text)) return words[index + 1] ?? [];
    const long = flags.find((flag) => word.text.startsWith(`${flag}=`));
    if (long !== undefined) return { ...word, text: word.text.slice(long.length + 1) };
    const short = flags.find((flag) => /^-\w$/.test(flag) && word.text.startsWith(flag));
    return short === undefined ? [] : { ...word, text: word.text.slice(2) };
  });
}
