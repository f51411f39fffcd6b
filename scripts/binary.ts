// Makes `binary/`: the program and a Node of this machine's platform as one file, for people without Node, and the
// licenses of what is inside. `npm run binary`. The Node that runs this script is the one that is used: an official build.
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, writeBundle } from "./bundle.ts";
import { noticesOf } from "./notices.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "binary");
const binary = join(folder, process.platform === "win32" ? "salvor.exe" : "salvor");
const node = realpathSync(process.execPath);

function run(command: string, ...args: readonly string[]): void {
  const { status, error, stdout, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed: ${error?.message ?? stdout + stderr}`);
}

/** What Node puts into a program: the bundle with its compiled code, and files that it can be asked for by name. */
function prepare(main: string, work: string): string {
  const output = join(work, "blob");
  const scenarios = globSync("scenarios/**", { cwd: root }).filter((path) => statSync(join(root, path)).isFile());
  const config = {
    main,
    output,
    disableExperimentalSEAWarning: true,
    useCodeCache: true,
    assets: Object.fromEntries(scenarios.sort().map((path) => [path.replaceAll("\\", "/"), join(root, path)])),
  };
  writeFileSync(join(work, "sea.json"), JSON.stringify(config));
  run(node, "--experimental-sea-config", join(work, "sea.json"));
  return output;
}

/** Puts it into a copy of Node, in the places where Node looks for it. macOS starts only what is signed, if by nobody. */
function inject(blob: string): void {
  copyFileSync(node, binary);
  chmodSync(binary, 0o755);
  const postject = createRequire(import.meta.url).resolve("postject/dist/cli.js");
  const fuse = ["--sentinel-fuse", "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2"];
  const isMac = process.platform === "darwin";
  if (isMac) run("codesign", "--remove-signature", binary);
  const segment = isMac ? ["--macho-segment-name", "NODE_SEA"] : [];
  run(node, postject, binary, "NODE_SEA_BLOB", blob, ...fuse, ...segment);
  if (isMac) run("codesign", "--sign", "-", binary);
}

/** Node's own license lies beside its programs, or a folder above. */
function nodeLicense(): string {
  const found = [".", ".."].map((up) => join(dirname(node), up, "LICENSE")).find((path) => existsSync(path));
  if (!found) throw new Error(`there is no LICENSE beside ${node}; use an official build of Node`);
  return found;
}

const work = mkdtempSync(join(tmpdir(), "salvor-binary-"));
try {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const main = join(work, "salvor.js");
  // A program in one file has no address of its own: what comes with it is asked for by name.
  const made = await bundle({ outfile: main, format: "cjs", define: { "import.meta.url": '"file:///salvor/"' } });
  writeBundle(made);
  inject(prepare(main, work));
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  copyFileSync(nodeLicense(), join(folder, "LICENSE-node"));
  writeFileSync(join(folder, "THIRD-PARTY.md"), noticesOf(made.metafile));
} finally {
  rmSync(work, { recursive: true, force: true });
}
console.log(`${binary}: ${Math.round(statSync(binary).size / 1024 ** 2)} MiB, Node ${process.versions.node}`);
