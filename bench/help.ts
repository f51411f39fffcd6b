// `salvor --help` as it is published, beside an empty Node. Build first: `npm run build`.
import { fileURLToPath } from "node:url";
import { machine, middle, summary, timeOf } from "./measure.ts";

const salvor = fileURLToPath(new URL("../dist/salvor.js", import.meta.url));
const rounds = 31;
const empty: number[] = [];
const help: number[] = [];
// In turns, so that what else the machine does happens to both.
for (let round = 0; round < rounds; round += 1) {
  empty.push(timeOf(process.execPath, ["-e", "0"]));
  help.push(timeOf(process.execPath, [salvor, "--help"]));
}
console.log(machine());
console.log(`node -e 0      ${summary(empty)} ms`);
console.log(`salvor --help  ${summary(help)} ms`);
console.log(
  `ratio          ${(middle(help) / middle(empty)).toFixed(2)} of the medians, ${(Math.min(...help) / Math.min(...empty)).toFixed(2)} of the lowest (at most 1.5)`,
);
