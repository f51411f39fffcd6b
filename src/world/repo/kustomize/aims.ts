import { nearest } from "../../../model/nearest.ts";
import type { PatchTarget } from "../../../model/repository.ts";
import type { Written } from "./edits.ts";
import { effectiveNamespace, type Id } from "./ids.ts";
import { fieldAt, textField } from "./kustomization.ts";
import { wholeRegex } from "./regex.ts";
import type { Resource } from "./resource.ts";
import type { Mapping } from "./values.ts";

/** What one target of a patch or replacement asks for by name, and whether there was such an object. */
export interface Aim extends Omit<PatchTarget, "found"> {
  /** `none`: the layer held no object at all, so it is for what others add to it. */
  readonly found: "yes" | "no" | "none";
  readonly at: Written;
}

/**
 * What a target was for among the objects of a layer, and what of them it selected. Kustomize goes on in silence where
 * that is nothing. A target that names no object is for whatever is there, and a pattern of names may be as well.
 */
export function aimsOf(target: Mapping, list: readonly Resource[], selected: readonly Resource[]): readonly Aim[] {
  const name = textField(target, "name");
  if (!/^[\w.-]+$/.test(name)) return [];
  const common = { kind: textField(target, "kind"), name };
  const found = selected.length > 0 ? "yes" : list.length === 0 ? "none" : "no";
  const near = found === "no" ? nearTarget(list, target) : undefined;
  return [{ ...common, found, at: fieldAt(target, "name"), ...(near ? { near } : {}) }];
}

const fields = ["kind", "namespace", "apiVersion"] as const;

/** The one thing by which a target fails to select an object: another field of one so called, or a name nearby. */
function nearTarget(list: readonly Resource[], target: Mapping): PatchTarget["near"] {
  const ids = list.map(({ id }) => id);
  const failing = (id: Id): readonly Part[] => fields.filter((field) => !matches(id, target, field));
  for (const id of ids) {
    const [field, ...others] = failing(id);
    if (field === undefined || others.length > 0 || !matches(id, target, "name")) continue;
    return { field, value: partOf(id, field) };
  }
  const value = nearest(
    textField(target, "name"),
    ids.filter((id) => failing(id).length === 0).map((id) => id.name),
  );
  return value === undefined ? undefined : { field: "name", value };
}

type Part = (typeof fields)[number];

function partOf(id: Id, field: Part): string {
  if (field === "apiVersion") return id.group === "" ? id.version : `${id.group}/${id.version}`;
  return id[field];
}

function matches(id: Id, target: Mapping, field: Part | "name"): boolean {
  const fits = (one: string, value: string): boolean =>
    wholeRegex(textField(target, one), fieldAt(target, one)).test(value);
  if (field === "apiVersion") return fits("group", id.group) && fits("version", id.version);
  return fits(field, field === "namespace" ? effectiveNamespace(id) : id[field]);
}
