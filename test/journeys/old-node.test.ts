import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

/** The machine's own Node, where it is an old one: not the one of this checkout. */
const old = ["/usr/bin/node", "/usr/local/bin/node"].find((path) => {
  const major = Number(spawnSync(path, ["-p", "process.versions.node.split('.')[0]"], { encoding: "utf8" }).stdout);
  return major > 0 && major < 24;
});
if (!old) console.warn("SKIPPED: a Node that is too old (none is on this machine)");

const folder = mkdtempSync(join(tmpdir(), "salvor-old-node-"));
const root = fileURLToPath(new URL("../..", import.meta.url));

beforeAll(async () => {
  // As it is published: Node 20 cannot read TypeScript, the bundle's door must be readable for it.
  await build({
    entryPoints: { salvor: join(root, "src/cli/main.ts") },
    outdir: folder,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node24",
    logLevel: "error",
    outExtension: { ".js": ".mjs" },
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.skipIf(!old)("an old Node is told in one sentence which one is needed", () => {
  const { status, stderr, stdout } = spawnSync(old ?? "", [join(folder, "salvor.mjs"), "deploy", "x"], {
    encoding: "utf8",
  });
  expect(stderr).toMatch(/^salvor: Node 24 or newer is needed and this is Node \d+\.\d+\.\d+; .*\n$/);
  expect([status, stdout]).toEqual([2, ""]);
});

test("the Node of this checkout runs the bundle", () => {
  const { status, stdout } = spawnSync(process.execPath, [join(folder, "salvor.mjs"), "version"], { encoding: "utf8" });
  expect(stdout).toMatch(/^salvor \d/);
  expect(status).toBe(0);
});
