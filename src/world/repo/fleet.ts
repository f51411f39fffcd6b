import { dirname, resolve } from "node:path";
import type { Fleet, FleetService } from "../../model/fleet.ts";
import { isMapping } from "../../model/kubernetes/fields.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { diskFiles, type FileSource } from "./files.ts";
import { type FleetMistake, fleetMistakes } from "./fleet-mistakes.ts";
import { type FleetFile, fleetSchema } from "./fleet-schema.ts";
import { lineIndex } from "./positions.ts";
import { readDocuments } from "./yaml.ts";

/**
 * Reads and checks a fleet file. Throws SalvorProblem (exit 2) that names every mistake with file and line, what was
 * expected, and the nearest key that would have been understood.
 */
export async function readFleet(path: string, files: FileSource = diskFiles): Promise<Fleet> {
  const text = await files.read(path);
  const all = readDocuments(path, text);
  const documents = all.filter((one) => one !== null && one !== undefined);
  const [first] = documents;
  if (documents.length !== 1 || !isMapping(first))
    throw notAFleet(path, documents.length === 0 ? "it is empty" : "it is no single mapping");
  if (first.kind !== "Fleet" && typeof first.kind === "string" && typeof first.apiVersion === "string")
    throw manifest(path, first.kind);
  const read = fleetSchema.safeParse(first);
  const mistakes = read.success ? referenceMistakes(read.data) : fleetMistakes(read.error.issues, fleetSchema);
  if (mistakes.length > 0 || !read.success) throw wrong(path, mistakes, lineIndex(text, all.indexOf(first)));
  return fleetOf(path, read.data);
}

function fleetOf(path: string, file: FleetFile): Fleet {
  return {
    name: file.metadata.name,
    path,
    folder: dirname(resolve(path)),
    cluster: file.cluster,
    registries: file.registries,
    sources: file.sources,
    layers: file.layers,
    services: Object.entries(file.services).map(([name, service]) => serviceOf(name, service)),
    ignore: file.ignore,
    lock: file.lock,
  };
}

function serviceOf(name: string, service: FleetFile["services"][string]): FleetService {
  const { stableFor, checks, ...rest } = service;
  return {
    name,
    ...rest,
    ...(stableFor === undefined ? {} : { stableForSeconds: stableFor }),
    checks: checks.map(({ http: { timeout, ...http } }) => ({
      http: { ...http, ...(timeout === undefined ? {} : { timeoutSeconds: timeout }) },
    })),
  };
}

/** Names that point at nothing: a layer, a service, or a dependency that leads back to itself. */
function referenceMistakes(file: FleetFile): readonly FleetMistake[] {
  const services = Object.keys(file.services);
  return Object.entries(file.services).flatMap(([name, { layer, dependsOn }]) => {
    const at = `services.${name}`;
    const wrongLayer = layer !== undefined && !file.layers.includes(layer);
    const missing = dependsOn.filter((other) => !services.includes(other));
    return [
      ...(wrongLayer
        ? [{ field: `${at}.layer`, what: `names the layer "${layer}"; layers has ${namesOf(file.layers)}` }]
        : []),
      ...missing.map((other) => ({
        field: `${at}.dependsOn`,
        what: `names the service "${other}"; services has ${namesOf(services)}`,
      })),
      ...(dependsOn.includes(name) ? [{ field: `${at}.dependsOn`, what: "names the service itself" }] : []),
    ];
  });
}

function namesOf(names: readonly string[]): string {
  return names.length > 0 ? names.join(", ") : "none";
}

function wrong(path: string, mistakes: readonly FleetMistake[], line: (field: string) => number): SalvorProblem {
  const placed = mistakes.map((mistake) => ({ ...mistake, line: line(mistake.field) })).sort((a, b) => a.line - b.line);
  const lines = placed.map(({ field, what, line: at }) => `${path}:${at}: ${field || "the file"} ${what}`);
  return new SalvorProblem({
    code: "fleet-file-wrong",
    message: lines.join("\n"),
    hint: "Mend the fleet file; nothing was done.",
    exit: exitCodes.usage,
  });
}

function notAFleet(path: string, what: string): SalvorProblem {
  return new SalvorProblem({
    code: "no-fleet-file",
    message: `${path} is no fleet file: ${what}`,
    hint: "A fleet file begins with apiVersion: salvor.dev/v1 and kind: Fleet.",
    exit: exitCodes.usage,
  });
}

function manifest(path: string, kind: string): SalvorProblem {
  return new SalvorProblem({
    code: "manifest-not-fleet",
    message: `${path} is no fleet file but the manifest of a ${kind}: this is a manifest, use \`salvor deploy ${path}\``,
    hint: "-f names the fleet file (salvor.yaml); manifests are given as the subject.",
    exit: exitCodes.usage,
  });
}
