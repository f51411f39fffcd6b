import { kustomizationNames } from "../kustomization-names.ts";
import { pathFrom } from "../tree.ts";
import { type Written, writtenAt } from "./edits.ts";
import { kustomizationShape } from "./kustomization-shape.ts";
import { shaped } from "./shape.ts";
import type { Sources } from "./sources.ts";
import { NotCovered, Refused } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

/** An entry of a list of a kustomization, and where it is written. */
export interface Entry<T> {
  readonly value: T;
  readonly at: Written;
}

/** A kustomization file that kustomize would accept; what it holds has the form of `kustomizationShape`. */
export interface Kustomization {
  readonly folder: string;
  readonly path: string;
  readonly isComponent: boolean;
  readonly fields: Mapping;
}

/** The text of a field; empty where it is not set. */
export function textField(fields: Mapping, field: string): string {
  const value = fields[field];
  return typeof value === "string" ? value : "";
}

/** The entries of a list field. */
export function entriesOf<T>(fields: Mapping, field: string): readonly Entry<T>[] {
  const list = fields[field];
  if (!Array.isArray(list)) return [];
  return list.map((value, index) => ({ value: value as T, at: writtenAt(list, index) ?? { in: list, key: index } }));
}

/** The texts of a list field. */
export function textEntries(fields: Mapping, field: string): readonly Entry<string>[] {
  return entriesOf<string | null>(fields, field).map(({ value, at }) => ({ value: value ?? "", at }));
}

/** Where a field of a kustomization is written. */
export function fieldAt(fields: Mapping, field: string): Written {
  return writtenAt(fields, field) ?? { in: fields, key: field };
}

/** The file that makes a folder a kustomization; undefined where there is none. Refused where there are several. */
export function kustomizationFile(sources: Sources, folder: string): string | undefined {
  const [first, ...others] = kustomizationNames
    .map((name) => pathFrom(folder, name))
    .filter((path) => sources.tree.kind(path) === "file");
  if (others.length > 0)
    throw new Refused(
      `${folder} holds several kustomization files: ${[first, ...others].join(", ")}`,
      sources.mark(first ?? folder),
    );
  return first;
}

/** Reads the kustomization of a folder; `at` asks for it. Throws Refused where kustomize would not accept it. */
export function readKustomization(sources: Sources, folder: string, at: Written): Kustomization {
  const path = kustomizationFile(sources, folder);
  if (path === undefined) throw new Refused(`${folder} holds no kustomization file`, at);
  const read = sources.config(path);
  if ("problem" in read && read.problem.code === "duplicate-key")
    throw new NotCovered(`${read.problem.message}; kustomize takes one of them`, sources.mark(path));
  return kustomizationAs(sources, folder, path, sources.values(path, read)[0] ?? {});
}

/** The same of content that is known already. */
export function kustomizationAs(sources: Sources, folder: string, path: string, root: unknown): Kustomization {
  sources.take(path, root);
  const whole = isMapping(root) ? { in: root } : sources.mark(path);
  const fields = shaped(root, kustomizationShape, whole) as Mapping;
  const isComponent = fields.kind === "Component";
  refuseOthers(fields, whole);
  return { folder, path, isComponent, fields };
}

function refuseOthers(fields: Mapping, whole: Written): void {
  const { apiVersion, kind, ...rest } = fields;
  if (Object.values(rest).every((value) => value === "")) throw new Refused("this kustomization is empty", whole);
  if (kind && kind !== "Kustomization" && kind !== "Component")
    throw new Refused('the kind must be "Kustomization" or "Component"', fieldAt(fields, "kind"));
  const version = kind === "Component" ? "kustomize.config.k8s.io/v1alpha1" : "kustomize.config.k8s.io/v1beta1";
  if (apiVersion && apiVersion !== version)
    throw new Refused(
      `the apiVersion of a ${kind || "Kustomization"} must be ${version}`,
      fieldAt(fields, "apiVersion"),
    );
}
