import { posix } from "node:path";
import type { FileRole, PathReference } from "../../../model/repository.ts";
import type { DocumentReader } from "../documents.ts";
import { isMapping } from "../kustomize/values.ts";
import { pathFrom, type Tree } from "../tree.ts";
import type { Workspace } from "./draft.ts";
import { kustomizationIn } from "./flux/generated.ts";
import { type Parts, partsIn } from "./fragments.ts";
import { pathsOf } from "./kustomization-paths.ts";
import { readsAnywhere } from "./load-restriction.ts";
import { hasClusterKind, missingWord } from "./manifest-kinds.ts";
import { itemsAt, mappingAt } from "./mapping.ts";
import { type Mentions, mentionsIn } from "./mentions.ts";
import { objectsInFile, type RawObject } from "./raw-object.ts";
import { foldersOf, isYaml, roleByName } from "./roles.ts";
import { type Samples, samplesAmong } from "./samples.ts";

/** A kustomization as its file says it. */
export interface KustomizationFile {
  readonly file: string;
  readonly folder: string;
  readonly component: boolean;
  readonly paths: readonly PathReference[];
}

/** What the files of a repository are. Roots are made of it. */
export interface Inventory extends Workspace {
  readonly roles: ReadonlyMap<string, FileRole>;
  readonly kustomizations: readonly KustomizationFile[];
  /** Which kustomizations, and generators of them, name a file: by its path, that of a kustomization where its folder is named. */
  readonly usedBy: ReadonlyMap<string, readonly string[]>;
  /** Every file of plain manifests with its objects: those that kustomizations list too. */
  readonly manifests: ReadonlyMap<string, readonly RawObject[]>;
  readonly isMentioned: Mentions;
  readonly isPart: Parts;
  readonly isSample: Samples;
}

/** Reads what each file is. */
export function takeInventory({ tree, documents, tool }: Workspace): Inventory {
  const folders = foldersOf(tree.files);
  const roles = new Map<string, FileRole>();
  const manifests = new Map<string, readonly RawObject[]>();
  for (const path of tree.files) {
    const role = roleByName(path, folders) ?? roleByContent(tree, documents, path);
    roles.set(path, role);
    if (role === "manifests") manifests.set(path, objectsInFile(tree, documents, path));
  }
  const kustomizations = tree.files
    .filter((path) => roles.get(path) === "kustomization")
    .map((file) => kustomizationFile(tree, documents, file));
  const usedBy = usersOf({ tree, documents }, kustomizations);
  const isMentioned = mentionsIn(tree, roles);
  const isPart = partsIn(manifests, (path) => usedBy.has(path));
  const anywhere = readsAnywhere(tree, roles, kustomizations);
  const isSample = samplesAmong(manifests.keys());
  return { tree, documents, tool, anywhere, roles, kustomizations, usedBy, manifests, isMentioned, isPart, isSample };
}

function roleByContent(tree: Tree, documents: DocumentReader, path: string): FileRole {
  if (!isYaml(path) && !isJsonManifest(tree, path)) return "other";
  const read = documents(path);
  if (!("values" in read)) return "yaml";
  if (read.values.some((value) => hasClusterKind(value) || missingWord(value))) return "manifests";
  return read.values.some((value) => isMapping(value) && value.kind === "Fleet") ? "fleet" : "yaml";
}

/** Most JSON of a repository is no manifest and large; what could be one says so in words that are quickly found. */
function isJsonManifest(tree: Tree, path: string): boolean {
  const read = tree.text(path);
  return "text" in read && read.text.includes('"apiVersion"') && read.text.includes('"kind"');
}

function kustomizationFile(tree: Tree, documents: DocumentReader, file: string): KustomizationFile {
  const folder = posix.dirname(file);
  const read = documents(file);
  const values = "values" in read ? read.values : [];
  const value = values.find((one) => one !== null);
  const component = isMapping(value) && value.kind === "Component";
  return { file, folder, component, paths: pathsOf(tree, folder, value) };
}

function usersOf(
  { tree, documents }: Workspace,
  kustomizations: readonly KustomizationFile[],
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>();
  for (const one of kustomizations)
    for (const [used, by] of usesOf({ tree, documents }, one))
      if (used !== by) users.set(used, [...(users.get(used) ?? []), by]);
  return users;
}

/** The files that a kustomization names, and those that its generators do: each with the file that names it. */
function* usesOf(
  { tree, documents }: Workspace,
  { file, folder, paths }: KustomizationFile,
): Iterable<readonly [used: string, by: string]> {
  for (const { target, found, field } of paths) {
    const used = found === "folder" ? kustomizationIn(tree, target) : found === "file" ? target : undefined;
    if (used !== undefined) yield [used, file];
    if (found === "file" && field.startsWith("generators["))
      for (const written of filesOfGenerator(documents, target)) yield [pathFrom(folder, written), target];
  }
}

/** The files that a generator reads, as that of SOPS does: `files: [./db.enc.yaml]`, with or without a key. */
function filesOfGenerator(documents: DocumentReader, path: string): readonly string[] {
  const read = documents(path);
  return ("values" in read ? read.values : []).flatMap((value) => {
    const groups = [mappingAt(value), ...itemsAt(value, "secretFrom")];
    const files = groups.flatMap(({ files: listed }): unknown[] => (Array.isArray(listed) ? listed : []));
    return files.flatMap((written) => (typeof written === "string" ? written.slice(written.indexOf("=") + 1) : []));
  });
}
