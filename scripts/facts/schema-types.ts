/** Turns the OpenAPI v3 documents of a real server and the Go struct tags into the table of `src/facts/schema.gen.json`. */
import { type GoField, goPackage } from "./go-types.ts";

/** The part of an OpenAPI v3 schema that is read here. */
export interface OpenApiSchema {
  readonly type?: string;
  readonly format?: string;
  readonly $ref?: string;
  readonly allOf?: readonly OpenApiSchema[];
  readonly items?: OpenApiSchema;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly additionalProperties?: OpenApiSchema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-list-type"?: string;
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: string;
  readonly "x-kubernetes-unions"?: unknown;
  readonly "x-kubernetes-group-version-kind"?: readonly { group: string; version: string; kind: string }[];
}

type Extras = Record<string, unknown>;
type FieldRow = [type: string, number: number, flags?: string, extras?: Extras];
interface TypeRow {
  f: Record<string, FieldRow>;
  a?: 1;
  i?: Record<string, string>;
  g?: string[];
}

const known: Readonly<Record<string, string>> = {
  "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
  "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
  "io.k8s.apimachinery.pkg.apis.meta.v1.Time": "date-time",
  "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime": "micro-time",
  "io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1": "raw",
  "io.k8s.apimachinery.pkg.runtime.RawExtension": "raw",
};

/** `io.k8s.api.core.v1.Pod` → `core.v1.Pod`; scalars of their own → their name here. */
function shortName(ref: string): string {
  const name = ref.replace("#/components/schemas/", "");
  return known[name] ?? name.replace(/^io\.k8s\.(api\.|apimachinery\.pkg\.apis\.)/, "");
}

function typeOf(schema: OpenApiSchema): string {
  const ref = schema.$ref ?? schema.allOf?.[0]?.$ref;
  if (ref) return shortName(ref);
  if (schema.type === "array" && schema.items) return `[]${typeOf(schema.items)}`;
  if (schema.additionalProperties) return `{}${typeOf(schema.additionalProperties)}`;
  if (schema.type === "integer") return schema.format ?? "int32";
  if (schema.type === "string" && schema.format === "byte") return "byte";
  if (schema.type === "object") return "raw";
  return schema.type ?? "raw";
}

function isStruct(type: string): boolean {
  return type.includes(".");
}

/** The default that a field has for no other reason than that Go always writes it. */
function plainDefault(field: GoField, type: string): unknown {
  if (field.goType.startsWith("*") || field.goType.startsWith("[") || field.goType.startsWith("map[")) return undefined;
  if (isStruct(type)) return {};
  if (field.omitempty) return undefined;
  if (type === "string") return "";
  if (type === "boolean") return false;
  return /^(int|double|number)/.test(type) && type !== "int-or-string" ? 0 : undefined;
}

function extrasOf(schema: OpenApiSchema, field: GoField, type: string): Extras | undefined {
  const given = schema.default;
  const plain = plainDefault(field, type);
  const extras: Extras = {
    d: given === undefined || JSON.stringify(given) === JSON.stringify(plain) ? undefined : given,
    e: schema.enum,
    k: schema["x-kubernetes-patch-merge-key"],
    s: schema["x-kubernetes-patch-strategy"],
    l: schema["x-kubernetes-list-type"] === "atomic" ? undefined : schema["x-kubernetes-list-type"],
    m: schema["x-kubernetes-list-map-keys"],
    a: schema["x-kubernetes-map-type"],
  };
  const present = Object.entries(extras).filter(([, value]) => value !== undefined);
  return present.length > 0 ? Object.fromEntries(present) : undefined;
}

function flagsOf(field: GoField, required: boolean): string {
  return `${field.goType.startsWith("*") ? "p" : ""}${field.omitempty ? "o" : ""}${field.omitzero ? "z" : ""}${required ? "r" : ""}`;
}

/** Collects types as they are reached from the kinds that are served. */
export class SchemaTable {
  readonly types: Record<string, TypeRow> = {};
  readonly #schemas: Map<string, OpenApiSchema>;

  constructor(schemas: Map<string, OpenApiSchema>) {
    this.#schemas = new Map([...schemas].map(([name, schema]) => [shortName(name), schema]));
  }

  /** Adds a type and everything that it refers to. */
  add(name: string): void {
    const schema = this.#schemas.get(name);
    if (this.types[name] || !isStruct(name)) return;
    if (!schema?.properties) throw new Error(`${name} is not in the documents`);
    this.#addStruct(name, schema);
    const row: TypeRow = this.types[name] ?? { f: {} };
    const kinds = schema["x-kubernetes-group-version-kind"] ?? [];
    const own = kinds.filter((entry) => kinds.length === 1 || entry.group === "");
    if (own.length > 0) row.g = own.map((entry) => [entry.group, entry.version, entry.kind].join("/"));
    if (schema["x-kubernetes-map-type"] === "atomic") row.a = 1;
  }

  #addStruct(name: string, schema: OpenApiSchema): void {
    const row: TypeRow = { f: {} };
    this.types[name] = row;
    for (const field of this.#goFields(name)) this.#addField({ name, row, schema }, field);
    const missing = Object.keys(schema.properties ?? {}).filter((property) => !row.f[property]);
    if (missing.length > 0) throw new Error(`${name}: no Go field for ${missing.join(", ")}`);
  }

  #goFields(name: string): readonly GoField[] {
    const [, goPackageName = "", struct = ""] = /^(.*)\.(\w+)$/.exec(name) ?? [];
    const fields = goPackage(goPackageName).get(struct);
    if (!fields) throw new Error(`${name} is not in the Go types`);
    return fields;
  }

  #addField(into: { name: string; row: TypeRow; schema: OpenApiSchema }, field: GoField): void {
    const { row, schema, name } = into;
    if (field.json === "") {
      this.#addEmbedded(into, field);
      return;
    }
    const property = schema.properties?.[field.json];
    if (!property) {
      if (field.json !== "-") throw new Error(`${name}.${field.json} is not in the documents`);
      return;
    }
    const type = typeOf(property);
    const extras = extrasOf(property, field, type);
    const flags = flagsOf(field, schema.required?.includes(field.json) ?? false);
    row.f[field.json] = extras ? [type, field.number, flags, extras] : [type, field.number, flags];
    const element = type.replace(/^(\[\]|\{\})+/, "");
    this.add(element);
  }

  /** OpenAPI flattens embedded structs; on the wire they are messages of their own. */
  #addEmbedded(into: { name: string; row: TypeRow; schema: OpenApiSchema }, field: GoField): void {
    const { row, schema, name } = into;
    const struct = field.goType.replace(/^.*\./, "");
    const packageName = field.goType.includes(".") ? "meta.v1" : name.replace(/\.\w+$/, "");
    const embedded = `${packageName}.${struct}`;
    if (struct === "TypeMeta") {
      for (const property of ["apiVersion", "kind"]) row.f[property] = ["string", 0, "o"];
      return;
    }
    if (!this.types[embedded]) {
      const properties = Object.fromEntries(
        this.#flatNames(embedded).map((property) => [property, schema.properties?.[property] ?? {}]),
      );
      this.#addStruct(embedded, this.#schemas.get(embedded) ?? { ...schema, properties });
    }
    row.i = { ...row.i, [String(field.number)]: embedded };
    for (const [property, [type, , flags, extras]] of Object.entries(this.types[embedded]?.f ?? {})) {
      row.f[property] = extras ? [type, 0, flags, extras] : [type, 0, flags];
    }
  }

  #flatNames(name: string): string[] {
    return this.#goFields(name).flatMap((field) =>
      field.json === "" ? this.#flatNames(name.replace(/\w+$/, field.goType)) : [field.json],
    );
  }
}
