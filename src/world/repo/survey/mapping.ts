import { isMapping, type Mapping } from "../kustomize/values.ts";

/** The mapping at a path of fields, or an empty one. */
export function mappingAt(value: unknown, ...fields: readonly string[]): Mapping {
  let found = value;
  for (const field of fields) found = isMapping(found) ? found[field] : undefined;
  return isMapping(found) ? found : {};
}

/** The text at a path of fields; undefined for what is missing, empty or no text. */
export function textAt(value: unknown, ...fields: readonly string[]): string | undefined {
  const last = fields.at(-1) ?? "";
  const found = mappingAt(value, ...fields.slice(0, -1))[last];
  return typeof found === "string" && found !== "" ? found : undefined;
}

/** The mappings in a list at a path of fields; what is no mapping counts as an empty one, so that indexes hold. */
export function itemsAt(value: unknown, ...fields: readonly string[]): readonly Mapping[] {
  const list = mappingAt(value, ...fields.slice(0, -1))[fields.at(-1) ?? ""];
  return Array.isArray(list) ? list.map((item) => (isMapping(item) ? item : {})) : [];
}
