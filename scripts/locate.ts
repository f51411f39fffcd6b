// Says where in the sources a fault of the published program happened: `node scripts/locate.ts FILE`, with the file that
// the fault names, in the sources of the version that failed.
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundlePackage, dist } from "./bundle.ts";

const [path] = process.argv.slice(2);
if (path === undefined) {
  console.error("Give the file that the fault names: node scripts/locate.ts FILE");
  process.exit(2);
}

const root = fileURLToPath(new URL("..", import.meta.url));
const { maps } = await bundlePackage();
const known = new Map([...maps].map(([name, text]) => [name, new SourceMap(JSON.parse(text))]));
const others = new Set<string>();

const stack = readFileSync(path, "utf8");
const place = /(?:file:\/\/)?[^\s()]*\/((?:[\w.]+-[0-9A-Z]{8}|salvor)\.js):(\d+):(\d+)/g;
const located = stack.replace(place, (whole, name: string, line: string, column: string) => {
  const map = known.get(name);
  if (!map) others.add(name);
  const entry = map?.findEntry(Number(line) - 1, Number(column) - 1);
  if (entry === undefined || !("originalSource" in entry)) return whole;
  const source = relative(root, resolve(dist, entry.originalSource));
  return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
});

console.log(located.trimEnd());
for (const name of others) console.error(`${name} is not of these sources: take those of the version that failed.`);
if (others.size > 0) process.exitCode = 1;
