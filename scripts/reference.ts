// Writes the generated pages of docs/reference from what the code says of itself; the pages written by hand stand beside
// them. `--check` writes nothing and exits 1 when a page is stale.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { commandsPage } from "./reference/commands.ts";
import { faultsPage } from "./reference/faults.ts";
import { looksPage, stepsPage } from "./reference/looks-and-steps.ts";
import { causesPage, readinessPage, relationsPage } from "./reference/rules.ts";

const folder = fileURLToPath(new URL("../docs/reference/", import.meta.url));

const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  "causes.md": causesPage,
  "commands.md": commandsPage,
  "faults.md": faultsPage,
  "looks.md": looksPage,
  "readiness.md": readinessPage,
  "relations.md": relationsPage,
  "steps.md": stepsPage,
};

const check = process.argv.includes("--check");
for (const [name, make] of Object.entries(pages)) {
  const wanted = await make();
  const present = existsSync(folder + name) ? readFileSync(folder + name, "utf8") : "";
  if (wanted === present) continue;
  if (!check) {
    writeFileSync(folder + name, wanted);
    continue;
  }
  console.error(`docs/reference/${name} is stale: run \`node scripts/reference.ts\``);
  process.exitCode = 1;
}
