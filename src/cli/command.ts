import type { Command } from "commander";
import type { ExitCode } from "../model/problem.ts";
import type { Stdio } from "./stdio.ts";

/** What a command is handed. `finish` says how the process ends; without it, as proven. */
export interface CommandContext {
  readonly stdio: Stdio;
  /** The command as it was typed, for the journal. Values of flags are in it; no flag takes a secret. */
  readonly typed: string;
  finish(exit: ExitCode): void;
}

/** A file of `cli/commands`: adds one command to the program. It may import only what is small; work is in the app. */
export interface CommandFile {
  register(program: Command, context: CommandContext): void;
}
