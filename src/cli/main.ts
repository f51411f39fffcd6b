#!/usr/bin/env node
// The door. It imports nothing before it knows that this Node can run the rest, and it alone touches argv, env and stdio.

const wanted = 24;
const present = process.versions.node;

if (Number(present.split(".")[0]) < wanted) {
  process.stderr.write(
    `salvor: Node ${wanted} or newer is needed and this is Node ${present}; install a newer one (https://nodejs.org) and run the same command again.\n`,
  );
  process.exitCode = 2;
} else {
  const [{ runProgram }, { openStdio }] = await Promise.all([import("./program.ts"), import("./stdio.ts")]);
  const stdio = openStdio(process, () => import("../app.ts"));
  const exit = await runProgram(stdio);
  process.exitCode = exit;
  // What could be ended in order was; what is stuck is waited for neither after an interruption nor after a fault (70).
  if (stdio.signal.aborted || exit === 70) process.exit();
}

export {};
