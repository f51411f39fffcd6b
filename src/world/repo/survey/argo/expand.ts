import type { Edge } from "../../../../model/graph.ts";
import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import type { PathReference } from "../../../../model/repository.ts";
import { groupOf, objectId } from "../../../../model/subject.ts";
import type { Mapping } from "../../kustomize/values.ts";
import { pathFrom, type Tree } from "../../tree.ts";
import type { Draft, Workspace } from "../draft.ts";
import { kustomizationIn } from "../flux/generated.ts";
import { referenceTo } from "../kustomization-paths.ts";
import { kustomized, type Wanted } from "../kustomized.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import { refIn } from "../object-vertex.ts";
import { overlaid } from "../overlay.ts";
import { objectsInFile, type RawObject } from "../raw-object.ts";
import { isBuiltInClusterScoped } from "../scope.ts";
import { argoChanges } from "./changes.ts";
import { directoryFiles } from "./directory.ts";
import { applicationsOf } from "./generators.ts";
import { searchedBy } from "./searched.ts";
import { valueFilesOf } from "./value-files.ts";

/** Whether an object is an Application or ApplicationSet of Argo CD. */
export function isArgo({ object }: RawObject): boolean {
  return groupOf(object.apiVersion) === "argoproj.io" && /^Application(?:Set)?$/.test(object.kind);
}

/** What an Application applies, or the Applications that an ApplicationSet makes. */
export function expandArgo(workspace: Workspace, draft: Draft, raw: RawObject): readonly RawObject[] {
  hideHome(draft, raw);
  if (raw.object.kind === "ApplicationSet") {
    noteSearched(workspace.tree, draft, raw);
    const made = applicationsOf(workspace.tree, raw);
    if ("applications" in made) return made.applications;
    draft.hidden.push({ kinds: "any", names: "any", why: made.why, at: raw.origin("spec.generators") });
    return [];
  }
  const destination = mappingAt(raw.object, "spec", "destination");
  const namespace = textAt(destination, "namespace");
  const objects = sourcesOf(raw).flatMap((source) =>
    ofSource(workspace, draft, source).map((one) => inNamespace(one, namespace)),
  );
  const cluster = clusterOf(destination);
  if (cluster !== undefined && namespace !== undefined && createsNamespace(raw))
    draft.makeAway(cluster, (root) => namespaceEdge(draft.root.name, raw, { root, namespace }));
  return draft.send(cluster, objects);
}

function createsNamespace({ object }: RawObject): boolean {
  const { syncOptions } = mappingAt(object, "spec", "syncPolicy");
  return Array.isArray(syncOptions) && syncOptions.includes("CreateNamespace=true");
}

/** The namespace that an Application creates in another cluster. */
function namespaceEdge(
  home: string,
  { object }: RawObject,
  { root, namespace }: { readonly root: string; readonly namespace: string },
): Edge {
  return {
    from: objectId(refIn(home, object)),
    to: `${root}:v1/Namespace//${namespace}`,
    relation: "namespace-made-away",
    field: "spec.destination.namespace",
    makes: true,
  };
}

/** The cluster that a destination means; undefined for the one that Argo CD runs in. */
function clusterOf(destination: Mapping): string | undefined {
  const name = textAt(destination, "name") ?? textAt(destination, "server");
  if (name === undefined || name === "in-cluster" || name.startsWith("https://kubernetes.default.svc"))
    return undefined;
  return name.replace(/^https?:\/\//, "");
}

/** The folders of this repository that an Application, or those of an ApplicationSet, would apply. */
export function argoFolders(tree: Tree, raw: RawObject): readonly string[] {
  const made = raw.object.kind === "ApplicationSet" ? applicationsOf(tree, raw) : { applications: [raw] };
  if (!("applications" in made)) return [];
  const paths = made.applications.flatMap(sourcesOf).flatMap(({ source }) => textAt(source, "path") ?? []);
  return paths.map(folderAt).filter((folder) => tree.kind(folder) === "folder");
}

interface ApplicationSource {
  readonly raw: RawObject;
  readonly source: Mapping;
  readonly field: string;
}

function sourcesOf(raw: RawObject): readonly ApplicationSource[] {
  const spec = mappingAt(raw.object, "spec");
  const several = itemsAt(spec, "sources");
  if (several.length > 0) return several.map((source, index) => ({ raw, source, field: `spec.sources[${index}]` }));
  return spec.source === undefined ? [] : [{ raw, source: mappingAt(spec, "source"), field: "spec.source" }];
}

function folderAt(written: string): string {
  return pathFrom(".", written.replace(/^\/+/, ""));
}

function ofSource(workspace: Workspace, draft: Draft, at: ApplicationSource): readonly RawObject[] {
  const { tree, documents } = workspace;
  const { raw, source } = at;
  noteValueFiles(tree, draft, at);
  const written = textAt(source, "path");
  if (written === undefined) {
    if (source.ref === undefined || source.chart !== undefined)
      hide(draft, at, { what: "is not rendered", part: "chart" });
    return [];
  }
  const path = folderAt(written);
  noteArgo(draft, at, referenceTo(tree, ".", { field: `${at.field}.path`, written }));
  if (tree.kind(path) !== "folder") {
    hide(draft, at, { what: "is not in this repository", part: "path" });
    return [];
  }
  if (tree.kind(pathFrom(path, "Chart.yaml")) === "file" || mappingAt(source, "helm").values !== undefined) {
    hide(draft, at, { what: "is not rendered", part: "path" });
    return [];
  }
  const file = kustomizationIn(tree, path);
  if (file === undefined) {
    const { files, leftOut } = directoryFiles(tree, path, mappingAt(source, "directory"));
    for (const one of leftOut) draft.leftOut.add(one);
    for (const one of files) draft.use(one, raw.path);
    return files.flatMap((one) => objectsInFile(tree, documents, one));
  }
  draft.use(file, raw.path);
  const made = kustomized(workspace, draft, { folder: path, file, ...optionsOf(workspace, path, at) });
  if (made.why !== undefined) hide(draft, at, { why: made.why, part: "path" });
  return made.objects;
}

/** What the options of a source make of the kustomization in its folder. */
function optionsOf(
  workspace: Workspace,
  folder: string,
  { raw, source, field }: ApplicationSource,
): Pick<Wanted, "instead" | "place"> {
  const changes = argoChanges(mappingAt(source, "kustomize"), `${field}.kustomize`);
  if (changes.length === 0) return {};
  const { file, content, place } = overlaid(workspace, folder, { object: raw, changes });
  return content === undefined ? {} : { place, instead: { file, content } };
}

/** The namespace that Argo CD runs in was there before it. */
function hideHome(draft: Draft, raw: RawObject): void {
  const { namespace } = raw.object.metadata;
  if (namespace === undefined || draft.argo.length > 0) return;
  const why = `Argo CD runs in the namespace ${namespace}`;
  draft.hidden.push({ namespace: "", kinds: ["v1/Namespace"], names: [namespace], why, at: raw.origin() });
}

function noteArgo(draft: Draft, { raw, source, field }: ApplicationSource, path: PathReference): void {
  const root = draft.root.name;
  const repository = textAt(source, "repoURL") ?? "";
  draft.argo.push({ root, application: objectId(refIn(root, raw.object)), field, path, repository });
}

function noteSearched(tree: Tree, draft: Draft, raw: RawObject): void {
  const root = draft.root.name;
  const application = objectId(refIn(root, raw.object));
  for (const { field, written, folder, repository } of searchedBy(raw)) {
    const path = { ...referenceTo(tree, ".", { field: `${field}.path`, written: folder }), written };
    draft.argo.push({ root, application, field, path, repository });
  }
}

function noteValueFiles(tree: Tree, draft: Draft, { raw, source, field }: ApplicationSource): void {
  const all = sourcesOf(raw).map((one) => one.source);
  const root = draft.root.name;
  const object = objectId(refIn(root, raw.object));
  for (const one of valueFilesOf(tree, { source, field, all })) draft.chartPaths.push({ root, object, ...one });
}

/** Argo CD puts what has no namespace into that of the destination. */
function inNamespace(raw: RawObject, namespace: string | undefined): RawObject {
  const { metadata } = raw.object;
  if (namespace === undefined || metadata.namespace || isBuiltInClusterScoped(raw.object)) return raw;
  const object: KubeObject = { ...raw.object, metadata: { ...metadata, namespace } };
  return { ...raw, object };
}

/** Why not all of a source is known: a sentence (`why`), or what is so of it (`what`); `part` is the field that says it. */
type Unknown = { readonly part: string } & ({ readonly why: string } | { readonly what: string });

function hide(draft: Draft, { raw, source, field }: ApplicationSource, unknown: Unknown): void {
  const { name } = raw.object.metadata;
  const chart = textAt(source, "chart");
  const release = textAt(source, "helm", "releaseName") ?? name;
  const subject = chart ?? textAt(source, "path") ?? name;
  const destination = mappingAt(raw.object, "spec", "destination");
  const namespace = textAt(destination, "namespace");
  const names = chart === undefined ? "any" : [release, chart];
  const places = namespace === undefined ? [{}] : [{ namespace }, { namespace: "" }];
  const why = "why" in unknown ? unknown.why : `${subject} of Application ${name} ${unknown.what}`;
  const at = raw.origin(`${field}.${unknown.part}`);
  for (const place of places) draft.hide({ ...place, kinds: "any", names, why, at }, clusterOf(destination));
}
