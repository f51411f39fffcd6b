/**
 * Writes `src/facts/api-versions.gen.json`: since when, until when and under which name Kubernetes serves a kind, from the
 * lifecycle tags in the Go modules of its APIs. Needs go. Run: `node scripts/facts/api-versions.ts`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { moduleFolder } from "./go-module.ts";
import type { DiscoveryGroup } from "./kinds.ts";
import { type Lifecycle, lifecyclesIn } from "./lifecycle.ts";

const target = fileURLToPath(new URL("../../src/facts/api-versions.gen.json", import.meta.url));

/** One release of k8s.io/api for each minor, oldest first: what is gone is told of by the last one that had it. */
const releases =
  "v0.17.5 v0.20.6 v0.21.1 v0.22.5 v0.23.16 v0.24.3 v0.25.9 v0.26.9 v0.27.4 v0.28.3 v0.29.15 v0.30.14 v0.31.14 v0.32.13 v0.33.13 v0.34.13 v0.35.10 v0.36.6 v0.37.2".split(
    " ",
  );

/** Kinds that have a module of their own. */
const others = ["k8s.io/apiextensions-apiserver", "k8s.io/kube-aggregator"];

/** The newest release whose discovery documents are at hand: what it serves with every API switched on. */
const server = "v1.36.3";

/** `v0.37.2` and `v1.37.2` → 37. */
const minorOf = (release: string): number => Number(release.split(".")[1]);

const nameOf = ({ apiVersion, kind }: { apiVersion: string; kind: string }): string => `${apiVersion} ${kind}`;

interface Row extends Lifecycle {
  /** The first and last minor whose Go module has the kind, and the one after that. */
  readonly first: number;
  readonly next?: number;
}

function everyRow(): Row[] {
  const rows = new Map<string, Row>();
  const add = (folder: string, minor: number, next?: number): void => {
    for (const row of lifecyclesIn(folder)) {
      const name = nameOf(row);
      rows.set(name, { ...row, first: rows.get(name)?.first ?? minor, ...(next === undefined ? {} : { next }) });
    }
  };
  for (const [index, release] of releases.entries()) {
    const next = releases[index + 1];
    add(moduleFolder("k8s.io/api", release), minorOf(release), next === undefined ? undefined : minorOf(next));
  }
  const newest = releases.at(-1) ?? "";
  for (const module of others) add(join(moduleFolder(module, newest), "pkg/apis"), minorOf(newest));
  return [...rows.values()];
}

function servedKinds(): Set<string> {
  const file = join(moduleFolder("k8s.io/kubernetes", server), "api/discovery/aggregated_v2.json");
  const { items } = JSON.parse(readFileSync(file, "utf8")) as { items: DiscoveryGroup[] };
  return new Set(
    items.flatMap(({ metadata, versions }) =>
      versions.flatMap(({ version, resources }) =>
        resources.map(({ responseKind: { kind } }) => nameOf({ apiVersion: `${metadata.name}/${version}`, kind })),
      ),
    ),
  );
}

const rows = everyRow();
const served = servedKinds();
const byName = new Map(rows.map((row) => [nameOf(row), row]));

/** Alpha versions have no tags: they are gone after the last Go module, or at the latest where the server lacks them. */
function removedOf(row: Row): string | undefined {
  if (row.removed || row.introduced) return row.removed;
  if (row.next !== undefined) return `1.${row.next}`;
  const core = !row.apiVersion.includes("/");
  return core || served.has(nameOf(row)) || row.first > minorOf(server) ? undefined : `1.${minorOf(server)}`;
}

/** What to write instead today: where the tags lead to in the end, else the stable version of the same kind. */
function replacementOf(row: Row): string | undefined {
  let next = row.replacement?.replace(/List$/, "");
  while (next && byName.get(next)?.removed) next = byName.get(next)?.replacement?.replace(/List$/, "");
  if (next || removedOf(row) === undefined) return next;
  const group = row.apiVersion.split("/")[0];
  const stable = rows.find(
    ({ apiVersion, kind }) => kind === row.kind && apiVersion.startsWith(`${group}/`) && /\/v\d+$/.test(apiVersion),
  );
  return stable && nameOf(stable);
}

const table: Record<string, Record<string, unknown>> = {};
for (const row of rows.sort((a, b) => (a.apiVersion + a.kind < b.apiVersion + b.kind ? -1 : 1))) {
  const { apiVersion, kind, resource, namespaced, introduced, deprecated } = row;
  const [removed, replacement] = [removedOf(row), replacementOf(row)];
  table[apiVersion] = { ...table[apiVersion] };
  table[apiVersion][kind] = { resource, namespaced, introduced, deprecated, removed, replacement };
}
const lines = Object.entries(table).map(
  ([apiVersion, kinds]) => `${JSON.stringify(apiVersion)}:${JSON.stringify(kinds)}`,
);
writeFileSync(target, `{\n${lines.join(",\n")}\n}\n`);
