/** Fills in what a real server fills in when an object leaves it open. Source: k8s.io/kubernetes/pkg/apis/<group>/<version>/defaults.go. */
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { coreDefaults } from "./defaults-core.ts";
import { groupDefaults } from "./defaults-groups.ts";
import type { Defaulter } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import { type Schema, type StructSchema, schemaOf } from "./schema.ts";

const defaulters: Readonly<Record<string, Defaulter>> = { ...coreDefaults, ...groupDefaults };

/** Types that need a look at what lies below them once that has its own defaults. */
const afterwards: Readonly<Record<string, Defaulter>> = {
  "core.v1.PodSpec": (spec) => {
    // The old name of the same field is written beside it by a conversion.
    if (spec.serviceAccountName) spec.serviceAccount = spec.serviceAccountName;
    else if (spec.serviceAccount) spec.serviceAccountName = spec.serviceAccount;
  },
};

function descend(value: unknown, schema: Schema): void {
  if (schema.kind === "struct") {
    if (isObject(value)) fill(value, schema);
  } else if (schema.kind === "list") {
    if (Array.isArray(value)) for (const item of value) descend(item, schema.of);
  } else if (schema.kind === "map" && isObject(value)) {
    for (const entry of Object.values(value)) descend(entry, schema.of);
  }
}

/** An outer struct is filled before those in it, so that it can make one that then gets its own defaults. */
function fill(value: Json, schema: StructSchema): void {
  for (const field of schema.fields.values()) {
    const present = value[field.name];
    if (present !== undefined && present !== null) continue;
    if (field.default !== undefined) value[field.name] = field.default;
    // Structs that are no pointers are always there in Go, so what is in them gets its defaults, too.
    else if (field.schema.kind === "struct" && !field.pointer) value[field.name] = {};
  }
  defaulters[schema.name]?.(value);
  for (const field of schema.fields.values()) descend(value[field.name], field.schema);
  afterwards[schema.name]?.(value);
}

/** A copy of an object with the defaults of its kind; an object of an unknown kind is returned as it is. */
export function applyDefaults<T extends KubeObject>(object: T): T {
  const schema = schemaOf(object.apiVersion, object.kind);
  if (!schema) return object;
  const copy = structuredClone(object);
  fill(copy, schema);
  return copy;
}
