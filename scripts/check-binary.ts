// Uses the single-file binary as people do who have no Node: PATH leads nowhere. `npm run binary` first.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { firstUse } from "./first-use.ts";

const name = process.platform === "win32" ? "salvor.exe" : "salvor";
const binary = fileURLToPath(new URL(`../binary/${name}`, import.meta.url));
if (!existsSync(binary)) throw new Error(`${binary} is not there: run \`npm run binary\``);

const folder = mkdtempSync(join(tmpdir(), "salvor-binary-"));
try {
  const env = { PATH: join(folder, "nowhere"), HOME: join(folder, "home") };
  const problems = await firstUse({ command: [binary], file: binary, folder: join(folder, "empty"), env });
  for (const problem of problems) console.error(`binary: ${problem}`);
  process.exitCode = problems.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
