/** Reads from the Go packages of Kubernetes APIs which kinds they have, since when, until when, and what came instead. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** One kind of one API version. Releases are written `1.25`. */
export interface Lifecycle {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly introduced?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: string;
}

/** `CronJob` → `cronjobs`, as client-gen makes plurals. */
function plural(kind: string): string {
  const name = kind.toLowerCase();
  if (name.endsWith("endpoints")) return name;
  if (/(?:s|x|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}

interface Marked {
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
}

/** The structs for which clients are generated: the kinds with an address of their own. */
function markedKinds(source: string): Marked[] {
  const found: Marked[] = [];
  let tags: string[] = [];
  for (const line of source.split("\n")) {
    const kind = /^type (\w+) struct \{/.exec(line)?.[1];
    if (kind && tags.includes("+genclient") && !tags.includes("+genclient:noVerbs")) {
      const named = tags.find((tag) => tag.startsWith("+resourceName="))?.slice("+resourceName=".length);
      found.push({ kind, resource: named ?? plural(kind), namespaced: !tags.includes("+genclient:nonNamespaced") });
    }
    const tag = /^\/\/ ?(\+.*)$/.exec(line)?.[1];
    if (tag) tags.push(tag.trim());
    else if (line.trim() !== "" && !line.startsWith("//")) tags = [];
  }
  return found;
}

const releaseForm = /func \(in \*(\w+)\) APILifecycle(\w+)\(\)[^{]*\{\s*return (\d+), (\d+)/g;
const replacementForm =
  /func \(in \*(\w+)\) APILifecycleReplacement\(\)[^{]*\{\s*return [^{]*\{Group: "([^"]*)", Version: "(\w+)", Kind: "(\w+)"/g;

type Times = Record<string, { introduced?: string; deprecated?: string; removed?: string; replacement?: string }>;

function timesOf(source: string): Times {
  const times: Times = {};
  for (const [, kind = "", what = "", major, minor] of source.matchAll(releaseForm)) {
    times[kind] = { ...times[kind], [what.toLowerCase()]: `${major}.${minor}` };
  }
  for (const [, kind = "", group, version, other] of source.matchAll(replacementForm)) {
    times[kind] = { ...times[kind], replacement: `${group ? `${group}/` : ""}${version} ${other}` };
  }
  return times;
}

const read = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

function packageKinds(folder: string, version: string): Lifecycle[] {
  const group = /GroupName\s*=\s*"([^"]*)"/.exec(read(join(folder, "register.go")))?.[1];
  if (group === undefined) return [];
  const times = timesOf(read(join(folder, "zz_generated.prerelease-lifecycle.go")));
  return markedKinds(read(join(folder, "types.go"))).map(({ kind, resource, namespaced }) => ({
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind,
    resource,
    namespaced,
    ...times[kind],
  }));
}

/** Every kind of every `<group>/<version>` package under a folder. */
export function lifecyclesIn(folder: string): Lifecycle[] {
  return foldersIn(folder, /^[a-z]+$/).flatMap((group) =>
    foldersIn(join(folder, group), /^v\d/).flatMap((version) => packageKinds(join(folder, group, version), version)),
  );
}

function foldersIn(folder: string, form: RegExp): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && form.test(entry.name))
    .map(({ name }) => name);
}
