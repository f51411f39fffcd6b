import { posix } from "node:path";
import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { isMapping, type Mapping } from "../../kustomize/values.ts";
import type { Tree } from "../../tree.ts";
import { readDocuments } from "../../yaml.ts";
import { isManifest } from "../manifest-kinds.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";
import { globPattern } from "./directory.ts";

/** What a generator gives to the template, by path: `path.basename`. */
type Parameters = Readonly<Record<string, string>>;

/** The Applications of an ApplicationSet whose generators read nothing but this repository; else why they are not known. */
export function applicationsOf(
  tree: Tree,
  raw: RawObject,
): { readonly applications: readonly RawObject[] } | { readonly why: string } {
  const sets: Parameters[] = [];
  for (const generator of itemsAt(raw.object, "spec", "generators")) {
    const made = parametersOf(tree, generator);
    if (made === undefined) {
      const why = `The ${Object.keys(generator).join(", ")} generator of ApplicationSet ${raw.object.metadata.name} is not read`;
      return { why };
    }
    sets.push(...made);
  }
  const applications = sets
    .map((parameters) => application(raw, parameters))
    .filter(({ object }) => isManifest(object));
  const open = applications.map(({ object }) => object.metadata.name).filter((name) => name.includes("{{"));
  // What was found here does not fill the template: it is of another kind, or the generator reads another repository.
  if (new Set(open).size < open.length)
    return { why: `The names of ApplicationSet ${raw.object.metadata.name} are not known from files` };
  return { applications };
}

function parametersOf(tree: Tree, generator: Mapping): readonly Parameters[] | undefined {
  if (generator.list !== undefined) return itemsAt(generator, "list", "elements").map((element) => flat(element));
  if (generator.git !== undefined) return ofGit(tree, mappingAt(generator, "git"));
  if (generator.matrix === undefined) return undefined;
  let sets: readonly Parameters[] = [{}];
  for (const inner of itemsAt(generator, "matrix", "generators")) {
    const made = parametersOf(tree, inner);
    if (made === undefined) return undefined;
    sets = sets.flatMap((left) => made.map((right) => ({ ...left, ...right })));
  }
  return sets;
}

function ofGit(tree: Tree, git: Mapping): readonly Parameters[] {
  const [paths, isFile] = git.files === undefined ? ([foldersOf(tree), false] as const) : ([tree.files, true] as const);
  const patterns = itemsAt(git, isFile ? "files" : "directories");
  const wanted = patterns
    .filter(({ exclude }) => exclude !== true)
    .map((one) => globPattern(textAt(one, "path") ?? ""));
  const unwanted = patterns
    .filter(({ exclude }) => exclude === true)
    .map((one) => globPattern(textAt(one, "path") ?? ""));
  return paths
    .filter((path) => wanted.some((glob) => glob.test(path)) && !unwanted.some((glob) => glob.test(path)))
    .map((path) =>
      isFile ? { ...contentOf(tree, path), ...pathParameters(posix.dirname(path)) } : pathParameters(path),
    );
}

function foldersOf(tree: Tree): readonly string[] {
  const folders = new Set<string>();
  for (const file of tree.files)
    for (let folder = posix.dirname(file); folder !== "." && !folders.has(folder); folder = posix.dirname(folder))
      folders.add(folder);
  return [...folders].sort();
}

function pathParameters(path: string): Parameters {
  const segments = Object.fromEntries(path.split("/").map((part, index) => [`path[${index}]`, part]));
  const name = posix.basename(path);
  return {
    path,
    "path.path": path,
    "path.basename": name,
    "path.basenameNormalized": name.replaceAll("_", "-"),
    ...segments,
  };
}

function contentOf(tree: Tree, path: string): Parameters {
  const read = tree.text(path);
  if (!("text" in read)) return {};
  const [value] = readDocuments(path, read.text);
  return isMapping(value) ? flat(value) : {};
}

function flat(value: Mapping, prefix = ""): Parameters {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]): [string, string][] =>
      isMapping(entry) ? Object.entries(flat(entry, `${prefix}${key}.`)) : [[prefix + key, String(entry)]],
    ),
  );
}

function application(raw: RawObject, parameters: Parameters): RawObject {
  const template = filled(mappingAt(raw.object, "spec", "template"), parameters) as Mapping;
  const { namespace } = raw.object.metadata;
  const given = mappingAt(template, "metadata");
  const name = typeof given.name === "string" ? named(given.name, parameters) : given.name;
  const metadata = { ...given, name, ...(namespace === undefined ? {} : { namespace }) };
  const { apiVersion } = raw.object;
  return {
    object: { ...template, apiVersion, kind: "Application", metadata } as unknown as KubeObject,
    path: raw.path,
    origin: (field) => raw.origin(field === undefined ? "spec.template" : `spec.template.${field}`),
  };
}

/** A name that a function makes of a parameter (`{{ .path.basename | lower }}`): nearly the parameter, and as different. */
function named(name: string, parameters: Parameters): string {
  return name.replaceAll(/\{\{-?\s*\.?([\w.[\]-]+)\s*\|[^}]*\}\}/g, (whole, of: string) => parameters[of] ?? whole);
}

/** `{{path.basename}}`, or `{{ .path.basename }}` in a Go template; what is more than a name stays as it is written. */
function filled(value: unknown, parameters: Parameters): unknown {
  if (typeof value === "string")
    return value.replaceAll(/\{\{-?\s*\.?([\w.[\]-]+)\s*-?\}\}/g, (whole, name: string) => parameters[name] ?? whole);
  if (Array.isArray(value)) return value.map((item) => filled(item, parameters));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, filled(entry, parameters)]));
}
