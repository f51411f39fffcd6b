import type { BuildResult } from "../../../model/repository.ts";
import type { Position } from "../../../model/subject.ts";
import { type Built, kustomizeBuild, type Request, type Stopped } from "../kustomize/build.ts";
import { byTool } from "./by-tool.ts";
import type { Aimed, Draft, Workspace } from "./draft.ts";
import { isManifest } from "./manifest-kinds.ts";
import type { RawObject } from "./raw-object.ts";

/** A kustomization that is to become objects of a root. `place` leads from a place that a build names to the one that is edited. */
export interface Wanted extends Omit<Request, "goesOn"> {
  readonly file: string;
  readonly place?: (at: Position) => Position;
}

/**
 * The objects of a kustomization. What cannot be built is left out and noted in the draft, with the reason why not all
 * is known; what was read for it is noted too.
 */
export function kustomized(workspace: Workspace, draft: Draft, wanted: Wanted): Kustomized {
  const { file, place = (at) => at, ...request } = wanted;
  const { anywhere = workspace.anywhere ?? false } = wanted;
  const own = kustomizeBuild(workspace, { ...request, anywhere, goesOn: true });
  const built = workspace.tool ? byTool(workspace.tool, { ...request, file }, own) : own;
  draft.files.add(file);
  const stops = "objects" in built ? built.stops : [built];
  const [first] = stops;
  const objects = "objects" in built ? built.objects.filter(({ object }) => isManifest(object)) : [];
  for (const one of "objects" in built ? built.files : []) draft.files.add(one);
  if ("objects" in own) draft.aims.push(...aimsOf(own, place));
  // Several may build one folder, each with changes of its own: where one fails, that is what there is to say.
  if (draft.builds.get(file)?.is !== "failed")
    draft.builds.set(file, first ? resultOf(first, place) : { is: "built", objects: objects.length });
  return {
    objects: objects.map(({ object, name, renames, source: { path }, origin }) => ({
      object,
      path,
      built: { by: file, name, renames },
      origin(field) {
        const at = origin(field);
        return at ? place(at) : { path };
      },
    })),
    ...(first ? { why: `Not all of ${request.folder} could be built: ${resultOf(first, place).why}` } : {}),
  };
}

/** Where kustomize stops, that is what there is to say; where not all is known, what was not found may be there. */
function* aimsOf({ aims, stops }: Exclude<Built, Stopped>, place: (at: Position) => Position): Iterable<Aimed> {
  if (stops.some((stop) => "failed" in stop)) return;
  for (const { at, found, ...aim } of aims) {
    const isOpen = found === "none" || (found === "no" && stops.length > 0);
    yield { ...aim, found: isOpen ? "unknown" : found, at: () => place(at()) };
  }
}

/** What could be built, and why that is not all. */
export interface Kustomized {
  readonly objects: readonly RawObject[];
  readonly why?: string;
}

function resultOf(stop: Stopped, place: (at: Position) => Position): Extract<BuildResult, { readonly at: Position }> {
  const [is, why] = "failed" in stop ? (["failed", stop.failed] as const) : (["unknown", stop.unknown] as const);
  return { is, why, at: place(stop.at) };
}
