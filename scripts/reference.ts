// Writes the generated pages of docs/reference from what the code says of itself; the pages written by hand stand beside
// them. `--check` writes nothing and exits 1 when a page is stale.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPages } from "./reference/checks.ts";
import { commandsPage } from "./reference/commands.ts";
import { faultsPage } from "./reference/faults.ts";
import { looksPage, stepsPage } from "./reference/looks-and-steps.ts";
import { causesPage, readinessPage, relationsPage } from "./reference/rules.ts";

const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));

const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  ...checkPages(),
  "causes.md": causesPage,
  "commands.md": commandsPage,
  "faults.md": faultsPage,
  "looks.md": looksPage,
  "readiness.md": readinessPage,
  "relations.md": relationsPage,
  "steps.md": stepsPage,
};

/** Pages of checks that are there no more. */
const left = existsSync(`${folder}checks`)
  ? readdirSync(`${folder}checks`)
      .map((name) => `checks/${name}`)
      .filter((name) => !(name in pages))
  : [];

const check = process.argv.includes("--check");
function stale(name: string, mend: () => void): void {
  if (!check) {
    mend();
    return;
  }
  console.error(`docs/reference/${name} is stale: run \`node scripts/reference.ts\``);
  process.exitCode = 1;
}

for (const [name, make] of Object.entries(pages)) {
  const wanted = await make();
  const present = existsSync(folder + name) ? readFileSync(folder + name, "utf8") : "";
  if (wanted === present) continue;
  stale(name, () => {
    mkdirSync(dirname(folder + name), { recursive: true });
    writeFileSync(folder + name, wanted);
  });
}
for (const name of left) stale(name, () => rmSync(folder + name));
