/** What a value may be; the same shape as `Schema` in src/model/kubernetes/schema-value.ts, which explains it. */
export interface KindSchema {
  readonly type?: (typeof types)[keyof typeof types];
  readonly properties?: Readonly<Record<string, KindSchema>>;
  readonly values?: KindSchema;
  readonly items?: KindSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly pattern?: string;
  readonly open?: boolean;
}

const types = {
  o: "object",
  a: "array",
  s: "string",
  i: "integer",
  n: "number",
  b: "boolean",
  x: "int-or-string",
  q: "quantity",
} as const;

/**
 * A schema in a data file: the letter of its type (`*`: anything), the number of a part that stands in `nodes`, or in
 * full: `p` fields, `v` what each value of a map is, `l` what each item of a list is, `r` names of required fields, `e`
 * allowed values, `a` to `z` range, `m` pattern, `u` unknown fields are kept, `t` the letter of the type.
 */
type Node = string | number | FullNode;
interface FullNode {
  readonly p?: Readonly<Record<string, Node>>;
  readonly v?: Node;
  readonly l?: Node;
  readonly r?: string;
  readonly e?: readonly unknown[];
  readonly a?: number;
  readonly z?: number;
  readonly m?: string;
  readonly u?: 1;
  readonly t?: keyof typeof types;
}

/** A data file: of each kind (`apps/v1 Deployment`) whether it is namespaced, and its schema. */
export interface SchemaFile {
  readonly kinds: Readonly<Record<string, readonly [namespaced: 0 | 1, schema: Node]>>;
  readonly nodes: readonly Node[];
}

const letters = new Map<string, KindSchema>(Object.entries(types).map(([letter, type]) => [letter, { type }]));

/** Reads the schemas of one file, each part of them once. */
export class SchemaReader {
  readonly #file: SchemaFile;
  readonly #parts = new Map<Node, KindSchema>();

  constructor(file: SchemaFile) {
    this.#file = file;
  }

  /** The schema of a kind, given as `apps/v1 Deployment`. */
  schema(kind: string): KindSchema | undefined {
    const row = this.#file.kinds[kind];
    return row && this.#read(row[1]);
  }

  #read(node: Node): KindSchema {
    if (typeof node === "string") return letters.get(node) ?? {};
    const done = this.#parts.get(node);
    if (done) return done;
    const full = typeof node === "number" ? this.#file.nodes[node] : node;
    const schema = typeof full === "object" ? this.#full(full) : {};
    this.#parts.set(node, schema);
    return schema;
  }

  #full({ p, v, l, r, e, a, z, m, u, t }: FullNode): KindSchema {
    return {
      type: t ? types[t] : l === undefined ? "object" : "array",
      ...(p ? { properties: this.#fields(p) } : {}),
      ...(v === undefined ? {} : { values: this.#read(v) }),
      ...(l === undefined ? {} : { items: this.#read(l) }),
      ...(r === undefined ? {} : { required: r.split(" ") }),
      ...(e ? { enum: e } : {}),
      ...(a === undefined ? {} : { minimum: a }),
      ...(z === undefined ? {} : { maximum: z }),
      ...(m === undefined ? {} : { pattern: m }),
      ...(u ? { open: true } : {}),
    };
  }

  #fields(nodes: Readonly<Record<string, Node>>): Record<string, KindSchema> {
    const fields: Record<string, KindSchema> = {};
    for (const name of Object.keys(nodes)) fields[name] = this.#read(nodes[name] ?? "*");
    return fields;
  }
}
