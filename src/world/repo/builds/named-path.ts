import { isMapping, type Mapping } from "../kustomize/values.ts";

/** A path that a file of builds or deployments names. */
export interface NamedPath {
  readonly field: string;
  readonly written: string;
}

/** A mapping, or an empty one. */
export function mapping(value: unknown): Mapping {
  return isMapping(value) ? value : {};
}

/** A list, or an empty one. */
export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A path that stands in a field by itself. */
export function text(written: unknown, field: string): readonly NamedPath[] {
  return typeof written === "string" && written !== "" ? [{ field, written }] : [];
}

/** The paths in a list; what is no text in it is something else. */
export function listed(value: unknown, field: string): readonly NamedPath[] {
  return items(value).flatMap((written, index) => text(written, `${field}[${index}]`));
}
