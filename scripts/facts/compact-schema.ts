/** Writes schemas so that equal parts of a file stand in it once. `src/facts/schemas/expand.ts` reads them again. */
import type { Schema, SchemaType } from "../../src/model/kubernetes/schema-value.ts";

const letters: Readonly<Record<SchemaType, string>> = {
  object: "o",
  array: "a",
  string: "s",
  integer: "i",
  number: "n",
  boolean: "b",
  "int-or-string": "x",
  quantity: "q",
};

/** A schema whose parts are numbers of other parts, or a letter where there is nothing more to say. */
type Row = string | PartsRow;
interface PartsRow {
  readonly p?: Readonly<Record<string, number>>;
  readonly v?: number;
  readonly l?: number;
  readonly t?: string;
}

/** Collects the schemas of one file. */
export class CompactSchemas {
  readonly #rows: Row[] = [];
  readonly #known = new Map<string, number>();

  /** The number of a schema; equal schemas have the same. */
  add(schema: Schema): number {
    const row = this.#rowOf(schema);
    const key = JSON.stringify(row);
    const known = this.#known.get(key) ?? this.#rows.push(row) - 1;
    this.#known.set(key, known);
    return known;
  }

  #rowOf({ type, properties, values, items, required, enum: allowed, minimum, maximum, pattern, open }: Schema): Row {
    if (type === undefined) return "*";
    const row = {
      ...(properties ? { p: this.#fields(properties) } : {}),
      ...(values ? { v: this.add(values) } : {}),
      ...(items ? { l: this.add(items) } : {}),
      ...(required ? { r: required.join(" ") } : {}),
      ...(allowed ? { e: allowed } : {}),
      ...(minimum === undefined ? {} : { a: minimum }),
      ...(maximum === undefined ? {} : { z: maximum }),
      ...(pattern === undefined ? {} : { m: pattern }),
      ...(open ? { u: 1 } : {}),
    };
    if (Object.keys(row).length === 0) return letters[type];
    return type === "object" || (type === "array" && items) ? row : { t: letters[type], ...row };
  }

  #fields(properties: Readonly<Record<string, Schema>>): Record<string, number> {
    return Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, this.add(field)]));
  }

  #uses(roots: readonly number[]): ReadonlyMap<number, number> {
    const parts = this.#rows.flatMap((row) =>
      typeof row === "string"
        ? []
        : [...Object.values(row.p ?? {}), ...[row.v, row.l].filter((part) => part !== undefined)],
    );
    const uses = new Map<number, number>();
    for (const part of [...roots, ...parts]) uses.set(part, (uses.get(part) ?? 0) + 1);
    return uses;
  }

  /** How each of the roots is written, and the parts that are used more than once: they are written as numbers. */
  table(roots: readonly number[]): { readonly written: readonly unknown[]; readonly nodes: readonly unknown[] } {
    const uses = this.#uses(roots);
    const nodes: unknown[] = [];
    const places = new Map<number, number>();
    const written = (part: number): unknown => {
      const row = this.#rows[part] ?? "*";
      if (typeof row === "string" || uses.get(part) === 1) return inFull(row);
      const place = places.get(part) ?? nodes.push(inFull(row)) - 1;
      places.set(part, place);
      return place;
    };
    const inFull = (row: Row): unknown => {
      if (typeof row === "string") return row;
      const { p, v, l, ...rest } = row;
      const fields = Object.entries(p ?? {}).map(([name, field]) => [name, written(field)]);
      return {
        ...(p ? { p: Object.fromEntries(fields) } : {}),
        ...(v === undefined ? {} : { v: written(v) }),
        ...(l === undefined ? {} : { l: written(l) }),
        ...rest,
      };
    };
    return { written: roots.map(written), nodes };
  }
}
