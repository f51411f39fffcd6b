import { Command, CommanderError, type Option } from "commander";
import { type ExitCode, exitCodes, SalvorProblem } from "../model/problem.ts";
import type { CommandContext, CommandFile } from "./command.ts";
import commands from "./commands/index.gen.ts";
import { applyVariables, variableOf } from "./flags.ts";
import type { Stdio } from "./stdio.ts";

const first = `Salvor brings a Kubernetes cluster back and proves it. It finds what is wrong between the files of a
repository, deploys in layers, names the cause when something does not come up, and calls nothing done that it has
not seen.

Try first:
  salvor check                         what is wrong in this repository: no cluster, no network, no configuration
  salvor rehearse run ports-and-tags   a broken fleet on a cluster of its own, on this machine: causes, repair, proof
  salvor rehearse up                   such a cluster for your own kubectl and manifests
  salvor deploy ./manifests            deploy a folder to a cluster and have it proven

salvor --help lists everything.
`;

type Loader = () => Promise<{ default: CommandFile }>;

/** The command that was named, or all of them: for the help, and for the nearest name to a misspelt one. */
function neededBy(argv: readonly string[]): readonly Loader[] {
  const table: Readonly<Record<string, Loader>> = commands;
  const named = argv[0] === "help" ? undefined : table[argv[0] ?? ""];
  return named ? [named] : Object.values(table);
}

/** The list of all commands is as wide in every terminal, so that the build can keep its text in the door. */
const listColumns = 80;

/** Commands in a text as this person types them, at the beginning of a line or between backticks. */
function asCalled(text: string, { called }: Stdio): string {
  return text.replace(/^( *|Usage: )salvor (?=\S)|`salvor (?=\S)/gm, (all) => all.replace("salvor", called));
}

function configure(command: Command, stdio: Stdio): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => stdio.out.write(asCalled(text, stdio)),
    writeErr: (text) => stdio.err.write(asCalled(text, stdio)),
    outputError: (text, write) => write(text.replace(/^error: /, "salvor: ")),
    getOutHelpWidth: () => (command.parent ? stdio.out.columns() : listColumns),
    getErrHelpWidth: () => stdio.err.columns(),
  });
  command.configureHelp({ optionDescription: (option) => describeOption(option) });
}

/** What a flag is for, what it may be, its variable, and what it is without any. */
function describeOption(option: Option): string {
  if (option.long === "--help" || option.long === "--version") return option.description;
  const choices = option.argChoices ? ` (${option.argChoices.join(", ")})` : "";
  const without = option.defaultValueDescription ? ` (default: ${option.defaultValueDescription})` : "";
  return `${option.description}${choices} [$${variableOf(option)}]${without}`;
}

function configureAll(command: Command, stdio: Stdio): void {
  configure(command, stdio);
  for (const child of command.commands) configureAll(child, stdio);
}

function say(stdio: Stdio, problem: SalvorProblem): ExitCode {
  const text = `salvor: ${problem.message}\n${problem.hint ? `  ${problem.hint}\n` : ""}`;
  stdio.err.write(asCalled(text, stdio));
  return problem.exit;
}

/** A fault of ours: one sentence, and where the details are, so that it can be reported. */
async function confess(stdio: Stdio, error: unknown): Promise<ExitCode> {
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const path = await stdio
    .openApp()
    .then((app) => app.writeFault(details, stdio.argv))
    .catch(() => undefined);
  const message = error instanceof Error ? error.message : String(error);
  stdio.err.write(`salvor: this is a fault in Salvor, not in your cluster: ${message.split("\n")[0]}\n`);
  stdio.err.write(path ? `  The details are in ${path}; please report them.\n` : `${details}\n`);
  return exitCodes.fault;
}

function endOf(stdio: Stdio, error: unknown): ExitCode | Promise<ExitCode> {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.proven : exitCodes.usage;
  if (stdio.signal.aborted) {
    stdio.err.write("salvor: interrupted\n");
    return exitCodes.interrupted;
  }
  if (error instanceof SalvorProblem) return say(stdio, error);
  return confess(stdio, error);
}

/** Reads the arguments and does what they say. Resolves with how the process must end; throws nothing. */
export async function runProgram(stdio: Stdio): Promise<ExitCode> {
  if (stdio.argv.length === 0) {
    stdio.err.write(asCalled(first, stdio));
    return exitCodes.proven;
  }
  let exit: ExitCode = exitCodes.proven;
  const context: CommandContext = {
    stdio,
    typed: [stdio.called, ...stdio.argv].join(" "),
    finish: (code) => {
      exit = code;
    },
  };
  try {
    const program = new Command("salvor")
      .description("Brings a Kubernetes cluster back and proves it.")
      .usage("<command> [flags]")
      .showSuggestionAfterError(true)
      .addHelpText("after", "\nExample:\n  salvor rehearse run ports-and-tags\n");
    const argv = stdio.argv[0] === "--version" ? ["version"] : stdio.argv;
    for (const load of neededBy(argv)) (await load()).default.register(program, context);
    configureAll(program, stdio);
    program.hook("preAction", (_program, action) => applyVariables(action, stdio.env));
    await program.parseAsync(argv, { from: "user" });
    return stdio.signal.aborted && exit === exitCodes.proven ? exitCodes.interrupted : exit;
  } catch (error) {
    return endOf(stdio, error);
  }
}
