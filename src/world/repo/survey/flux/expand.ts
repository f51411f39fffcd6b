import { isFlux } from "../../../../model/kubernetes/flux.ts";
import type { FluxFact, PathReference } from "../../../../model/repository.ts";
import { objectId, type Position } from "../../../../model/subject.ts";
import { pathFrom } from "../../tree.ts";
import type { Draft, Workspace } from "../draft.ts";
import { referenceTo } from "../kustomization-paths.ts";
import { kustomized } from "../kustomized.ts";
import { mappingAt, textAt } from "../mapping.ts";
import { refIn } from "../object-vertex.ts";
import type { RawObject } from "../raw-object.ts";
import { BadSubstitution } from "./envsubst.ts";
import { overlaid } from "./overlay.ts";
import { sourceOf } from "./source.ts";
import { optsOut, substituteIn } from "./substitution.ts";
import { substitutes, type Variables, variablesOf } from "./variables.ts";

/** Whether an object is a Kustomization of Flux. */
export function isFluxKustomization(raw: RawObject): boolean {
  return isFlux(raw.object, "Kustomization");
}

/** The folder that a Flux Kustomization applies, relative to the repository. */
export function fluxPath(raw: RawObject): string {
  return pathFrom(".", textAt(raw.object, "spec", "path") ?? ".");
}

/** Names of ConfigMaps that the variables of a Flux Kustomization come from and that the root does not have (yet). */
export function waitsFor(draft: Draft, raw: RawObject): readonly string[] {
  return variablesOf(raw, (kind, namespace, name) => draft.find(kind, namespace, name)).missing;
}

/** What a Flux Kustomization applies. What cannot be known is noted in the draft, as what it did is. */
export function expandFlux(workspace: Workspace, draft: Draft, raw: RawObject): readonly RawObject[] {
  const source = sourceOf(draft, raw);
  if (source.is === "elsewhere") {
    hide(draft, raw, source, "spec.sourceRef");
    return note(draft, raw, { source: "elsewhere" }, []);
  }
  const path = referenceTo(workspace.tree, ".", {
    field: "spec.path",
    written: textAt(raw.object, "spec", "path") ?? "./",
  });
  if (path.written.includes("${")) {
    hide(draft, raw, { why: `The path ${path.written} is filled in later` }, "spec.path");
    return note(draft, raw, { source: "here" }, []);
  }
  if (path.found !== "folder") {
    hide(draft, raw, { why: `The path ${path.written} is not there` }, "spec.path");
    return note(draft, raw, { source: "here", path }, []);
  }
  const { tree, documents, file, origin } = overlaid(workspace, path.target, raw.object);
  if (workspace.tree.kind(file) === "file") draft.use(file, raw.path);
  const place = (at: Position): Position => {
    const field = at.path === file && at.field !== undefined ? origin(at.field) : undefined;
    return field === undefined ? at : raw.origin(field);
  };
  const made = kustomized({ tree, documents }, draft, { folder: path.target, file, place });
  if ("why" in made) {
    hide(draft, raw, made, "spec.path");
    return note(draft, raw, { source: "here", path }, []);
  }
  const objects = made.objects.map((one) => withCommonMetadata(one, raw));
  return substituted(draft, { flux: raw, path, objects });
}

function withCommonMetadata(raw: RawObject, flux: RawObject): RawObject {
  const { labels, annotations } = mappingAt(flux.object, "spec", "commonMetadata");
  if (!labels && !annotations) return raw;
  const { metadata } = raw.object;
  const added = {
    ...(labels ? { labels: { ...metadata.labels, ...(labels as Record<string, string>) } } : {}),
    ...(annotations ? { annotations: { ...metadata.annotations, ...(annotations as Record<string, string>) } } : {}),
  };
  return { ...raw, object: { ...raw.object, metadata: { ...metadata, ...added } } };
}

interface Applied {
  readonly flux: RawObject;
  readonly path: PathReference;
  readonly objects: readonly RawObject[];
}

function substituted(draft: Draft, { flux, path, objects }: Applied): readonly RawObject[] {
  const fact = { source: "here", path, encrypted: encryptedIn(objects) } as const;
  if (!substitutes(flux.object)) return note(draft, flux, fact, objects);
  const variables = variablesOf(flux, (kind, namespace, name) => draft.find(kind, namespace, name));
  const unset: FluxFact["unset"][number][] = [];
  const done = objects.map((raw) => filledIn(raw, variables, unset));
  return note(draft, flux, { ...fact, unset }, done);
}

function filledIn(raw: RawObject, variables: Variables, unset: FluxFact["unset"][number][]): RawObject {
  if (optsOut(raw.object)) return raw;
  try {
    const { object, unset: missing } = substituteIn(raw.object, (name) => variables.of(name));
    for (const { name, field } of missing) unset.push({ name, at: raw.origin(field) });
    return object === raw.object ? raw : { ...raw, object };
  } catch (error) {
    if (!(error instanceof BadSubstitution)) throw error;
    unset.push({ bad: error.message, at: raw.origin() });
    return raw;
  }
}

function encryptedIn(objects: readonly RawObject[]): readonly string[] {
  return [...new Set(objects.filter(({ object }) => "sops" in object).map(({ path }) => path))];
}

function note(
  draft: Draft,
  raw: RawObject,
  fact: Pick<FluxFact, "source"> & Partial<FluxFact>,
  objects: readonly RawObject[],
): readonly RawObject[] {
  const root = draft.root.name;
  draft.flux.push({ root, kustomization: objectId(refIn(root, raw.object)), encrypted: [], unset: [], ...fact });
  return objects;
}

/** Without a target namespace it may hold anything, anywhere; a tenant's is held to its own namespace. */
function hide(draft: Draft, raw: RawObject, what: { why: string; product?: readonly string[] }, field: string): void {
  const { targetNamespace, serviceAccountName } = mappingAt(raw.object, "spec");
  const { namespace = "" } = raw.object.metadata;
  const isTenant = typeof serviceAccountName === "string" && namespace !== "flux-system";
  const inside = typeof targetNamespace === "string" ? targetNamespace : isTenant ? namespace : undefined;
  const places = inside === undefined ? [{}] : [{ namespace: inside }, ...(isTenant ? [] : [{ namespace: "" }])];
  const names = inside === undefined ? (what.product ?? "any") : "any";
  const at = raw.origin(field);
  for (const place of places) draft.hidden.push({ ...place, kinds: "any", names, why: what.why, at });
}
