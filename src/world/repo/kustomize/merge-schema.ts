import { kustomizeFacts, type MergeField } from "../../../facts/kustomize.ts";
import { isMapping } from "./values.ts";

/** The name of a type whose lists may be merged; undefined where nothing is known, as of custom resources. */
export type TypeName = string | undefined;

/** By which keys the lists of which types are merged. */
export interface MergeSchema {
  readonly types: Readonly<Record<string, Readonly<Record<string, MergeField>>>>;
  /** Type names by `apps/v1 Deployment`. */
  readonly kinds: Readonly<Record<string, string>>;
}

/** What kustomize knows of the built-in kinds. */
export const builtinSchema: MergeSchema = kustomizeFacts;

/** The field of a type. */
export function fieldOf(schema: MergeSchema, type: TypeName, name: string): MergeField | undefined {
  const fields = type === undefined ? undefined : schema.types[type];
  return fields && Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** The type of an object by what it says of itself. */
export function typeOf(schema: MergeSchema, value: unknown): TypeName {
  if (!isMapping(value) || !value.kind || !value.apiVersion) return undefined;
  const id = `${String(value.apiVersion)} ${String(value.kind)}`;
  return Object.hasOwn(schema.kinds, id) ? schema.kinds[id] : undefined;
}
