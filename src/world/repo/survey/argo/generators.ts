import { posix } from "node:path";
import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { SalvorProblem } from "../../../../model/problem.ts";
import { isMapping, type Mapping } from "../../kustomize/values.ts";
import type { Tree } from "../../tree.ts";
import { readDocuments } from "../../yaml.ts";
import { isManifest } from "../manifest-kinds.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";
import { filled, flat, normalized, type Parameters } from "../template.ts";
import { globPattern } from "./directory.ts";

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

type Sets = readonly Parameters[] | undefined;

function parametersOf(tree: Tree, generator: Mapping, outer: Parameters = {}): Sets {
  const selector = mappingAt(generator, "selector");
  if (selector.matchExpressions !== undefined) return undefined;
  const labels = Object.entries(mappingAt(selector, "matchLabels"));
  const sets = unselected(tree, filled(generator, outer) as Mapping);
  return sets?.filter((one) => labels.every(([key, value]) => one[key] === value));
}

function unselected(tree: Tree, generator: Mapping): Sets {
  if (generator.list !== undefined) return ofList(mappingAt(generator, "list"));
  if (generator.git !== undefined) return ofGit(tree, mappingAt(generator, "git"));
  if (generator.matrix !== undefined) return ofMatrix(tree, itemsAt(generator, "matrix", "generators"));
  return generator.merge === undefined ? undefined : ofMerge(tree, mappingAt(generator, "merge"));
}

function ofList(list: Mapping): Sets {
  return list.elementsYaml === undefined ? itemsAt(list, "elements").map((element) => flat(element)) : undefined;
}

/** What each set of the first generator says may be used by those after it. */
function ofMatrix(tree: Tree, generators: readonly Mapping[]): Sets {
  let sets: readonly Parameters[] = [{}];
  for (const inner of generators) {
    const next: Parameters[] = [];
    for (const left of sets) {
      const made = parametersOf(tree, inner, left);
      if (made === undefined) return undefined;
      next.push(...made.map((right) => ({ ...left, ...right })));
    }
    sets = next;
  }
  return sets;
}

/** The sets of the first generator, with what later ones say of those that have the same keys. */
function ofMerge(tree: Tree, merge: Mapping): Sets {
  const [first, ...others] = itemsAt(merge, "generators").map((one) => parametersOf(tree, one));
  const keys = Array.isArray(merge.mergeKeys) ? merge.mergeKeys.map(String) : [];
  if (first === undefined || others.includes(undefined)) return undefined;
  return first.map((base) => {
    const more = others.flatMap((sets = []) => sets.filter((one) => keys.every((key) => one[key] === base[key])));
    return Object.assign({}, base, ...more);
  });
}

function ofGit(tree: Tree, git: Mapping): Sets {
  const isFile = git.files !== undefined;
  const patterns = itemsAt(git, isFile ? "files" : "directories");
  const isWanted = matcher(patterns.filter(({ exclude }) => exclude !== true));
  const isUnwanted = matcher(patterns.filter(({ exclude }) => exclude === true));
  const found = (isFile ? tree.files : foldersOf(tree)).filter((path) => isWanted(path) && !isUnwanted(path));
  // It may read another repository.
  if (found.length === 0) return undefined;
  const prefix = typeof git.pathParamPrefix === "string" ? `${git.pathParamPrefix}.` : "";
  return found.flatMap((path) => {
    const sets = isFile ? contentOf(tree, path) : [{}];
    return sets.map((set) => {
      const all = { ...set, ...pathParameters(path, isFile, prefix) };
      const values = flat(filled(mappingAt(git, "values"), all) as Mapping, "values.");
      return { ...all, ...values };
    });
  });
}

function matcher(patterns: readonly Mapping[]): (path: string) => boolean {
  const globs = patterns.map((one) => globPattern(textAt(one, "path") ?? ""));
  return (path) => globs.some((glob) => glob.test(path));
}

function foldersOf(tree: Tree): readonly string[] {
  const folders = new Set<string>();
  for (const file of tree.files)
    for (let folder = posix.dirname(file); folder !== "." && !folders.has(folder); folder = posix.dirname(folder))
      folders.add(folder);
  return [...folders].sort();
}

function pathParameters(found: string, isFile: boolean, prefix: string): Parameters {
  const path = isFile ? posix.dirname(found) : found;
  const name = posix.basename(path);
  const parts = path.split("/").flatMap((part, index) => [
    [`${prefix}path[${index}]`, part],
    [`${prefix}path.segments[${index}]`, part],
  ]);
  const file = posix.basename(found);
  return {
    [`${prefix}path`]: path,
    [`${prefix}path.path`]: path,
    [`${prefix}path.basename`]: name,
    [`${prefix}path.basenameNormalized`]: normalized(name),
    ...(isFile ? { [`${prefix}path.filename`]: file, [`${prefix}path.filenameNormalized`]: normalized(file) } : {}),
    ...Object.fromEntries(parts),
  };
}

/** A file of one mapping, or a list of them; one that cannot be read says nothing here, and is another finding. */
function contentOf(tree: Tree, path: string): readonly Parameters[] {
  const read = tree.text(path);
  if (!("text" in read)) return [];
  try {
    const [value] = readDocuments(path, read.text);
    return (Array.isArray(value) ? value : [value]).filter(isMapping).map((one) => flat(one));
  } catch (error) {
    if (error instanceof SalvorProblem) return [];
    throw error;
  }
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
