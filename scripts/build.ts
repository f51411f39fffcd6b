// Makes `dist/`: the program as a few chunks, each loaded when its verb is called, and the notices of what is inside.
// `npm run build`; `npm pack` and `npm publish` call it through `prepack`.
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";
import { noticesOf } from "./notices.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));

rmSync(dist, { recursive: true, force: true });
// Chunks lie beside the entry: what a file finds relative to itself (`../scenarios`) is where it was in `src/`.
const metafile = await bundle({ outdir: dist, format: "esm", splitting: true, chunkNames: "[name]-[hash]" });
chmodSync(join(dist, "salvor.js"), 0o755);
writeFileSync(join(dist, "THIRD-PARTY.md"), noticesOf(metafile));
const outputs = Object.values(metafile.outputs);
const bytes = outputs.reduce((sum, output) => sum + output.bytes, 0);
console.log(`dist: ${outputs.length} files, ${Math.round(bytes / 1024)} KiB`);
