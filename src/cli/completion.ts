import type { Argument, Command, Option } from "commander";

/** A word that may stand where the cursor is, and what it means. */
export interface Candidate {
  readonly word: string;
  readonly about: string;
}

/** What may stand where the cursor is. `files`: where no candidate fits, the shell offers files. */
export interface Completion {
  readonly candidates: readonly Candidate[];
  readonly files: boolean;
}

/** The ids that a value of this name may be, such as all faults for `fault`; undefined where it may be anything. */
export type IdsOf = (name: string) => Promise<readonly string[] | undefined>;

const namesOfFiles = new Set(["file", "fleet", "folder", "path", "scenario"]);

/** Where the cursor stands: the command, how many of its arguments are before it, and the flag whose value it is. */
interface Place {
  readonly command: Command;
  readonly given: number;
  readonly flag?: Option | undefined;
  /** Behind `--` nothing is a flag. */
  readonly literal: boolean;
}

function flagNamed(command: Command, word: string): Option | undefined {
  return command.options.find(({ long, short }) => word === long || word === short);
}

function step(place: Place, word: string): Place {
  const { command, given, flag, literal } = place;
  // bash makes three words of `--output=json`, and the one between says nothing.
  if (flag) return word === "=" ? place : { command, given, literal };
  if (!literal && word === "--") return { command, given, literal: true };
  if (!literal && word.startsWith("-")) {
    const named = flagNamed(command, word);
    return named?.required ? { ...place, flag: named } : place;
  }
  const child = given === 0 ? command.commands.find((one) => one.name() === word) : undefined;
  if (child) return { command: child, given: 0, literal };
  // `help deploy` is completed as `deploy` is.
  return given === 0 && word === "help" && command.commands.length > 0 ? place : { ...place, given: given + 1 };
}

const firstSentence = (text: string): string => (/^.*?\.(?= |$)/s.exec(text)?.[0] ?? text).replace(/\s+/g, " ");

function commandsOf(command: Command): readonly Candidate[] {
  const shown = command.commands.length > 0 ? command.createHelp().visibleCommands(command) : [];
  return shown.map((one) => ({ word: one.name(), about: firstSentence(one.description()) }));
}

function flagsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap(({ long, description }) => (long ? [{ word: long, about: firstSentence(description) }] : []));
}

/** The name of the value that a flag or argument takes: `--scenario <scenario>`, `[path...]`. */
function nameOf(taker: Option | Argument): string {
  return "flags" in taker ? (/[<[]([^>\].,]+)/.exec(taker.flags)?.[1] ?? "") : taker.name();
}

async function valuesOf(taker: Option | Argument, idsOf: IdsOf): Promise<Completion> {
  const name = nameOf(taker);
  const words = taker.argChoices ?? (await idsOf(name)) ?? [];
  return { candidates: words.map((word) => ({ word, about: "" })), files: !taker.argChoices && namesOfFiles.has(name) };
}

async function wordsAt({ command, given }: Place, idsOf: IdsOf): Promise<Completion> {
  const { registeredArguments: takers } = command;
  const last = takers.at(-1);
  const taker = takers[given] ?? (last?.variadic ? last : undefined);
  if (command.commands.length > 0) return { candidates: given === 0 ? commandsOf(command) : [], files: false };
  return taker ? valuesOf(taker, idsOf) : { candidates: flagsOf(command), files: false };
}

/** Values with what stands before them in the same word: `--output=`, or the ids before the last comma. */
async function within(word: string, flag: Option, idsOf: IdsOf): Promise<Completion> {
  const before = /^(?:--[^=]+=)?(?:[^=]*,)?/.exec(word)?.[0] ?? "";
  const { candidates, files } = await valuesOf(flag, idsOf);
  return { candidates: candidates.map(({ word: id, about }) => ({ word: before + id, about })), files };
}

async function allAt(place: Place, word: string, idsOf: IdsOf): Promise<Completion> {
  const { command, flag, literal } = place;
  if (flag) return within(word === "=" ? "" : word, flag, idsOf);
  if (literal || !word.startsWith("-")) return wordsAt(place, idsOf);
  const named = word.includes("=") ? flagNamed(command, word.slice(0, word.indexOf("="))) : undefined;
  return named ? within(word, named, idsOf) : { candidates: flagsOf(command), files: false };
}

/**
 * What may stand where the cursor is. The words are those behind the program's name up to the cursor; the last one may
 * be empty. All is asked of the program's own commands and flags, so that a new one is completed as soon as it is there.
 */
export async function complete(program: Command, words: readonly string[], idsOf: IdsOf): Promise<Completion> {
  const start: Place = { command: program, given: 0, literal: false };
  const place = words.slice(0, -1).reduce(step, start);
  const word = words.at(-1) ?? "";
  const { candidates, files } = await allAt(place, word, idsOf);
  const begun = word === "=" ? "" : word;
  return { candidates: candidates.filter((one) => one.word.startsWith(begun)), files };
}
