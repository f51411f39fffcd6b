import { shellTokens } from "../shell/words.ts";

/** An instruction of a Dockerfile: its words after heredocs and continued lines are put together. */
export interface Instruction {
  readonly name: string;
  /** The name as it is written, in small letters perhaps. */
  readonly written: string;
  readonly line: number;
  readonly text: string;
}

/** A stage: `FROM parent AS name`. Instructions before the first one (`ARG`) belong to a stage without a parent. */
export interface Stage {
  readonly parent: string;
  readonly name?: string;
  readonly instructions: readonly Instruction[];
}

/** A path that an instruction takes from the build context. */
export interface ContextPath {
  readonly written: string;
  readonly line: number;
  readonly instruction: string;
}

/** What is read of a Dockerfile. Source: docs.docker.com/reference/dockerfile. */
export interface Dockerfile {
  readonly instructions: readonly Instruction[];
  readonly stages: readonly Stage[];
  /** The instructions that the last stage is made of, those of the stages that it is built upon first. */
  readonly final: readonly Instruction[];
  readonly arguments: Readonly<Record<string, string>>;
  readonly takes: readonly ContextPath[];
}

/** Reads a Dockerfile. What is no instruction is passed over. */
export function readDockerfile(text: string): Dockerfile {
  const instructions = instructionsOf(text);
  const stages = stagesOf(instructions);
  const values = argumentsOf(instructions);
  return {
    instructions,
    stages,
    final: finalOf(stages),
    arguments: values,
    takes: instructions.flatMap((instruction) => takesOf(instruction, values)),
  };
}

const form = /^\s*([A-Za-z]+)(?:\s+(.*))?$/s;

function instructionsOf(text: string): readonly Instruction[] {
  const lines = text.split(/\r?\n/);
  const found: Instruction[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    const whole = continued(lines, at);
    at = whole.last;
    const [, name = "", rest = ""] = form.exec(whole.text) ?? [];
    if (name === "") continue;
    const document = /<<-?["']?(\w+)["']?/.exec(rest)?.[1];
    if (document !== undefined && /^(?:RUN|COPY|ADD)$/i.test(name)) at = endOf(lines, at + 1, document);
    found.push({ name: name.toUpperCase(), written: name, line, text: rest.trim() });
  }
  return found;
}

/** A line with those that it goes on in; comments between them do not count. A comment alone is empty. */
function continued(lines: readonly string[], first: number): { readonly text: string; readonly last: number } {
  let text = lines[first] ?? "";
  let last = first;
  if (/^\s*#/.test(text)) return { text: "", last };
  while (/\\\s*$/.test(text) && last + 1 < lines.length) {
    last += 1;
    const next = lines[last] ?? "";
    if (!/^\s*#/.test(next)) text = `${text.replace(/\\\s*$/, "")} ${next.trim()}`;
  }
  return { text, last };
}

function endOf(lines: readonly string[], from: number, document: string): number {
  const end = lines.findIndex((line, index) => index >= from && line.trim() === document);
  return end < 0 ? lines.length : end;
}

function stagesOf(instructions: readonly Instruction[]): readonly Stage[] {
  const stages: { parent: string; name?: string; instructions: Instruction[] }[] = [];
  for (const instruction of instructions) {
    if (instruction.name === "FROM") {
      const words = wordsOf(instruction.text).filter((word) => !word.startsWith("--"));
      const name = /^as$/i.test(words[1] ?? "") ? words[2] : undefined;
      stages.push({ parent: words[0] ?? "", instructions: [], ...(name === undefined ? {} : { name }) });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

function finalOf(stages: readonly Stage[]): readonly Instruction[] {
  const chain: Instruction[] = [];
  let at = stages.length - 1;
  while (at >= 0) {
    const stage = stages[at] as Stage;
    chain.unshift(...stage.instructions);
    const before = stages.slice(0, at);
    at = before.findLastIndex(({ name }) => name?.toLowerCase() === stage.parent.toLowerCase());
  }
  return chain;
}

function argumentsOf(instructions: readonly Instruction[]): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const { name, text } of instructions)
    if (name === "ARG") for (const [key, value] of pairsOf(text)) if (value !== undefined) values[key] ??= value;
  return values;
}

/** The names that instructions declare by `ARG`, with a value or without. */
export function argumentNames(instructions: readonly Instruction[]): readonly string[] {
  return instructions.flatMap(({ name, text }) => (name === "ARG" ? pairsOf(text).map(([key]) => key) : []));
}

/** `KEY=value KEY2="a b"`, and the old form `KEY value`. */
export function pairsOf(text: string): readonly (readonly [string, string | undefined])[] {
  const words = wordsOf(text);
  if (words.length > 1 && !words[0]?.includes("=")) return [[words[0] ?? "", words.slice(1).join(" ")]];
  return words.map((word) => {
    const equals = word.indexOf("=");
    return equals < 0 ? [word, undefined] : [word.slice(0, equals), word.slice(equals + 1)];
  });
}

/** The words of an instruction: a JSON list, or words as a shell splits them. */
export function wordsOf(text: string): readonly string[] {
  if (text.startsWith("[")) {
    try {
      const list: unknown = JSON.parse(text);
      if (Array.isArray(list)) return list.map(String);
    } catch {
      // Not JSON: Docker then reads it as words, too.
    }
  }
  return shellTokens(text).flatMap((token) => (token.is === "word" ? [token.word.text] : []));
}

/** A text with the values of `ARG` and `ENV` put in; undefined where one of them is not known. */
export function substituted(text: string, values: Readonly<Record<string, string>>): string | undefined {
  let known = true;
  const filled = text.replace(/\$(?:(\w+)|\{(\w+)(?::?-([^}]*))?\})/g, (_, plain, braced, fallback) => {
    const value = values[(plain ?? braced) as string] ?? (fallback as string | undefined);
    known &&= value !== undefined;
    return value ?? "";
  });
  return known ? filled : undefined;
}

function takesOf({ name, line, text }: Instruction, values: Readonly<Record<string, string>>): readonly ContextPath[] {
  if (name !== "COPY" && name !== "ADD") return [];
  const flags = /^(?:--[\w-]+(?:=\S+)?\s+)*/.exec(text)?.[0] ?? "";
  if (/--from=/.test(flags)) return [];
  const words = wordsOf(text.slice(flags.length));
  return words.slice(0, -1).flatMap((word) => {
    const written = substituted(word, values);
    if (written === undefined || written === "" || /^(?:[a-z]+:\/\/|git@|<<)/.test(written)) return [];
    return { written, line, instruction: `${name} ${text}` };
  });
}
