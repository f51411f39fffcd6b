// What `npm test` runs, in this order; it stops at the first part that fails. `npm test -- lint unit` runs only those.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** One part: a command, or a vitest project with the folder that holds its tests. */
interface Part {
  readonly name: string;
  readonly about: string;
  readonly command: readonly [string, ...string[]];
  readonly project?: string;
}

function suite(project: string, about: string, ...flags: readonly string[]): Part {
  return { name: project, about, command: ["vitest", "run", "--project", project, ...flags], project };
}

const quick: readonly Part[] = [
  { name: "typecheck", about: "tsc, strict", command: ["tsc", "-p", "."] },
  { name: "page", about: "tsc, the page of the graph, which runs in browsers", command: ["tsc", "-p", "web/graph"] },
  { name: "lint", about: "biome check", command: ["biome", "check", "--error-on-warnings", "."] },
  {
    name: "catalog",
    about: "generated indexes are fresh",
    command: [process.execPath, "scripts/catalog.mjs", "--check"],
  },
  {
    name: "reference",
    about: "generated pages of the reference are fresh",
    command: [process.execPath, "scripts/reference.ts", "--check"],
  },
  { name: "knip", about: "nothing exported without a reader", command: ["knip"] },
  suite("unit", "tests beside the code"),
  suite("contracts", "architecture and catalogue"),
  // Most of their time is waiting for clusters, so two go on at once wherever they run.
  suite("journeys", "the incidents, end to end", "--maxWorkers=2"),
];

/** Parts that `npm test` leaves to `.ci/run`, because they take longer. */
const slow: readonly Part[] = [
  suite("conformance", "the same cases on a real control plane"),
  suite("campaigns", "crashes and garbage"),
];

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

function tallyOf(part: Part, status: number | null, report: string): Tally {
  if (!part.project || !existsSync(report))
    return { passed: status === 0 ? 1 : 0, failed: status === 0 ? 0 : 1, skipped: 0 };
  const read = JSON.parse(readFileSync(report, "utf8")) as VitestReport;
  const broken = status === 0 || read.numFailedTests > 0 ? read.numFailedTests : Math.max(1, read.numFailedTestSuites);
  return { passed: read.numPassedTests, failed: broken, skipped: read.numPendingTests + read.numTodoTests };
}

function hasTests(folder: string): boolean {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { recursive: true }).some((file) => String(file).endsWith(".test.ts"));
}

function run(part: Part, reports: string): Tally {
  const report = join(reports, `${part.name}.json`);
  const [command, ...rest] = part.command;
  const reporters = part.project ? ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`] : [];
  const result = spawnSync(command, [...rest, ...reporters], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
    env: { ...process.env, PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}` },
  });
  if (result.error) console.error(`${command}: ${result.error.message}`);
  return tallyOf(part, result.status, report);
}

function chosen(names: readonly string[]): readonly Part[] {
  const all = [...quick, ...slow];
  if (names.length === 0)
    return quick.filter(
      (part) => !part.project || part.project === "unit" || hasTests(join(root, "test", part.project)),
    );
  const unknown = names.find((name) => !all.some((part) => part.name === name));
  if (unknown !== undefined) {
    console.error(`There is no part "${unknown}" of the tests; there are: ${all.map((one) => one.name).join(", ")}.`);
    process.exit(2);
  }
  return names.flatMap((name) => all.filter((part) => part.name === name));
}

function seconds(since: number): string {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}

const parts = chosen(process.argv.slice(2));
const reports = mkdtempSync(join(tmpdir(), "salvor-test-"));
const total = { passed: 0, failed: 0, skipped: 0 };
const start = performance.now();
for (const part of parts) {
  console.log(`\n── ${part.name}: ${part.about}`);
  const since = performance.now();
  const tally = run(part, reports);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  console.log(`── ${part.name}: ${tally.failed > 0 ? "FAILED" : "ok"} in ${seconds(since)}`);
  if (tally.failed > 0) break;
}
rmSync(reports, { recursive: true, force: true });
// `.ci/run` adds up the parts that it starts one after the other.
const { SALVOR_TEST_TALLY } = process.env;
if (SALVOR_TEST_TALLY) appendFileSync(SALVOR_TEST_TALLY, `${total.passed} ${total.failed} ${total.skipped}\n`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped in ${seconds(start)}`);
process.exitCode = total.failed > 0 ? 1 : 0;
