// Makes `dist/`: the program as a few chunks, each loaded when its verb is called, and the notices of what is inside.
// `npm run build`; `npm pack` and `npm publish` call it through `prepack`.
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundlePackage, dist, writeBundle } from "./bundle.ts";
import { noticesOf } from "./notices.ts";

rmSync(dist, { recursive: true, force: true });
const made = await bundlePackage();
writeBundle(made);
chmodSync(join(dist, "salvor.js"), 0o755);
writeFileSync(join(dist, "THIRD-PARTY.md"), noticesOf(made.metafile));
const bytes = made.files.reduce((sum, { contents }) => sum + contents.length, 0);
console.log(`dist: ${made.files.length} files, ${Math.round(bytes / 1024)} KiB`);
