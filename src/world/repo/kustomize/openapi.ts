import type { MergeField } from "../../../facts/kustomize.ts";
import { fieldAt, textField } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import { builtinSchema, type MergeSchema } from "./merge-schema.ts";
import { NotCovered, Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** By which keys lists are merged in the build that this kustomization is the root of. */
export function rootSchema(layer: Layer): MergeSchema {
  const { fields } = layer.kustomization;
  if (!("openapi" in fields)) return builtinSchema;
  const at = fieldAt(fields, "openapi");
  const openapi = mappingIn(fields, "openapi");
  const path = textField(openapi, "path");
  if ("version" in openapi) {
    if ("path" in openapi) throw new Refused("openapi has either a path or a version", at);
    if (openapi.version !== "v1.21.2") throw new Refused("kustomize has only the OpenAPI version v1.21.2 built in", at);
  }
  if (!("path" in openapi)) return builtinSchema;
  const full = layer.file(path, at);
  const [document] = layer.sources.values(full, layer.sources.config(full));
  if (!isMapping(document)) throw new Refused(`${path} holds no OpenAPI document`, at);
  if (Object.keys(mappingIn(document, "paths")).length > 0)
    throw new NotCovered(`${path} says by its paths which kinds have namespaces, which is not covered`, at);
  return schemaOf(mappingIn(document, "definitions"));
}

const prefix = "#/definitions/";

/** The types of a document; those without a name are named by the way to them. */
function schemaOf(definitions: Mapping): MergeSchema {
  const types: Record<string, Record<string, MergeField>> = {};
  const kinds: Record<string, string> = {};
  const enter = (name: string, schema: Mapping): string => {
    if (name in types) return name;
    const fields: Record<string, MergeField> = {};
    types[name] = fields;
    for (const [key, field] of Object.entries(mappingIn(schema, "properties")))
      if (isMapping(field)) fields[key] = mergeField(field, `${name}.${key}`);
    return name;
  };
  const typeOf = (schema: Mapping, name: string): string => {
    const reference = textOf(schema.$ref);
    return reference.startsWith(prefix) ? reference.slice(prefix.length) : enter(name, schema);
  };
  const mergeField = (schema: Mapping, name: string): MergeField => {
    const items = mappingIn(schema, "items");
    if (Object.keys(items).length > 0)
      return merges(schema) ? { keys: keysOf(schema), items: typeOf(items, `${name}[]`) } : {};
    const values = mappingIn(schema, "additionalProperties");
    return Object.keys(values).length > 0 ? { values: typeOf(values, `${name}{}`) } : { type: typeOf(schema, name) };
  };
  for (const [name, schema] of Object.entries(definitions)) {
    if (!isMapping(schema)) continue;
    enter(name, schema);
    for (const id of kindsOf(schema)) kinds[id] = name;
  }
  return { types, kinds };
}

function merges(schema: Mapping): boolean {
  return textOf(schema["x-kubernetes-patch-strategy"]).split(",").includes("merge");
}

function keysOf(schema: Mapping): readonly string[] {
  const several = schema["x-kubernetes-list-map-keys"];
  if (Array.isArray(several)) return several.map(textOf);
  const one = schema["x-kubernetes-patch-merge-key"];
  return one === undefined ? [] : [textOf(one)];
}

function kindsOf(schema: Mapping): readonly string[] {
  const kinds = schema["x-kubernetes-group-version-kind"];
  return (Array.isArray(kinds) ? kinds : []).filter(isMapping).map(({ group, version, kind }) => {
    return `${textOf(group) ? `${textOf(group)}/` : ""}${textOf(version)} ${textOf(kind)}`;
  });
}
