/** The schemas of the built-in kinds, from the OpenAPI documents that a Kubernetes release publishes with its sources. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { CustomKind } from "../../src/model/kubernetes/custom-resource.ts";
import type { Schema, SchemaType } from "../../src/model/kubernetes/schema-value.ts";
import { GoEnums } from "./go-enums.ts";
import type { OpenApiSchema } from "./schema-types.ts";

const prefix = "#/components/schemas/io.k8s.";
const meta = "apimachinery.pkg.apis.meta.v1";

/** Types that have a form of their own on the wire. */
const special: Readonly<Record<string, Schema>> = {
  "apimachinery.pkg.api.resource.Quantity": { type: "quantity" },
  "apimachinery.pkg.util.intstr.IntOrString": { type: "int-or-string" },
  [`${meta}.Time`]: { type: "string" },
  [`${meta}.MicroTime`]: { type: "string" },
  [`${meta}.FieldsV1`]: {},
  "apimachinery.pkg.runtime.RawExtension": {},
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSON": {},
  // The schema inside a CRD may hold itself; what is wrong in it the server says of the CRD.
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps": { type: "object", open: true },
};

/**
 * Fields that the documents call required and no server insists on: a zero or an empty list is as good. Source: the
 * validation packages of Kubernetes (pkg/apis/…/validation).
 */
const notInsistedOn: readonly string[] = [
  "api.apps.v1.ControllerRevision.revision",
  "api.batch.v1.PodFailurePolicy.rules",
  "api.core.v1.HTTPHeader.value",
  "api.core.v1.ISCSIPersistentVolumeSource.lun",
  "api.core.v1.ISCSIVolumeSource.lun",
  "api.core.v1.LimitRangeSpec.limits",
  "api.core.v1.SleepAction.seconds",
  "api.core.v1.Sysctl.value",
  "api.events.v1.Event.eventTime",
  "api.storage.v1.CSINodeSpec.drivers",
  "api.storage.v1.TokenRequest.audience",
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion.served",
  "apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionVersion.storage",
];

/** Sets that the Go types leave open and servers do not. Source: the same packages. */
const insistedOn: Readonly<Record<string, readonly string[]>> = {
  "api.autoscaling.v2.HPAScalingPolicy.type": ["Percent", "Pods"],
  "api.autoscaling.v2.HPAScalingRules.selectPolicy": ["Disabled", "Max", "Min"],
  "api.autoscaling.v2.MetricSpec.type": ["ContainerResource", "External", "Object", "Pods", "Resource"],
  "api.rbac.v1.RoleRef.apiGroup": ["rbac.authorization.k8s.io"],
  "api.rbac.v1.RoleRef.kind": ["Role", "ClusterRole"],
  "api.rbac.v1.Subject.kind": ["ServiceAccount", "User", "Group"],
};

/** A Secret's values never reach a check as they are, so nothing can be said of them. */
const unseen = ["api.core.v1.Secret.data", "api.core.v1.Secret.stringData"];

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, OpenApiSchema>> };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, { "x-kubernetes-group-version-kind"?: Gvk }>>>>;
}
type Gvk = { readonly group: string; readonly version: string; readonly kind: string };

class BuiltIns {
  readonly #schemas: ReadonlyMap<string, OpenApiSchema>;
  readonly #enums: GoEnums;
  readonly #done = new Map<string, Schema>();

  constructor(schemas: ReadonlyMap<string, OpenApiSchema>, enums: GoEnums) {
    this.#schemas = schemas;
    this.#enums = enums;
  }

  named(name: string): Schema {
    const done = special[name] ?? this.#done.get(name);
    if (done) return done;
    const open = this.#schemas.get(name);
    if (!open) throw new Error(`no schema ${name}`);
    const schema = this.#struct(name, open);
    this.#done.set(name, schema);
    return schema;
  }

  #struct(name: string, open: OpenApiSchema): Schema {
    const properties: Record<string, Schema> = {};
    for (const [field, inner] of Object.entries(open.properties ?? {}))
      properties[field] = unseen.includes(`${name}.${field}`) ? {} : this.#allowed(this.#field(inner), name, field);
    const required = (open.required ?? []).filter((field) => this.#isInsistedOn(name, field, properties[field]));
    return { type: "object", properties, ...(required.length > 0 ? { required } : {}) };
  }

  /** The server takes an empty text as not given. */
  #allowed(schema: Schema, name: string, field: string): Schema {
    const values = insistedOn[`${name}.${field}`] ?? this.#enums.of(name, field);
    if (!values) return schema;
    if (schema.type === "array") return { ...schema, items: { type: "string", enum: values } };
    return schema.type === "string" ? { ...schema, enum: [...new Set([...values, ""])] } : schema;
  }

  /** A struct that is not given is an empty one; the server misses it where it misses something in it. */
  #isInsistedOn(name: string, field: string, schema: Schema | undefined): boolean {
    if (notInsistedOn.includes(`${name}.${field}`)) return false;
    const open = this.#schemas.get(name)?.properties?.[field];
    const isStruct = open?.allOf !== undefined && JSON.stringify(open.default) === "{}";
    return !isStruct || schema?.required !== undefined || field === "template";
  }

  #field(open: OpenApiSchema): Schema {
    const ref = open.$ref ?? open.allOf?.[0]?.$ref;
    if (ref) return this.named(ref.slice(prefix.length));
    if (open.type === "array") return { type: "array", ...(open.items ? { items: this.#field(open.items) } : {}) };
    if (open.additionalProperties) return { type: "object", values: this.#field(open.additionalProperties) };
    if (open.type === "object") return { type: "object", open: true };
    if (open.type === undefined) return {};
    return { type: open.type as SchemaType };
  }
}

/** Every kind that has an address: of the documents in `api/openapi-spec/v3`, with the Go types of the same release. */
export function builtInKinds(folder: string, goTypes: string): CustomKind[] {
  const schemas = new Map<string, OpenApiSchema>();
  const namespaced = new Map<string, boolean>();
  for (const name of readdirSync(folder)) {
    const document = JSON.parse(readFileSync(join(folder, name), "utf8")) as Document;
    for (const [type, schema] of Object.entries(document.components?.schemas ?? {}))
      schemas.set(type.replace(/^io\.k8s\./, ""), schema);
    for (const [path, methods] of Object.entries(document.paths ?? {})) {
      const gvk = methods.post?.["x-kubernetes-group-version-kind"];
      if (gvk && !/\{name\}/.test(path)) namespaced.set(apiVersionOf(gvk), path.includes("/namespaces/{namespace}/"));
    }
  }
  const types = new BuiltIns(schemas, new GoEnums(goTypes));
  return [...schemas].flatMap(([type, schema]) => {
    const kinds = (schema["x-kubernetes-group-version-kind"] ?? []).filter((gvk) => namespaced.has(apiVersionOf(gvk)));
    return kinds.map((gvk) => ({
      apiVersion: apiVersionOf(gvk).split(" ")[0] ?? "",
      kind: gvk.kind,
      namespaced: namespaced.get(apiVersionOf(gvk)) ?? false,
      schema: types.named(type),
    }));
  });
}

function apiVersionOf({ group, version, kind }: Gvk): string {
  return `${group === "" ? "" : `${group}/`}${version} ${kind}`;
}
