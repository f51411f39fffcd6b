#!/usr/bin/env node
// The door. It imports nothing before it knows that this Node can run the rest, and it alone touches argv, env and stdio.

/** The text of `salvor --help`, which the build asks of the commands and puts here; from sources there is none. */
declare const builtHelp: string | undefined;

const wanted = 24;
const present = process.versions.node;
const argv = process.argv.slice(2);

/** kubectl starts its plugins by their own name: npm's link is the script then, the single-file binary the program. */
const isPlugin = [process.argv0, process.argv[1] ?? ""].some((path) =>
  /(?:^|[/\\])kubectl-salvor(?:\.exe)?$/.test(path),
);

/** Node ends a process as soon as nothing can wake it, even where a promise is still waited for. */
function confess(): void {
  process.stderr.write("salvor: this is a fault in Salvor, not in your cluster: it ended before it had an answer\n");
}

async function run(): Promise<void> {
  // Until the program says how it ended, it has not ended well.
  process.exitCode = 70;
  process.once("beforeExit", confess);
  const [{ runProgram }, { openStdio }] = await Promise.all([import("./program.ts"), import("./stdio.ts")]);
  const stdio = openStdio(process, isPlugin ? "kubectl salvor" : "salvor", () => import("../app.ts"));
  const exit = await runProgram(stdio);
  process.exitCode = exit;
  process.off("beforeExit", confess);
  // What could be ended in order was; what is stuck is waited for neither after an interruption nor after a fault (70).
  if (stdio.signal.aborted || exit === 70) process.exit();
}

if (Number(present.split(".")[0]) < wanted) {
  process.stderr.write(
    `salvor: Node ${wanted} or newer is needed and this is Node ${present}; install a newer one (https://nodejs.org) and run the same command again.\n`,
  );
  process.exitCode = 2;
} else if (typeof builtHelp === "string" && !isPlugin && argv.length === 1 && /^(?:-h|--help)$/.test(argv[0] ?? "")) {
  process.stdout.on("error", () => undefined).write(builtHelp);
} else void run();

export {};
