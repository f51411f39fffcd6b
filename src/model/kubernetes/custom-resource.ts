import { isMapping } from "./fields.ts";
import { objectMeta } from "./object-meta.ts";
import type { Schema, SchemaType } from "./schema-value.ts";

/** A kind that a CustomResourceDefinition brings, in one of its versions. */
export interface CustomKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly schema: Schema;
}

type Json = Readonly<Record<string, unknown>>;

const mapAt = (value: unknown, key: string): Json => (isMapping(value) && isMapping(value[key]) ? value[key] : {});
const textAt = (value: Json, key: string): string => (typeof value[key] === "string" ? value[key] : "");
const listAt = (value: Json, key: string): readonly unknown[] => (Array.isArray(value[key]) ? value[key] : []);

/**
 * The kinds of a CustomResourceDefinition (v1, or v1beta1 with one schema for all versions), each served version by
 * itself. What is malformed is left out; a version without a schema takes any field.
 */
export function schemaOfCrd(crd: unknown): CustomKind[] {
  const spec = mapAt(crd, "spec");
  const [group, kind] = [textAt(spec, "group"), textAt(mapAt(spec, "names"), "kind")];
  if (group === "" || kind === "") return [];
  const versions = listAt(spec, "versions").filter(isMapping);
  const named = versions.length > 0 ? versions : [{ name: spec.version }];
  const keepsAll = spec.preserveUnknownFields ?? textAt(crd as Json, "apiVersion").endsWith("/v1beta1");
  return named.flatMap((version: Json) => {
    const name = textAt(version, "name");
    if (name === "" || version.served === false) return [];
    const open = mapAt(isMapping(version.schema) ? version.schema : spec.validation, "openAPIV3Schema");
    const schema = rootSchema(open, keepsAll === true);
    return [{ apiVersion: `${group}/${name}`, kind, namespaced: spec.scope !== "Cluster", schema }];
  });
}

function rootSchema(open: Json, keepsAll: boolean): Schema {
  const schema = schemaOfOpenApi(open);
  const known = { apiVersion: { type: "string" }, kind: { type: "string" }, metadata: objectMeta } as const;
  const isOpen = keepsAll || schema.open || schema.properties === undefined;
  return {
    ...schema,
    type: "object",
    properties: { ...schema.properties, ...known },
    ...(isOpen ? { open: true } : {}),
  };
}

/**
 * A structural schema as CRDs write it. Left out is what needs more than the value itself to be judged (`oneOf`, CEL
 * rules), and regular expressions: a file that is checked may not bring its own.
 */
export function schemaOfOpenApi(open: Json): Schema {
  const isOpen = open["x-kubernetes-preserve-unknown-fields"] === true || open.additionalProperties === true;
  if (open["x-kubernetes-int-or-string"] === true) return { type: "int-or-string" };
  const properties = isMapping(open.properties) ? fieldsOf(open.properties) : undefined;
  const type = properties ? "object" : typeOf(open.type);
  const embedded = open["x-kubernetes-embedded-resource"] === true;
  return {
    ...(type === undefined ? {} : { type }),
    ...(properties || embedded ? { properties: { ...(embedded ? embeddedFields : {}), ...properties } } : {}),
    ...(isMapping(open.additionalProperties) ? { values: schemaOfOpenApi(open.additionalProperties) } : {}),
    ...(isMapping(open.items) ? { items: itemsOf(open.items, isOpen) } : {}),
    ...required(open),
    ...(Array.isArray(open.enum) ? { enum: open.enum } : {}),
    ...(typeof open.minimum === "number" ? { minimum: open.minimum } : {}),
    ...(typeof open.maximum === "number" ? { maximum: open.maximum } : {}),
    ...(isOpen ? { open: true } : {}),
  };
}

/** A list that keeps what is not known keeps it in its items as well. */
function itemsOf(items: Json, isOpen: boolean): Schema {
  return { ...schemaOfOpenApi(items), ...(isOpen ? { open: true } : {}) };
}

const embeddedFields: Readonly<Record<string, Schema>> = {
  apiVersion: { type: "string" },
  kind: { type: "string" },
  metadata: objectMeta,
};

const types: readonly string[] = ["object", "array", "string", "integer", "number", "boolean"] satisfies SchemaType[];

function typeOf(type: unknown): SchemaType | undefined {
  return types.includes(type as string) ? (type as SchemaType) : undefined;
}

function fieldsOf(properties: Json): Record<string, Schema> {
  const fields = Object.entries(properties).filter((field): field is [string, Json] => isMapping(field[1]));
  return Object.fromEntries(fields.map(([name, open]) => [name, schemaOfOpenApi(open)]));
}

/** What must be there. A field with a default never misses, and of one that may be null, null is not told from nothing. */
function required(open: Json): Pick<Schema, "required"> {
  const properties = mapAt(open, "properties");
  const names = listAt(open, "required").filter((name): name is string => {
    const field = mapAt(properties, String(name));
    return typeof name === "string" && field.default === undefined && field.nullable !== true;
  });
  if (open["x-kubernetes-embedded-resource"] === true) names.push("apiVersion", "kind");
  return names.length > 0 ? { required: [...new Set(names)] } : {};
}
