import type { KubeObject } from "../../model/kubernetes/object.ts";
import { apiVersionOf, type KindRow } from "./kinds.ts";
import { rehearseKinds } from "./rehearse-schema.ts";
import { type Field, type Schema, type StructSchema, schemaOf } from "./schema.ts";

/** A schema of a CustomResourceDefinition, as far as the rehearsal group needs it. */
function crdSchema(schema: Schema): Record<string, unknown> {
  switch (schema.kind) {
    case "list":
      return { type: "array", items: crdSchema(schema.of) };
    case "map":
      return { type: "object", additionalProperties: crdSchema(schema.of) };
    case "struct":
      return structSchema(schema);
    case "scalar":
      if (schema.type === "raw") return { "x-kubernetes-preserve-unknown-fields": true };
      return schema.type === "int32" ? { type: "integer", format: "int32" } : { type: schema.type };
  }
}

function fieldSchema(field: Field): Record<string, unknown> {
  if (field.name === "metadata") return { type: "object" };
  const schema = crdSchema(field.schema);
  return field.values ? { ...schema, enum: field.values } : schema;
}

function structSchema(schema: StructSchema): Record<string, unknown> {
  const fields = [...schema.fields.values()];
  const required = fields.filter((field) => field.required).map((field) => field.name);
  const properties = Object.fromEntries(fields.map((field) => [field.name, fieldSchema(field)]));
  return { type: "object", ...(required.length > 0 ? { required } : {}), properties };
}

function crdOf(row: KindRow): KubeObject {
  const schema = schemaOf(apiVersionOf(row), row.kind);
  if (!schema) throw new Error(`no schema for ${row.kind}`);
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${row.resource}.${row.group}` },
    spec: {
      group: row.group,
      scope: row.namespaced ? "Namespaced" : "Cluster",
      names: { kind: row.kind, listKind: `${row.kind}List`, plural: row.resource, singular: row.singular },
      versions: [
        {
          name: row.version,
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: { openAPIV3Schema: structSchema(schema) },
        },
      ],
    },
  };
}

/** The rehearsal group as CustomResourceDefinitions, for a real control plane. */
export function rehearseCrds(): KubeObject[] {
  return rehearseKinds.map(crdOf);
}
