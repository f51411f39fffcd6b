/**
 * Reads what OpenAPI documents leave out from the Go types of k8s.io/api: protobuf numbers, which fields are pointers,
 * which are left out when empty, which structs are embedded. All of it is in the struct tags.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";

/** A field of a Go struct. `json` is empty for an embedded struct without a name of its own. */
export interface GoField {
  readonly goName: string;
  readonly goType: string;
  readonly json: string;
  readonly omitempty: boolean;
  readonly omitzero: boolean;
  readonly number: number;
}

/** The fields of the structs of one package, in the order of the source. */
export type GoPackage = ReadonlyMap<string, readonly GoField[]>;

const version = "v0.34.4";
const fieldForm = /^\s*(?:([A-Z]\w*)\s+)?([\w.*[\]]+)\s+`([^`]*)`/;

function parseField(line: string): GoField | undefined {
  const match = fieldForm.exec(line);
  const tags = match?.[3] ?? "";
  const json = /json:"([^"]*)"/.exec(tags)?.[1];
  if (!match?.[2] || json === undefined) return undefined;
  const [name = "", ...options] = json.split(",");
  return {
    goName: match[1] ?? match[2],
    goType: match[2],
    json: name,
    omitempty: options.includes("omitempty"),
    omitzero: options.includes("omitzero"),
    number: Number(/protobuf:"\w+,(\d+)/.exec(tags)?.[1] ?? 0),
  };
}

/** The structs in the text of a `types.go`. */
export function parsePackage(source: string): GoPackage {
  const types = new Map<string, GoField[]>();
  let fields: GoField[] | undefined;
  for (const line of source.split("\n")) {
    const head = /^type (\w+) struct \{/.exec(line);
    if (head?.[1]) {
      fields = [];
      types.set(head[1], fields);
    } else if (line.startsWith("}")) fields = undefined;
    else if (fields && !/^\s*\/\//.test(line)) {
      const field = parseField(line);
      if (field) fields.push(field);
    }
  }
  return types;
}

let modules: string | undefined;
const packages = new Map<string, GoPackage>();

/** The structs of a package named as in OpenAPI (`core.v1`, `meta.v1`), from the Go module cache. */
export function goPackage(name: string): GoPackage {
  const known = packages.get(name);
  if (known) return known;
  modules ??= execFileSync("go", ["env", "GOMODCACHE"], { encoding: "utf8" }).trim();
  const folder =
    name === "meta.v1" ? `apimachinery@${version}/pkg/apis/meta/v1` : `api@${version}/${name.replace(".", "/")}`;
  const file = `${modules}/k8s.io/${folder}/types.go`;
  if (!existsSync(file)) throw new Error(`${file} is missing: run \`go mod download k8s.io/api@${version}\``);
  const parsed = parsePackage(readFileSync(file, "utf8"));
  packages.set(name, parsed);
  return parsed;
}
