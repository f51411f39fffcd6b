import type { PathReference } from "../../../model/repository.ts";
import type { Script, ScriptCommand } from "../../../model/scripts.ts";
import { commandBuild } from "../builds/commands.ts";
import type { Declaration } from "../builds/declaration.ts";
import type { Command } from "../shell/commands.ts";
import { shellCommands } from "../shell/commands.ts";
import type { FileReader, Places } from "../text-vertex.ts";
import { alwaysSet, blindness } from "./blind.ts";
import { undefinedCalls } from "./functions.ts";
import { hidingOf } from "./hiding.ts";
import { hiddenByLoop } from "./loops.ts";
import { optionsAfter, type ShellOptions, startOptions } from "./options.ts";
import { PathFollower } from "./path-references.ts";
import { isClaim, plain, purposeOf } from "./purpose.ts";
import { makesSecret, standsIn } from "./stand-ins.ts";
import { Variables } from "./variables.ts";
import { waitOf } from "./waits.ts";

/** A text of commands: a script, a recipe of a Makefile, a step of a workflow. */
export interface ShellText {
  readonly text: string;
  readonly firstLine: number;
  /** What stands before each field, for texts that are a part of a file. */
  readonly prefix: string;
  /** The options that it begins with, where not its own first line says so. */
  readonly options?: ShellOptions;
  /** The folder of the repository in which it runs, where that is known. */
  readonly folder?: string;
  /** It may stand in a checkout of another repository: then nothing is known of its paths. */
  readonly elsewhere?: boolean;
}

/** What reads a script needs. */
export interface ScriptReader extends Pick<FileReader, "tree" | "masker" | "isIgnored"> {
  readonly places: Places;
}

/** What a script says, and the images that it asks for. */
export interface ReadScript {
  readonly script: Script;
  readonly declarations: readonly Declaration[];
}

const longest = 80;

/** Reads the commands of a file. */
export function readScript(
  reader: ScriptReader,
  { path, kind }: Pick<Script, "path" | "kind">,
  texts: readonly ShellText[],
): ReadScript {
  const parts = texts.map((text) => new Part(reader, path, text));
  for (const part of parts) part.read(kind);
  const claim = parts.map((part) => part.claim).find((one) => one !== undefined);
  return {
    script: {
      path,
      kind,
      commands: parts.flatMap((part) => part.commands),
      paths: parts.flatMap((part) =>
        part.follower.paths.filter((one) => !part.follower.isRemoved(one) && !isMadeByOther(parts, part, one)),
      ),
      leftOut: parts.flatMap((part) => part.follower.leftOut),
      undecided: parts.reduce((sum, part) => sum + part.follower.undecided, 0),
      ...(claim ? { claim } : {}),
    },
    declarations: parts.flatMap((part) => part.declarations),
  };
}

/** What Git is told to ignore, another step may have made. */
function isMadeByOther(parts: readonly Part[], own: Part, { target, ignored }: PathReference): boolean {
  return ignored === true && parts.some((part) => part !== own && part.follower.isMade(target));
}

class Part {
  readonly commands: ScriptCommand[] = [];
  readonly declarations: Declaration[] = [];
  readonly follower: PathFollower;
  claim: Script["claim"];
  readonly #reader: ScriptReader;
  readonly #path: string;
  readonly #text: ShellText;
  readonly #variables: Variables;
  #undefined: ReadonlySet<Command> = new Set();
  #makesSecret = false;

  constructor(reader: ScriptReader, path: string, text: ShellText) {
    this.#reader = reader;
    this.#path = path;
    this.#text = text;
    const slash = path.lastIndexOf("/");
    this.#variables = new Variables(slash < 0 ? "." : path.slice(0, slash));
    this.follower = new PathFollower(reader, path, this.#variables);
    if (text.folder !== undefined) this.follower.folders = [text.folder];
    if (text.elsewhere) this.follower.folders = [];
  }

  read(kind: Script["kind"]): void {
    const { text, firstLine } = this.#text;
    const commands = shellCommands(text, firstLine);
    if (kind === "script") this.#undefined = undefinedCalls(this.#path, text, commands);
    this.#makesSecret = makesSecret(commands);
    let options = this.#text.options ?? startOptions(text);
    commands.forEach((command, index) => {
      options = optionsAfter(options, command);
      this.#variables.learn(command);
      this.#take(commands, index, options);
      this.#declare(command, kind === "workflow" ? "workflow" : "script");
    });
  }

  /** A build, seen from the folder in which its Dockerfile is. */
  #declare(command: Command, by: Declaration["by"]): void {
    const at = { path: this.#path, line: command.line };
    const known = this.#known(command);
    const builds = this.follower.folders.flatMap((folder) => commandBuild(known, folder, at, by) ?? []);
    const there = builds.find(({ dockerfile = "" }) => this.#reader.tree.kind(dockerfile) === "file");
    const declared = there ?? builds.find(({ dockerfile = "" }) => !this.#isMade(dockerfile));
    if (declared) this.declarations.push(declared);
  }

  /** A Dockerfile that the script writes, or that Git is told to ignore. */
  #isMade(dockerfile: string): boolean {
    return this.follower.isMade(dockerfile) || this.#reader.isIgnored(dockerfile);
  }

  /** A command with what its variables are known to hold. */
  #known(command: Command): Command {
    const words = command.words.map((word) => {
      const text = word.literal ? word.text : this.#variables.resolve(word);
      return text === undefined ? word : { ...word, text: text.replace(/^\/~\/?/, "./"), literal: true };
    });
    return { ...command, words };
  }

  #take(commands: readonly Command[], index: number, options: ShellOptions): void {
    const command = commands[index] as Command;
    const text = this.#shown(command);
    let known: string | undefined;
    const field = (): string => {
      known ??= this.#reader.places.add(`${this.#text.prefix}${text}`, { path: this.#path, line: command.line });
      return known;
    };
    this.follower.follow(command, field);
    if (isClaim(command)) this.claim = { field: field(), text };
    const { does, hidden } = this.#fate(commands, index, options);
    const waits = waitOf(command, this.#variables);
    const blind = blindness(command, commands[index + 1]);
    const always = alwaysSet(command, this.#variables);
    const calls = this.#undefined.has(command) ? command.words[0]?.text : undefined;
    if (!does && !waits && blind === undefined && !always && calls === undefined) return;
    const matters = command.asked || command.next === "&&" || options.errexit;
    this.commands.push({
      field: field(),
      name: nameOf(command),
      text,
      ...(does ? { does } : {}),
      ...(hidden ? { hidden } : {}),
      ...(matters ? { matters } : {}),
      ...(waits ? { waits } : {}),
      ...(blind === undefined ? {} : { blind }),
      ...(always ? { always } : {}),
      ...(calls === undefined ? {} : { calls }),
    });
  }

  /** What a command is for, and why nobody learns that it failed. */
  #fate(commands: readonly Command[], index: number, options: ShellOptions): Pick<ScriptCommand, "does" | "hidden"> {
    const does = purposeOf(commands[index] as Command);
    const hidden = does && hidingOf({ commands, index, options }, does);
    if (does && hidden) return { does, hidden };
    const looped = hiddenByLoop(commands, index);
    if (looped) return looped;
    const replaced = this.#makesSecret ? standsIn(commands, index) : undefined;
    return replaced ? { does: "seal", hidden: replaced } : { ...(does ? { does } : {}) };
  }

  #shown({ words }: Command): string {
    const text = this.#reader.masker.text(words.map((word) => word.text.replace(/\s+/g, " ")).join(" "));
    return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  }
}

/** The program and its verb; what only asks an address has none. */
function nameOf(command: Command): string {
  const words = plain(command).split(" ");
  if (purposeOf(command) === undefined && /^(?:curl|wget|nc)$/.test(words[0] ?? "")) return words[0] ?? "";
  return words.slice(0, words[1] === "rollout" ? 3 : 2).join(" ");
}
