import data from "./schema.gen.json" with { type: "json" };

/**
 * What is special about a field: `d` default, `e` allowed values, `k` strategic merge key, `s` patch strategies, `l` list
 * type (absent: atomic), `m` list-map keys, `a` map type.
 */
export interface FieldExtras {
  readonly d?: unknown;
  readonly e?: readonly string[];
  readonly k?: string;
  readonly s?: string;
  readonly l?: "map" | "set";
  readonly m?: readonly string[];
  readonly a?: "atomic" | "granular";
}

/**
 * A field: its type (`string`, `core.v1.Pod`, `[]T`, `{}T` …), its protobuf number (0: none, or inside an embedded
 * message) and flags: `p` pointer in Go, `o` left out when empty, `z` left out when zero, `r` required.
 */
export type FieldFacts = readonly [type: string, number: number, flags: string, extras?: FieldExtras];

/** A struct: its fields in the order of the Go source, whether it is atomic, its embedded messages by number, its kinds. */
export interface TypeFacts {
  readonly f: Readonly<Record<string, FieldFacts>>;
  readonly a?: 1;
  readonly i?: Readonly<Record<string, string>>;
  readonly g?: readonly string[];
}

/** Every type of the served kinds of Kubernetes 1.34, by its OpenAPI name without prefix (`apps.v1.Deployment`). */
export const schemaFacts: Readonly<Record<string, TypeFacts>> = data as unknown as Record<string, TypeFacts>;
