import { type Written, withField, withItem, withoutField } from "./edits.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

/** What a field may hold. Go reads `null` as the absence of a field, and keys in any case. */
export type Shape =
  | "text"
  | "flag"
  | "number"
  | "anything"
  | { readonly list: Shape }
  | { readonly map: Shape }
  | { readonly fields: Readonly<Record<string, Shape>> };

const words = { text: "a text", flag: "true or false", number: "a whole number" } as const;

/**
 * A value in the form that a shape describes, with the keys spelled as in the shape and without nulls. Throws Refused,
 * with the place, where kustomize would not read it. What already has the form is returned as it is.
 */
export function shaped(value: unknown, shape: Shape, at: Written): unknown {
  if (shape === "anything" || value === null || value === undefined) return value;
  if (typeof shape === "string") return scalar(value, shape, at);
  if ("list" in shape) {
    if (!Array.isArray(value)) throw new Refused("a list is expected here", at);
    return listed(value, shape.list);
  }
  if (!isMapping(value)) throw new Refused("a mapping is expected here", at);
  return "map" in shape ? mapped(value, shape.map) : fielded(value, shape.fields);
}

function scalar(value: unknown, shape: keyof typeof words, at: Written): unknown {
  const right =
    shape === "text"
      ? typeof value === "string"
      : shape === "flag"
        ? typeof value === "boolean"
        : Number.isSafeInteger(value);
  if (right) return value;
  const quote = shape === "text" && typeof value !== "object" ? `; quote it: "${String(value)}"` : "";
  throw new Refused(`${words[shape]} is expected here${quote}`, at);
}

function listed(list: readonly unknown[], shape: Shape): readonly unknown[] {
  return list.reduce<readonly unknown[]>((result, item, index) => {
    const read = shaped(item, shape, { in: list, key: index });
    return read === item ? result : withItem(result, index, read);
  }, list);
}

function mapped(mapping: Mapping, shape: Shape): Mapping {
  for (const [key, value] of Object.entries(mapping)) shaped(value, shape, { in: mapping, key });
  return mapping;
}

function fielded(mapping: Mapping, fields: Readonly<Record<string, Shape>>): Mapping {
  let result = mapping;
  for (const [key, value] of Object.entries(mapping)) {
    const at = { in: mapping, key };
    const name = key in fields ? key : Object.keys(fields).find((one) => one.toLowerCase() === key.toLowerCase());
    const shape = name === undefined ? undefined : fields[name];
    if (name === undefined || shape === undefined) throw new Refused(`kustomize knows no field "${key}" here`, at);
    const read = shaped(value, shape, at);
    if (read === null) result = withoutField(result, key);
    else if (name !== key || read !== value) result = withField(withoutField(result, key), name, read, at);
  }
  return result;
}
