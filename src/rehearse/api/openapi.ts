/**
 * `/openapi/v3`: what kubectl asks before it applies, validates and explains. Built from the facts when it is asked for;
 * descriptions are not among them.
 */
import { createHash } from "node:crypto";
import { schemaFacts } from "../../facts/schema.ts";
import { apiVersionOf, type KindRow, kinds } from "./kinds.ts";
import { rehearseTypes } from "./rehearse-schema.ts";
import { type Field, type ScalarName, type Schema, schemaOf, typeSchema } from "./schema.ts";

type Json = Record<string, unknown>;

const apimachinery = "io.k8s.apimachinery.pkg";

/** Scalars that have a component of their own, as in the documents of a real server. */
const components: Readonly<Partial<Record<ScalarName, readonly [name: string, schema: Json]>>> = {
  quantity: [`${apimachinery}.api.resource.Quantity`, { oneOf: [{ type: "string" }, { type: "number" }] }],
  "int-or-string": [
    `${apimachinery}.util.intstr.IntOrString`,
    { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
  ],
  "date-time": [`${apimachinery}.apis.meta.v1.Time`, { type: "string", format: "date-time" }],
  "micro-time": [`${apimachinery}.apis.meta.v1.MicroTime`, { type: "string", format: "date-time" }],
};

/** `core.v1.Pod` → `io.k8s.api.core.v1.Pod`. */
function componentName(type: string): string {
  if (type.startsWith("meta.")) return `${apimachinery}.apis.${type}`;
  return type.startsWith("rehearse.") ? `dev.salvor.${type}` : `io.k8s.api.${type}`;
}

const zeros: Readonly<Partial<Record<ScalarName, unknown>>> = { string: "", int32: 0, int64: 0, boolean: false };

const reference = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

/** Writes the schemas of one document: what is referred to is added once. */
class Components {
  readonly schemas: Json = {};

  add(type: string): void {
    const name = componentName(type);
    const schema = typeSchema(type);
    if (this.schemas[name] || schema.kind !== "struct") return;
    this.schemas[name] = {};
    const fields = [...schema.fields.values()];
    const required = fields.filter((field) => field.required).map((field) => field.name);
    const gvks = (schemaFacts[type] ?? rehearseTypes[type])?.g?.map((gvk) => {
      const [group = "", version = "", kind = ""] = gvk.split("/");
      return { group, version, kind };
    });
    this.schemas[name] = {
      type: "object",
      ...(required.length > 0 ? { required } : {}),
      properties: Object.fromEntries(fields.map((field) => [field.name, this.#field(field)])),
      ...(schema.atomic ? { "x-kubernetes-map-type": "atomic" } : {}),
      ...(gvks ? { "x-kubernetes-group-version-kind": gvks } : {}),
    };
  }

  /** A type where it stands alone, as the items of a list. */
  #type(schema: Schema): Json {
    if (schema.kind === "list") return { type: "array", items: this.#element(schema.of) };
    if (schema.kind === "map") return { type: "object", additionalProperties: this.#element(schema.of) };
    if (schema.kind === "scalar") return this.#scalar(schema.type);
    this.add(schema.name);
    return reference(componentName(schema.name));
  }

  /** An item or entry, which is never null in Go. */
  #element(schema: Schema): Json {
    const type = this.#type(schema);
    if (schema.kind === "struct") return { allOf: [type], default: {} };
    const zero = schema.kind === "scalar" ? zeros[schema.type] : undefined;
    return zero === undefined ? type : { ...type, default: zero };
  }

  #scalar(type: ScalarName): Json {
    const component = components[type];
    if (component) {
      const [name, schema] = component;
      this.schemas[name] = schema;
      return reference(name);
    }
    if (type === "raw") return { type: "object" };
    if (type === "int32" || type === "int64") return { type: "integer", format: type };
    return type === "byte" ? { type: "string", format: "byte" } : { type };
  }

  #field(field: Field): Json {
    const type = this.#type(field.schema);
    const always = field.schema.kind === "struct" && !field.pointer ? { default: {} } : {};
    return {
      // What is said beside a reference counts only when the reference stands in `allOf`.
      ...("$ref" in type ? { allOf: [type] } : type),
      ...always,
      ...(field.default === undefined ? {} : { default: field.default }),
      ...(field.values ? { enum: field.values } : {}),
      ...extensions(field),
    };
  }
}

function extensions({ schema, atomic, listType, mapKeys, mergeKey, strategies }: Field): Json {
  return {
    ...(schema.kind === "list" ? { "x-kubernetes-list-type": listType } : {}),
    ...(mapKeys.length > 0 ? { "x-kubernetes-list-map-keys": mapKeys } : {}),
    ...(schema.kind === "map" && atomic ? { "x-kubernetes-map-type": "atomic" } : {}),
    ...(schema.kind === "struct" && schema.atomic && !atomic ? { "x-kubernetes-map-type": "granular" } : {}),
    ...(mergeKey === undefined ? {} : { "x-kubernetes-patch-merge-key": mergeKey }),
    ...(strategies.length > 0 ? { "x-kubernetes-patch-strategy": strategies.join(",") } : {}),
  };
}

const parameter = (name: string, type: string): Json => ({ name, in: "query", schema: { type, uniqueItems: true } });

const writing = [
  parameter("dryRun", "string"),
  parameter("fieldManager", "string"),
  parameter("fieldValidation", "string"),
];

const patchTypes = [
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
];

/** The operations of one address; `verbs` of the API, by the HTTP methods that do them. */
function operations(row: KindRow, component: string, methods: Readonly<Record<string, string>>): Json {
  const { group, version, kind } = row;
  const content = { "application/json": { schema: reference(component) } };
  const found = Object.entries(methods).filter(([, verb]) => row.verbs.includes(verb));
  return Object.fromEntries(
    found.map(([method, verb]) => {
      const body = method === "post" || method === "put" ? { requestBody: { content, required: true } } : {};
      const patch = Object.fromEntries(patchTypes.map((type) => [type, { schema: { type: "object" } }]));
      return [
        method,
        {
          tags: [`${group || "core"}_${version}`],
          parameters:
            method === "patch" ? [...writing, parameter("force", "boolean")] : method === "get" ? [] : writing,
          ...(method === "patch" ? { requestBody: { content: patch, required: true } } : body),
          responses: { "200": { description: "OK", content } },
          "x-kubernetes-action": verb,
          "x-kubernetes-group-version-kind": { group, version, kind },
        },
      ];
    }),
  );
}

function pathsOf(row: KindRow, root: string, component: string): Json {
  const collection = `/${root}${row.namespaced ? "/namespaces/{namespace}" : ""}/${row.resource}`;
  const many = operations(row, component, { get: "list", post: "create", delete: "deletecollection" });
  const one = operations(row, component, { get: "get", put: "update", patch: "patch", delete: "delete" });
  return {
    ...(row.namespaced ? { [`/${root}/${row.resource}`]: operations(row, component, { get: "list" }) } : {}),
    [collection]: many,
    ...(Object.keys(one).length > 0 ? { [`${collection}/{name}`]: one } : {}),
  };
}

function rootOf(row: KindRow): string {
  return row.group === "" ? `api/${row.version}` : `apis/${row.group}/${row.version}`;
}

const typesByGvk = new Map<string, string>();

function typeOf(row: KindRow): string {
  const gvk = `${apiVersionOf(row)}/${row.kind}`;
  const known = typesByGvk.get(gvk);
  if (known !== undefined) return known;
  const schema = schemaOf(apiVersionOf(row), row.kind);
  if (!schema) throw new Error(`no schema for ${gvk}`);
  typesByGvk.set(gvk, schema.name);
  return schema.name;
}

/** The document of a group-version by its root (`api/v1`, `apis/apps/v1`); undefined where none is served. */
export function openApiDocument(root: string): Json | undefined {
  const rows = kinds.filter((row) => rootOf(row) === root);
  if (rows.length === 0) return undefined;
  const types = new Components();
  const paths: Json = {};
  for (const row of rows) {
    const type = typeOf(row);
    types.add(type);
    Object.assign(paths, pathsOf(row, root, componentName(type)));
  }
  types.add("meta.v1.DeleteOptions");
  types.add("meta.v1.Status");
  return {
    openapi: "3.0.0",
    info: { title: "Kubernetes", version: "v1.34.4" },
    paths,
    components: { schemas: types.schemas },
  };
}

let factsDigest: string | undefined;

/** The index: where each document is. The hash in an address changes with the facts, because clients keep documents. */
export function openApiIndex(): Json {
  factsDigest ??= createHash("sha256")
    .update(JSON.stringify([schemaFacts, rehearseTypes]))
    .digest("hex")
    .toUpperCase();
  const hash = factsDigest;
  const roots = [...new Set(kinds.map(rootOf))];
  return {
    paths: Object.fromEntries(roots.map((root) => [root, { serverRelativeURL: `/openapi/v3/${root}?hash=${hash}` }])),
  };
}
