import { Command } from "commander";
import type { CommandFile } from "../../src/cli/command.ts";
import commands from "../../src/cli/commands/index.gen.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { Sink, Stdio } from "../../src/cli/stdio.ts";
import { exitCodes } from "../../src/model/problem.ts";
import { fence, page, table } from "./markdown.ts";

const columns = 110;

const meanings: Readonly<Record<keyof typeof exitCodes, string>> = {
  proven: "proven: all of it was seen",
  failed: "failed, or differs from what was declared; causes are named where they were found",
  usage: "usage: a flag, the fleet file, a manifest or a scenario is wrong",
  unproven: "could not be proven, or nothing was looked at",
  refused:
    "refused: another run holds the lease, the cluster is not the one that is meant, the server forbids it, nobody agreed",
  rolledBack: "failed, rolled back, and that was proven (reserved: this version does not roll back)",
  rollbackFailed: "the roll-back failed (reserved as well)",
  fault: "a fault in Salvor itself; the details are in a file that it names",
  interrupted: "interrupted by Ctrl-C or a signal",
};

/** What the program prints for some arguments, without a process. */
async function printed(argv: readonly string[]): Promise<string> {
  let text = "";
  const sink: Sink = {
    write: (part) => {
      text += part;
    },
    isTerminal: false,
    columns: () => columns,
    rows: () => 24,
  };
  const stdio: Stdio = {
    argv,
    env: {},
    out: sink,
    err: sink,
    called: "salvor",
    actor: "reader",
    signal: new AbortController().signal,
    openApp: () => Promise.reject(new Error("the help needs no app")),
  };
  await runProgram(stdio);
  return text.trim();
}

/** Every command that does something by itself, by its words. */
async function paths(): Promise<readonly (readonly string[])[]> {
  const program = new Command("salvor");
  const unused = new Proxy({}, { get: () => undefined });
  const table: Readonly<Record<string, () => Promise<{ default: CommandFile }>>> = commands;
  for (const load of Object.values(table)) (await load()).default.register(program, unused as never);
  return shown(program).flatMap((command) => below(command, [command.name()]));
}

/** The commands of a command that people are to see, but for `help`. */
function shown(command: Command): readonly Command[] {
  const visible = command.createHelp().visibleCommands(command);
  return command.commands.filter((child) => visible.includes(child));
}

function below(command: Command, path: readonly string[]): readonly (readonly string[])[] {
  if (command.commands.length === 0) return [path];
  return shown(command).flatMap((child) => below(child, [...path, child.name()]));
}

/** The help of every command, as the program prints it, and how it ends. */
export async function commandsPage(): Promise<string> {
  const parts: string[] = [];
  for (const path of await paths())
    parts.push(`## salvor ${path.join(" ")}`, fence("text", await printed([...path, "--help"])));
  const rows = Object.entries(exitCodes).map(([name, exit]) => [
    String(exit),
    meanings[name as keyof typeof exitCodes],
  ]);
  const about =
    "Answers for programs go to standard output, talk to standard error. Every flag has a variable, shown in brackets; a flag wins over its variable, the variable over the default. Durations are written as `90s`, `5m` or `1h30m`.";
  return page("Commands", about, [
    ...parts,
    "## Exit codes",
    table(["exit", "means"], rows),
    "Where several hold, the first of 6, 5, 4, 1 and 3 is used.",
  ]);
}
