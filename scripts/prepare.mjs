// Runs before `npm start` and `npm test`, on whatever Node the machine has: installs the pinned dependencies when the
// lockfile differs from what is installed (a bare `npm ci` each time would cost 12 s), then makes sure that the Node
// these scripts will get is new enough. Written without TypeScript because an old Node must be able to run it.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

function packagesOf(path) {
  if (!existsSync(path)) return undefined;
  return JSON.parse(readFileSync(path, "utf8")).packages;
}

function isInstalled() {
  const wanted = packagesOf(`${root}package-lock.json`);
  const present = packagesOf(`${root}node_modules/.package-lock.json`);
  if (!wanted || !present) return false;
  // npm leaves out of the installed record the root, and what is optional and made for another platform.
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/") || entry.link) return true;
    const found = present[path];
    return found ? found.version === entry.version && found.integrity === entry.integrity : entry.optional === true;
  });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}

if (!isInstalled()) {
  console.error("salvor: installing the pinned dependencies (npm ci) …");
  const result = spawnSync("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) fail("salvor: `npm ci` failed; its own message is above.");
}

const version = spawnSync("node", ["-p", "process.versions.node"], { encoding: "utf8" }).stdout?.trim() ?? "none";
if (Number(version.split(".")[0]) < 24) {
  fail(
    `salvor: Node 24 or newer is needed, and the scripts of this checkout would get ${version}. ` +
      "There is no Node package for this platform on npm: install Node 24 and run the command again.",
  );
}
