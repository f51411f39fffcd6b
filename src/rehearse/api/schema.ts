import { type FieldFacts, schemaFacts, type TypeFacts } from "../../facts/schema.ts";
import { rehearseTypes } from "./rehearse-schema.ts";

/** Types that are written as one JSON value. `raw` is any JSON, taken as it is. */
export type ScalarName =
  | "string"
  | "int32"
  | "int64"
  | "number"
  | "boolean"
  | "byte"
  | "quantity"
  | "int-or-string"
  | "date-time"
  | "micro-time"
  | "raw";

/** What a value must look like. */
export type Schema =
  | { readonly kind: "scalar"; readonly type: ScalarName }
  | { readonly kind: "list"; readonly of: Schema }
  | { readonly kind: "map"; readonly of: Schema }
  | StructSchema;

/** An object with known fields. `fields` is built when it is first read, because types refer to themselves. */
export interface StructSchema {
  readonly kind: "struct";
  /** The name in the facts: `core.v1.PodSpec`. */
  readonly name: string;
  /** Server-side apply owns it as a whole. */
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, Field>;
  /** Protobuf messages whose fields are written into this struct, by their number. */
  readonly embedded: ReadonlyMap<number, string>;
}

/** One field of a struct. */
export interface Field {
  readonly name: string;
  readonly schema: Schema;
  /** Protobuf number; 0 where it has none of its own. */
  readonly number: number;
  /** Nothing and the zero value differ. */
  readonly pointer: boolean;
  /** Left out of the JSON when empty (structs that are no pointers are written all the same, unless `omitzero`). */
  readonly omitempty: boolean;
  readonly omitzero: boolean;
  readonly required: boolean;
  readonly default: unknown;
  readonly values: readonly string[] | undefined;
  /** Strategic merge patch. */
  readonly mergeKey: string | undefined;
  readonly strategies: readonly string[];
  /** Server-side apply: lists. */
  readonly listType: "atomic" | "map" | "set";
  readonly mapKeys: readonly string[];
  /** Server-side apply: a map or struct that is owned as a whole here. */
  readonly atomic: boolean;
}

const built = new Map<string, Schema>();

function facts(name: string): TypeFacts {
  const type = schemaFacts[name] ?? rehearseTypes[name];
  if (!type) throw new Error(`no facts about the type ${name}`);
  return type;
}

/** The zero that Go writes for a field that is neither a pointer nor left out when empty. */
function zeroOf(type: string, flags: string): unknown {
  if (/[po]/.test(flags)) return undefined;
  if (type === "string") return "";
  if (type === "boolean") return false;
  return type === "int32" || type === "int64" || type === "number" ? 0 : undefined;
}

function fieldOf(name: string, [type, number, flags, extras = {}]: FieldFacts): Field {
  const schema = typeSchema(type);
  const atomic = extras.a ? extras.a === "atomic" : schema.kind === "struct" && schema.atomic;
  return {
    name,
    schema,
    number,
    pointer: flags.includes("p"),
    omitempty: flags.includes("o"),
    omitzero: flags.includes("z"),
    required: flags.includes("r"),
    default: extras.d ?? zeroOf(type, flags),
    values: extras.e,
    mergeKey: extras.k,
    strategies: extras.s?.split(",") ?? [],
    listType: extras.l ?? "atomic",
    mapKeys: extras.m ?? [],
    atomic,
  };
}

function structOf(name: string): StructSchema {
  const type = facts(name);
  let fields: ReadonlyMap<string, Field> | undefined;
  return {
    kind: "struct",
    name,
    atomic: type.a === 1,
    embedded: new Map(Object.entries(type.i ?? {}).map(([number, embedded]) => [Number(number), embedded])),
    get fields(): ReadonlyMap<string, Field> {
      fields ??= new Map(Object.entries(type.f).map(([field, row]) => [field, fieldOf(field, row)]));
      return fields;
    },
  };
}

/** The schema of a type by its name in the facts: `core.v1.Pod`, `[]string`, `{}quantity`. */
export function typeSchema(name: string): Schema {
  const known = built.get(name);
  if (known) return known;
  const schema = makeSchema(name);
  built.set(name, schema);
  return schema;
}

function makeSchema(name: string): Schema {
  if (name.startsWith("[]")) return { kind: "list", of: typeSchema(name.slice(2)) };
  if (name.startsWith("{}")) return { kind: "map", of: typeSchema(name.slice(2)) };
  return name.includes(".") ? structOf(name) : { kind: "scalar", type: name as ScalarName };
}

let typeNames: Map<string, string> | undefined;

/** The name in the facts of a kind's type, by `group/version/Kind` (`/v1/Pod`). */
function kindTypes(): Map<string, string> {
  typeNames ??= new Map(
    [...Object.entries(schemaFacts), ...Object.entries(rehearseTypes)].flatMap(([name, type]) =>
      (type.g ?? []).map((gvk) => [gvk, name] as const),
    ),
  );
  return typeNames;
}

/** The schema of a kind (`apps/v1`, `Deployment`); undefined where it is not served. */
export function schemaOf(apiVersion: string, kind: string): StructSchema | undefined {
  const gvk = `${apiVersion.includes("/") ? "" : "/"}${apiVersion}/${kind}`;
  const name = kindTypes().get(gvk);
  const schema = name === undefined ? undefined : typeSchema(name);
  return schema?.kind === "struct" ? schema : undefined;
}
