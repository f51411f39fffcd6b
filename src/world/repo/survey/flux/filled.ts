import type { FluxFact } from "../../../../model/repository.ts";
import { type Draft, identityOf } from "../draft.ts";
import type { RawObject } from "../raw-object.ts";
import { BadSubstitution } from "./envsubst.ts";
import type { FindObject } from "./secret-keys.ts";
import { optsOut, substituteIn } from "./substitution.ts";
import { substitutes, type Variables, variablesOf } from "./variables.ts";

/** Objects with the values of a Flux Kustomization's variables in them. */
export interface Filled extends Pick<FluxFact, "unset" | "variables" | "open"> {
  readonly objects: readonly RawObject[];
}

/** Puts the values of its variables into what a Flux Kustomization applies. */
export function filledIn(draft: Draft, flux: RawObject, objects: readonly RawObject[]): Filled {
  if (!substitutes(flux.object)) return { objects, unset: [], variables: [], open: false };
  // What it takes its variables from may be among what it applies: somebody applied that by hand at the start.
  const own = new Map(objects.map(({ object }) => [identityOf(object), object]));
  const find: FindObject = (...id) => draft.find(...id) ?? own.get(id.join("/"));
  const variables = variablesOf(find, flux);
  const unset: FluxFact["unset"][number][] = [];
  const filled = objects.map((raw) => withValues(raw, variables, unset));
  return { objects: filled, unset, variables: variables.names, open: variables.isOpen };
}

function withValues(raw: RawObject, variables: Variables, unset: FluxFact["unset"][number][]): RawObject {
  if (optsOut(raw.object)) return raw;
  try {
    const { object, unset: missing } = substituteIn(raw.object, variables.of);
    for (const { name, field } of missing) unset.push({ name, at: raw.origin(field) });
    return object === raw.object ? raw : { ...raw, object };
  } catch (error) {
    if (!(error instanceof BadSubstitution)) throw error;
    unset.push({ bad: error.message, at: raw.origin(error.field) });
    return raw;
  }
}
