/**
 * Closed sets of values in the Go types of k8s.io/api: types marked `+enum` with their constants. The documents that
 * Kubernetes publishes with its sources leave them out.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type GoPackage, parsePackage } from "./go-types.ts";

interface Package {
  readonly structs: GoPackage;
  readonly enums: ReadonlyMap<string, readonly string[]>;
  /** Other packages by the name they are imported under: `core/v1`. */
  readonly imports: ReadonlyMap<string, string>;
}

/** Of a set whose constants are not all written as texts nothing is said. */
function enumsIn(source: string): Map<string, string[]> {
  const marked = source.matchAll(/^\/\/ \+enum\n(?:\/\/.*\n)*type (\w+) string$/gm);
  const enums = new Map([...marked].map(([, name = ""]) => [name, [] as string[]]));
  for (const [, typed, value] of source.matchAll(/^\s+\w+\s+(\w+)\s*=\s*("[^"]*")?/gm)) note(enums, typed, value);
  for (const [, typed, value] of source.matchAll(/^\s+\w+\s*=\s*(\w+)\(("[^"]*")?/gm)) note(enums, typed, value);
  return enums;
}

function note(enums: Map<string, string[]>, typed = "", value?: string): void {
  if (value === undefined) enums.delete(typed);
  else enums.get(typed)?.push(value.slice(1, -1));
}

/** Reads packages of k8s.io/api as they are asked for. */
export class GoEnums {
  readonly #folder: string;
  readonly #packages = new Map<string, Package>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The values of a field of a type by its OpenAPI name (`api.core.v1.Container`); undefined where any text may stand. */
  of(name: string, field: string): readonly string[] | undefined {
    const [, group, version, struct = ""] = /^api\.(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
    const own = this.#package(`${group}/${version}`);
    const type = own?.structs
      .get(struct)
      ?.find(({ json }) => json === field)
      ?.goType.replace(/^(?:\*|\[\])+/, "");
    if (!own || !type) return undefined;
    const [alias, foreign] = type.split(".");
    const values = foreign ? this.#package(own.imports.get(alias ?? ""))?.enums.get(foreign) : own.enums.get(type);
    return values && values.length > 0 ? values : undefined;
  }

  #package(path: string | undefined): Package | undefined {
    const file = path === undefined ? "" : join(this.#folder, path, "types.go");
    if (path === undefined || !existsSync(file)) return undefined;
    const known = this.#packages.get(path);
    if (known) return known;
    const source = readFileSync(file, "utf8");
    const imports = [...source.matchAll(/^\s+(\w+) "k8s\.io\/api\/([\w/]+)"$/gm)];
    const read = {
      structs: parsePackage(source),
      enums: enumsIn(source),
      imports: new Map(imports.map(([, alias = "", target = ""]) => [alias, target])),
    };
    this.#packages.set(path, read);
    return read;
  }
}
