// How fast the program starts as it is published, beside an empty Node: `npm run build`, and `npm run binary` for the
// single file, which is left out where it was not built.
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { machine, middle, summary, timeOf } from "./measure.ts";

const fileAt = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const salvor = fileAt("../dist/salvor.js");
const binary = fileAt("../binary/salvor");
const rounds = 31;

const calls: readonly (readonly [string, string, readonly string[]])[] = [
  ["node -e 0", process.execPath, ["-e", "0"]],
  ["salvor --help", process.execPath, [salvor, "--help"]],
  ["salvor --version", process.execPath, [salvor, "--version"]],
  ...(existsSync(binary)
    ? ([
        ["binary --help", binary, ["--help"]],
        ["binary --version", binary, ["--version"]],
      ] as const)
    : []),
];
const times = new Map<string, number[]>(calls.map(([name]) => [name, []]));
// In turns, so that what else the machine does happens to all of them.
for (let round = 0; round < rounds; round += 1) {
  for (const [name, command, args] of calls) times.get(name)?.push(timeOf(command, args));
}
console.log(machine());
if (existsSync(binary)) console.log(`the binary is ${Math.round(statSync(binary).size / 1024 ** 2)} MiB`);
const empty = times.get("node -e 0") ?? [];
for (const [name, taken] of times) {
  const ratio = (middle(taken) / middle(empty)).toFixed(2);
  console.log(`${name.padEnd(16)} ${summary(taken)} ms, ${ratio} of node -e 0`);
}
