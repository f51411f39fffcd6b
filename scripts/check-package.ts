// Packs the package as it would be published and uses it as its users do: what is inside, and whether it runs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firstUse } from "./first-use.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "salvor-package-"));
const problems: string[] = [];

/** Everything that may be in it; what is not named here does not belong to users. */
const allowed = /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/[^/]+\.(?:js|md)|scenarios\/.+)$/;
const packedBytes = 3_000_000;

function run(
  command: string,
  args: readonly string[],
  cwd = folder,
): { status: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd, encoding: "utf8" });
  return { status, out: stdout, err: stderr };
}

function expectThat(holds: boolean, problem: string): void {
  if (!holds) problems.push(problem);
}

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** npm prints what `prepack` says before its JSON. */
function pack(): Packed {
  const { status, out, err } = run("npm", ["pack", "--json", "--pack-destination", folder], root);
  if (status !== 0) throw new Error(`npm pack failed:\n${err}`);
  const [packed] = JSON.parse(out.slice(out.search(/^\[/m))) as Packed[];
  if (!packed) throw new Error("npm pack said nothing");
  return packed;
}

function checkContent({ files, size }: Packed): void {
  const strange = files.map(({ path }) => path).filter((path) => !allowed.test(path));
  expectThat(strange.length === 0, `these files are not for users: ${strange.join(", ")}`);
  expectThat(size <= packedBytes, `it is ${size} bytes packed (at most ${packedBytes})`);
  for (const wanted of [
    "dist/salvor.js",
    "dist/THIRD-PARTY.md",
    "README.md",
    "LICENSE",
    "scenarios/ports-and-tags/scenario.yaml",
  ])
    expectThat(
      files.some(({ path }) => path === wanted),
      `${wanted} is missing`,
    );
}

/** The machine's own Node, where it is too old: it must be told so in one sentence. */
function checkOldNode(salvor: string): void {
  const old = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => existsSync(path));
  const major = old ? Number(run(old, ["-p", "process.versions.node.split('.')[0]"]).out) : 24;
  if (!old || major >= 24) return;
  const { status, err } = run(old, [salvor, "--help"]);
  expectThat(
    status === 2 && /^salvor: Node 24 or newer is needed[^\n]*\n$/.test(err),
    `Node ${major} said (${status}): ${err}`,
  );
}

try {
  const packed = pack();
  checkContent(packed);
  const { status, err } = run("tar", ["-xzf", packed.filename]);
  if (status !== 0) throw new Error(`tar failed: ${err}`);
  const salvor = join(folder, "package", "dist", "salvor.js");
  expectThat((statSync(salvor).mode & 0o111) !== 0, "dist/salvor.js is not executable");
  const place = { folder: join(folder, "empty"), env: { PATH: "/nonexistent", HOME: join(folder, "home") } };
  problems.push(...(await firstUse({ command: [process.execPath, salvor], file: salvor, ...place })));
  checkOldNode(salvor);
  console.log(`${packed.filename}: ${packed.files.length} files, ${Math.round(packed.size / 1024)} KiB packed`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
for (const problem of problems) console.error(`package: ${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
