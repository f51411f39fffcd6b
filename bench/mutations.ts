// Breaks copies of real repositories on purpose, one slip at a time, and asks `salvor check` of each: was it found, and
// what else was said? The same seed makes the same slips. `--kind ID` plays one kind, `--missed` tells what was missed,
// `--said` what else was said.
import { parseArgs } from "node:util";
import checks from "../src/catalog/checks/index.gen.ts";
import looks from "../src/catalog/looks/index.gen.ts";
import relations from "../src/catalog/relations/index.gen.ts";
import { checkGraph } from "../src/engine/check.ts";
import { observe } from "../src/engine/observe.ts";
import type { Finding } from "../src/model/finding.ts";
import { noFleet } from "../src/model/fleet.ts";
import { memoryWorld } from "../src/world/memory.ts";
import { fieldSlips } from "./mutations/fields.ts";
import { fileSlips } from "./mutations/files.ts";
import { portSlips } from "./mutations/ports.ts";
import { referenceSlips } from "./mutations/references.ts";
import { refusalSlips } from "./mutations/refusals.ts";
import { type Repo, randomOf, readRepo } from "./mutations/sites.ts";
import type { Slip, SlipKind } from "./mutations/slip.ts";
import { workflowSlips } from "./mutations/workflows.ts";

const { values: flags } = parseArgs({
  options: {
    kind: { type: "string" },
    missed: { type: "boolean" },
    said: { type: "boolean" },
    each: { type: "string" },
  },
});
const root = process.env.SALVOR_REAL ?? "../shared/real";
const each = Number(flags.each ?? 6);
const kinds: readonly SlipKind[] = [
  ...fileSlips,
  ...referenceSlips,
  ...portSlips,
  ...fieldSlips,
  ...refusalSlips,
  ...workflowSlips,
];

async function failuresOf(files: Readonly<Record<string, string>>): Promise<readonly Finding[]> {
  const { signal } = new AbortController();
  const world = memoryWorld({ name: "repository", files, expect: [] });
  const { graph } = await observe({
    world,
    catalog: { looks, relations },
    lists: [],
    repository: ".",
    live: false,
    signal,
  });
  return checkGraph({ graph, fleet: noFleet, checks }).filter(({ verdict }) => verdict === "fail");
}

/** Whether a finding is about the slip: it points to its place, or it speaks of its words. */
function isAbout({ places = [], summary, expected = "", actual = "", subject }: Finding, slip: Slip): boolean {
  const near = places.some(
    ({ path, line = 0 }) => path === slip.path && (slip.line === 0 || Math.abs(line - slip.line) <= 2),
  );
  const told = `${summary} ${expected} ${actual} ${JSON.stringify(subject)} ${places.map(({ path }) => path).join(" ")}`;
  return near || slip.words.some((word) => word.length > 2 && told.includes(word));
}

interface Played {
  readonly kind: SlipKind;
  readonly slip: Slip;
  readonly repo: string;
  readonly found: boolean;
  readonly other: readonly Finding[];
}

async function play(kind: SlipKind, repo: Repo, slip: Slip, before: ReadonlySet<string>): Promise<Played> {
  const merged = { ...repo.files, ...slip.files };
  const files = Object.fromEntries(
    Object.entries(merged).filter((entry): entry is [string, string] => entry[1] !== null),
  );
  const news = (await failuresOf(files)).filter((finding) => !before.has(sameness(finding)));
  const about = news.filter((finding) => isAbout(finding, slip));
  return {
    kind,
    slip,
    repo: repo.name,
    found: about.length > 0,
    other: news.filter((finding) => !about.includes(finding)),
  };
}

const sameness = ({ key, summary }: Finding): string => `${key}\n${summary}`;

/** Slips of a kind, spread over the repositories that have a place for it. */
function slipsOf(kind: SlipKind, repos: readonly Repo[]): readonly { repo: Repo; slip: Slip }[] {
  const random = randomOf([...kind.id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7));
  const pools = repos
    .map((repo) => ({ repo, sites: kind.sites(repo).toSorted(() => random() - 0.5) }))
    .filter(({ sites }) => sites.length > 0);
  const made: { repo: Repo; slip: Slip }[] = [];
  for (let turn = 0; made.length < each && pools.some(({ sites }) => sites.length > turn); turn += 1) {
    for (const { repo, sites } of pools) {
      const site = sites[turn];
      const slip = site && made.length < each ? kind.make(site, repo, random) : undefined;
      if (slip) made.push({ repo, slip });
    }
  }
  return made;
}

const repos = ["home-cluster", "bank-of-anthos", "bookinfo", "flux2-multi-tenancy"].flatMap(
  (name) => readRepo(root, name) ?? [],
);
if (repos.length === 0) {
  console.log(`skipped: no repositories in ${root} (SALVOR_REAL names another folder)`);
  process.exit(0);
}
const before = new Map<string, ReadonlySet<string>>();
for (const repo of repos) before.set(repo.name, new Set((await failuresOf(repo.files)).map(sameness)));

const played: Played[] = [];
for (const kind of kinds) {
  if (flags.kind !== undefined && flags.kind !== kind.id) continue;
  for (const { repo, slip } of slipsOf(kind, repos))
    played.push(await play(kind, repo, slip, before.get(repo.name) ?? new Set()));
}

console.log("| slip | made | found | else |\n|---|---|---|---|");
for (const kind of kinds) {
  const own = played.filter((one) => one.kind === kind);
  if (own.length === 0) continue;
  const found = own.filter((one) => one.found).length;
  console.log(
    `| ${kind.title} (${kind.id}) | ${own.length} | ${found} | ${own.reduce((sum, { other }) => sum + other.length, 0)} |`,
  );
}
const found = played.filter((one) => one.found).length;
const other = played.reduce((sum, one) => sum + one.other.length, 0);
const share = ((found / Math.max(played.length, 1)) * 100).toFixed(1);
console.log(
  `\n${played.length} slips of ${new Set(played.map(({ kind }) => kind.id)).size} kinds: ${found} found (${share} %), ${played.length - found} missed, ${other} other statements`,
);
for (const { kind, slip, repo, found: seen, other: rest } of played) {
  if (flags.missed && !seen) console.log(`missed ${kind.id} in ${repo}: ${slip.told}`);
  for (const finding of flags.said ? rest : [])
    console.log(
      `else ${kind.id} in ${repo} (${slip.told}): ${finding.check} ${finding.places?.[0]?.path} ${finding.summary}`,
    );
}
