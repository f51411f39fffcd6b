/**
 * Writes `src/facts/kustomize.gen.json` from the modules that the real kustomize is built of: its field specs, the keys
 * by which it merges lists, the kinds that it knows to have no namespace. Needs go. Run: `node scripts/facts/kustomize.ts`
 */
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const module = fileURLToPath(new URL("../../test/conformance/kustomize/", import.meta.url));
const target = fileURLToPath(new URL("../../src/facts/kustomize.gen.json", import.meta.url));

interface GoField {
  readonly type?: string;
  readonly values?: string;
  readonly keys?: readonly string[];
  readonly items?: string;
}

interface GoFacts {
  readonly definitions: Readonly<Record<string, Readonly<Record<string, GoField>>>>;
  readonly kinds: Readonly<Record<string, string>>;
  readonly clusterScoped: readonly string[];
  readonly fieldSpecs: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;
}

function go(args: readonly string[], input?: string): string {
  return execFileSync("go", args, { cwd: module, encoding: "utf8", maxBuffer: 2 ** 26, ...(input ? { input } : {}) });
}

/** The YAML that kustomize parses at its start: string constants, some of which end in another one. */
function defaultSpecs(): string {
  const folder = join(
    go(["list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kustomize/api"]).trim(),
    "internal/konfig/builtinpluginconsts",
  );
  const source = readdirSync(folder)
    .filter((file) => file.endsWith(".go"))
    .map((file) => readFileSync(join(folder, file), "utf8"))
    .join("\n");
  const found = [...source.matchAll(/(\w+) = `([^`]*)`(?: \+ (\w+))?/g)];
  const texts = new Map(found.map(([, name = "", text = ""]) => [name, text]));
  return found
    .filter(([, , text = ""]) => /^\w+:/m.test(text))
    .map(([, , text = "", more]) => text + (more ? (texts.get(more) ?? "") : ""))
    .join("\n");
}

/** Types in which no list is merged say nothing: a patch replaces their lists as those of unknown kinds. */
function merging(definitions: GoFacts["definitions"]): ReadonlySet<string> {
  const found = new Set<string>();
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const [name, fields] of Object.entries(definitions))
      if (Object.values(fields).some(({ type, values, keys }) => keys || found.has(type ?? values ?? "")))
        found.add(name);
  }
  return found;
}

function compactField(field: GoField, kept: ReadonlySet<string>): unknown {
  const { type = "", values = "", keys, items = "" } = field;
  if (keys) return { keys, ...(kept.has(items) ? { items } : {}) };
  if (kept.has(type)) return { type };
  return kept.has(values) ? { values } : undefined;
}

function types(facts: GoFacts): Record<string, unknown> {
  const kept = merging(facts.definitions);
  const rows = [...kept].sort().map((name) => {
    const fields = Object.entries(facts.definitions[name] ?? {}).map(([field, one]) => [
      field,
      compactField(one, kept),
    ]);
    return [name, Object.fromEntries(fields.filter(([, one]) => one))];
  });
  return Object.fromEntries(rows);
}

function sorted(table: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(table).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One row per line, so that a change of version can be read as a diff. */
function lines(value: Readonly<Record<string, unknown>>, depth = 0): string {
  const indent = " ".repeat(depth + 1);
  const rows = Object.entries(value).map(([name, row]) => {
    if (Array.isArray(row))
      return `${JSON.stringify(name)}: [\n${row.map((one) => `${indent} ${JSON.stringify(one)}`).join(",\n")}\n${indent}]`;
    return `${JSON.stringify(name)}: ${depth === 0 ? lines(row as Record<string, unknown>, 1) : JSON.stringify(row)}`;
  });
  return `{\n${indent}${rows.join(`,\n${indent}`)}\n${" ".repeat(depth)}}`;
}

const facts = JSON.parse(go(["run", "-tags", "tools", "./facts"], defaultSpecs())) as GoFacts;
const shape = types(facts);
const kinds = Object.entries(facts.kinds).filter(([, type]) => type in shape);
const all = {
  fieldSpecs: sorted(facts.fieldSpecs),
  types: shape,
  kinds: sorted(Object.fromEntries(kinds)),
  clusterScoped: facts.clusterScoped,
};
writeFileSync(target, `${lines(all)}\n`);
