/** Blanks what two servers cannot say alike: identities, versions, times, addresses and names that they make up. */

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g;
const instant = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
/** Kubernetes writes hashes and suffixes in this alphabet, which has no vowels. */
const generated = /(?<=[a-z0-9]-)(?:[bcdfghjklmnpqrstvwxz2456789]{6,10}-)?[bcdfghjklmnpqrstvwxz2456789]{5}\b(?!-)/g;
const templateHash = /(?<=[a-z0-9]-)[bcdfghjklmnpqrstvwxz2456789]{8,10}\b/g;

const texts: readonly (readonly [RegExp, string])[] = [
  [instant, "<time>"],
  [/-----BEGIN [A-Z ]+-----[\s\S]*-----END [A-Z ]+-----\n?/, "<pem>"],
  [/\b10\.96\.\d+\.\d+\b/g, "<cluster-ip>"],
  [/\b10\.244\.\d+\.\d+\b/g, "<pod-ip>"],
  [/(resource ?[vV]ersion: |resourceVersion\\?":\\?")\d+/g, "$1<rv>"],
  [/(ResourceVersion in record \()\d+/g, "$1<rv>"],
  [/(pod-template-hash=)[a-z0-9]+/g, "$1<hash>"],
  // Go prints a difference of its own structures behind the sentence.
  [/\n(?:@@| {2}[a-z]+\.[A-Z][A-Za-z]*\{)[\s\S]*$/, ""],
  [/127\.0\.0\.1:\d+/g, "<address>"],
  [/(Too large resource version: <rv>, current: )\d+/g, "$1<rv>"],
  // Where a server's own source was when it was built.
  [/ in scheme \\?"[^"]*"/g, " in its scheme"],
  [/after \d+(?:\.\d+)?m?s/g, "after <time>"],
];

/** Numbers what is equal in one story alike, so that "the same uid again" and "a new version" stay visible. */
interface Names {
  readonly uids: Map<string, string>;
  readonly versions: Map<string, string>;
}

function numbered(names: Map<string, string>, word: string, value: string): string {
  const known = names.get(value) ?? `<${word} ${names.size + 1}>`;
  names.set(value, known);
  return known;
}

function text(value: string, names: Names): string {
  const plain = texts.reduce((so, [form, to]) => so.replace(form, to), value);
  return plain.replace(uuid, (found) => numbered(names.uids, "uid", found));
}

/** Names that servers made up: of generated pods and ReplicaSets. Applied to names and to messages that hold them. */
function withoutGenerated(value: string): string {
  return value.replace(generated, "<generated>").replace(templateHash, "<hash>");
}

/** Descriptions of columns are documentation, not behaviour. */
interface Column {
  readonly description?: string;
}

interface Manager {
  readonly operation?: string;
  readonly time?: string;
  readonly manager?: string;
  readonly apiVersion?: string;
  readonly subresource?: string;
}

/** As the API server orders who manages what; `time` has whole seconds, so it says as much of the asker's pace. */
function byRank(a: Manager, b: Manager, keys: readonly (keyof Manager)[]): number {
  for (const key of keys) {
    const [x, y] = [a[key] ?? "", b[key] ?? ""];
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

/** Managers without regard to when each wrote; those that are not in the server's order are left as they are, and marked. */
function managers(entries: readonly Manager[]): readonly unknown[] {
  const timed = entries.toSorted((a, b) => byRank(a, b, ["operation", "time", "manager", "apiVersion", "subresource"]));
  if (timed.some((one, index) => one !== entries[index])) return ["<out of order>", ...entries];
  return timed.toSorted((a, b) => byRank(a, b, ["operation", "manager", "apiVersion", "subresource"]));
}

function member(key: string, value: unknown, owner: Record<string, unknown>, names: Names): unknown {
  if (key === "resourceVersion" && typeof value === "string" && value !== "")
    return typeof owner.uid === "string" ? numbered(names.versions, "version", value) : "<rv>";
  if (key === "continue" && value) return "<continue>";
  if (key === "nodePort" && typeof value === "number" && value >= 30000) return "<node-port>";
  if (key === "pod-template-hash") return "<hash>";
  if (key === "managedFields" && Array.isArray(value)) return walk(managers(value as Manager[]), names);
  if (key === "columnDefinitions")
    return walk(
      (value as Column[]).map(({ description: _, ...column }) => column),
      names,
    );
  return walk(value, names);
}

function walk(value: unknown, names: Names): unknown {
  if (typeof value === "string") return withoutGenerated(text(value, names));
  if (Array.isArray(value)) return value.map((item) => walk(item, names));
  if (typeof value !== "object" || value === null) return value;
  const owner = value as Record<string, unknown>;
  // Sorted first, so that both sides number what they meet in the same order.
  const keys = Object.keys(owner).sort();
  return Object.fromEntries(keys.map((key) => [withoutGenerated(key), member(key, owner[key], owner, names)]));
}

/** One side's story with all that must differ blanked. */
export function normalise(story: unknown): unknown {
  return walk(JSON.parse(JSON.stringify(story ?? null)), { uids: new Map(), versions: new Map() });
}
