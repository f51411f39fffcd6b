import { objectId } from "../../../model/subject.ts";
import { expandArgo, isArgo } from "./argo/expand.ts";
import type { Draft, Workspace } from "./draft.ts";
import { expandFlux, isFluxKustomization } from "./flux/expand.ts";
import { expandResourceSet, isResourceSet } from "./flux/resource-set.ts";
import { knowsSource } from "./flux/source.ts";
import { variablesOf } from "./flux/variables.ts";
import { releases } from "./helm-release.ts";
import { refIn } from "./object-vertex.ts";
import type { RawObject } from "./raw-object.ts";

/** Where a root begins: at objects, or at a Flux Kustomization that is not itself one of them (it is among what it applies). */
export interface Start {
  readonly seeds?: readonly RawObject[];
  readonly entry?: RawObject;
}

/**
 * Adds objects to a root, and what they bring: what a Flux Kustomization or an Argo CD Application among them applies,
 * and so on. What waits for a source or for variables that others bring is looked at after them.
 */
export function walk(workspace: Workspace, draft: Draft, { seeds = [], entry }: Start): void {
  const done = new Set<string>();
  const queue: RawObject[] = [];
  const waiting: RawObject[] = [];
  const enter = (objects: readonly RawObject[], owner?: string): void => {
    for (const raw of objects) {
      // What no API is named for, no cluster takes; kustomize prints it all the same.
      if (typeof raw.object.apiVersion !== "string") continue;
      draft.add(raw, owner);
      if (isFluxKustomization(raw) || isArgo(raw) || isResourceSet(raw)) queue.push(raw);
    }
  };
  const expand = (raw: RawObject): void => {
    const id = `${raw.object.kind}/${raw.object.metadata.namespace ?? ""}/${raw.object.metadata.name}`;
    if (done.has(id)) return;
    done.add(id);
    const owner = objectId(refIn(draft.root.name, raw.object));
    if (isResourceSet(raw)) enter(expandResourceSet(draft, raw), owner);
    else enter(isArgo(raw) ? expandArgo(workspace, draft, raw) : expandFlux(workspace, draft, raw), owner);
  };
  if (entry) expand(entry);
  enter(seeds);
  for (;;) {
    const next = queue.shift();
    if (next && waits(draft, next)) waiting.push(next);
    else if (next) expand(next);
    else {
      const ready = waiting.findIndex((raw) => !waits(draft, raw));
      const [late] = waiting.splice(Math.max(ready, 0), 1);
      if (late === undefined) break;
      expand(late);
    }
  }
  for (const raw of releases(workspace, draft)) draft.add(raw);
}

function waits(draft: Draft, raw: RawObject): boolean {
  return (
    isFluxKustomization(raw) && (!knowsSource(draft, raw) || variablesOf((...id) => draft.find(...id), raw).isOpen)
  );
}
