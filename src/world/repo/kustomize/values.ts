import { load } from "js-yaml";
import { kustomizeSchema } from "../yaml-schema.ts";

/** A mapping as it was read. Values are shared between builds: nobody may change one. */
export type Mapping = Readonly<Record<string, unknown>>;

/** Whether a value is a mapping. */
export function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The mapping that a field holds, or an empty one. */
export function mappingIn(value: unknown, field: string): Mapping {
  const found = isMapping(value) ? value[field] : undefined;
  return isMapping(found) ? found : {};
}

/** A scalar as the text that kustomize compares: empty for what is missing, null or no scalar. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null || typeof value === "object") return "";
  return String(value);
}

/** Whether kustomize takes a value for nothing: null, an empty mapping or list. */
export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** What a text is when it stands in YAML without quotes. */
export function plainScalar(text: string): unknown {
  if (!/^[-+.~\w]+$/.test(text)) return text;
  const value: unknown = load(text, { schema: kustomizeSchema });
  return typeof value === "object" && value !== null ? text : value;
}
