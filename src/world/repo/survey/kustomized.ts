import type { Position } from "../../../model/subject.ts";
import { kustomizeBuild } from "../kustomize/build.ts";
import type { Draft, Workspace } from "./draft.ts";
import type { RawObject } from "./raw-object.ts";

/** A kustomization that is to become objects of a root. `place` leads from a place that a build names to the one that is edited. */
export interface Wanted {
  readonly folder: string;
  readonly file: string;
  readonly place?: (at: Position) => Position;
}

/** The objects of a kustomization, or why they are not known. What was read for it is noted in the draft. */
export function kustomized(
  workspace: Workspace,
  draft: Draft,
  { folder, file, place = (at) => at }: Wanted,
): { readonly objects: readonly RawObject[] } | { readonly why: string; readonly at: Position } {
  const built = kustomizeBuild(workspace, folder);
  draft.files.add(file);
  if (!("objects" in built)) {
    const [is, why] = "failed" in built ? (["failed", built.failed] as const) : (["unknown", built.unknown] as const);
    const at = place(built.at);
    draft.builds.set(file, { is, why, at });
    return { why: `${folder} could not be built: ${why}`, at };
  }
  for (const one of built.files) draft.files.add(one);
  draft.builds.set(file, { is: "built", objects: built.objects.length });
  return {
    objects: built.objects.map(({ object, source: { path }, origin }) => ({
      object,
      path,
      origin(field) {
        const at = origin(field);
        return at ? place(at) : { path };
      },
    })),
  };
}
