import { isFlux } from "../../../../model/kubernetes/flux.ts";
import type { PathReference } from "../../../../model/repository.ts";
import { pathFrom } from "../../tree.ts";
import type { Draft, Workspace } from "../draft.ts";
import { referenceTo } from "../kustomization-paths.ts";
import { kustomized } from "../kustomized.ts";
import { mappingAt, textAt } from "../mapping.ts";
import { overlaid } from "../overlay.ts";
import type { RawObject } from "../raw-object.ts";
import { fluxChanges } from "./changes.ts";
import { filledIn } from "./filled.ts";
import { hide, note, remoteOf } from "./noted.ts";
import { sourceOf } from "./source.ts";

/** Whether an object is a Kustomization of Flux. */
export function isFluxKustomization(raw: RawObject): boolean {
  return isFlux(raw.object, "Kustomization");
}

/** The folder that a Flux Kustomization applies, relative to the repository. */
export function fluxPath(raw: RawObject): string {
  return pathFrom(".", textAt(raw.object, "spec", "path") ?? ".");
}

/** What a Flux Kustomization applies. What cannot be known is noted in the draft, as what it did is. */
export function expandFlux(workspace: Workspace, draft: Draft, raw: RawObject): readonly RawObject[] {
  const source = sourceOf(draft, raw);
  if (source.is === "elsewhere") {
    hide(draft, raw, { ...source, field: "spec.sourceRef" });
    note(draft, raw, { source: "elsewhere" });
    return [];
  }
  const written = textAt(raw.object, "spec", "path") ?? "./";
  const path = referenceTo(workspace.tree, ".", { field: "spec.path", written });
  if (path.found === "folder") return ofFolder(workspace, draft, { raw, path });
  const isLater = written.includes("${");
  hide(draft, raw, { why: `The path ${written} is ${isLater ? "filled in later" : "not there"}`, field: "spec.path" });
  note(draft, raw, { source: "here", ...(isLater ? {} : { path }) });
  return [];
}

interface Folder {
  readonly raw: RawObject;
  readonly path: PathReference;
}

function ofFolder(workspace: Workspace, draft: Draft, { raw, path }: Folder): readonly RawObject[] {
  const changes = fluxChanges(workspace.tree, path.target, raw.object);
  const { file, content, place } = overlaid(workspace, path.target, { object: raw, changes });
  if (workspace.tree.kind(file) === "file") draft.use(file, raw.path);
  const instead = content === undefined ? {} : { instead: { file, content } };
  const made = kustomized(workspace, draft, { folder: path.target, file, place, anywhere: true, ...instead });
  if (made.why !== undefined) hide(draft, raw, { why: made.why, field: "spec.path" });
  const { objects, ...known } = filledIn(
    draft,
    raw,
    made.objects.map((one) => withCommonMetadata(one, raw)),
  );
  const result = workspace.tree.kind(file) === "file" ? undefined : draft.builds.get(file);
  note(draft, raw, { source: "here", path, encrypted: encryptedIn(objects), ...(result ? { result } : {}), ...known });
  return draft.send(remoteOf(raw), objects);
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

function encryptedIn(objects: readonly RawObject[]): readonly string[] {
  return [...new Set(objects.filter(({ object }) => "sops" in object).map(({ path }) => path))];
}
