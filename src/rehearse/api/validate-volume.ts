/** Volumes of pods. Source: k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */
import { inside, objectsIn } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import { labelErrors } from "./names.ts";

/** The one thing that the common sources must say. */
const needed: Readonly<Record<string, string>> = {
  secret: "secretName",
  configMap: "name",
  persistentVolumeClaim: "claimName",
  hostPath: "path",
};

/** Upstream asks for the sources in this order; only the first may be there. */
const sources = [
  "emptyDir",
  "hostPath",
  "gitRepo",
  "gcePersistentDisk",
  "awsElasticBlockStore",
  "secret",
  "nfs",
  "iscsi",
];

function checkItems(found: Findings, at: string, source: Json, keyed: boolean): void {
  for (const [index, item] of objectsIn(source, "items").entries()) {
    const here = `${at}.items[${index}]`;
    if (keyed && !item.key) found.required(`${here}.key`);
    const path = String(item.path ?? "");
    if (path === "") found.required(`${here}.path`);
    else if (path.startsWith("/")) found.invalid(`${here}.path`, path, "must be a relative path");
    else if (path.split("/").includes("..")) found.invalid(`${here}.path`, path, "must not contain '..'");
  }
}

function checkSource(found: Findings, at: string, volume: Json): void {
  const given = Object.keys(volume).filter((name) => name !== "name" && isObject(volume[name]));
  const rank = (name: string): number => (sources.includes(name) ? sources.indexOf(name) : sources.length);
  const [first, ...others] = given.toSorted((a, b) => rank(a) - rank(b));
  if (first === undefined) found.required(at, "must specify a volume type");
  for (const name of others) found.forbidden(`${at}.${name}`, "may not specify more than 1 volume type");
  if (first === undefined) return;
  const source = inside(volume, first);
  const field = needed[first];
  if (field !== undefined && !source[field]) found.required(`${at}.${first}.${field}`);
  checkItems(found, `${at}.${first}`, source, first !== "downwardAPI");
}

/** Checks the volumes of a pod and returns their names. */
export function checkVolumes(found: Findings, at: string, volumes: readonly Json[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const here = `${at}[${index}]`;
    const name = String(volume.name ?? "");
    checkSource(found, here, volume);
    if (name === "") found.required(`${here}.name`);
    else if (names.has(name)) found.duplicate(`${here}.name`, name);
    else found.invalidEach(`${here}.name`, name, labelErrors(name));
    if (name !== "") names.add(name);
  }
  return names;
}
