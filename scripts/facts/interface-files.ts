/** Reads the TypeScript interfaces that packages of npm have made of CRDs, for projects that have no other source. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CustomKind } from "../../src/model/kubernetes/custom-resource.ts";
import { objectMeta } from "../../src/model/kubernetes/object-meta.ts";
import type { Schema } from "../../src/model/kubernetes/schema-value.ts";

/** The folder of an unpacked package of npm. */
export function packageFolder(name: string, version: string): string {
  const folder = mkdtempSync(join(tmpdir(), "salvor-package-"));
  const run = (command: string, ...args: string[]): string =>
    execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  run("tar", "xzf", run("npm", "pack", `${name}@${version}`).trim());
  return join(folder, "package");
}

const named: Readonly<Record<string, Schema>> = {
  string: { type: "string" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  any: {},
  IObjectMeta: objectMeta,
};

/**
 * Reads one type. What is required is left out: the interfaces do not tell what has a default, and they do not tell
 * whole numbers from others either.
 */
class TypeReader {
  readonly #words: string[];
  #at = 0;

  constructor(text: string) {
    const bare = text.replace(/\/\*[\s\S]*?\*\//g, "");
    this.#words = bare.match(/"(?:[^"\\]|\\.)*"|\w+|[{}<>[\]?:;|]/g) ?? [];
  }

  #next(): string {
    const word = this.#words[this.#at];
    if (word === undefined) throw new Error("the interface ends too early");
    this.#at += 1;
    return word;
  }

  #take(...words: readonly string[]): void {
    for (const word of words) {
      const found = this.#next();
      if (found !== word) throw new Error(`${found} stands where ${word} should`);
    }
  }

  #skip(word: string): boolean {
    if (this.#words[this.#at] !== word) return false;
    this.#at += 1;
    return true;
  }

  type(): Schema {
    const parts = [this.#single()];
    while (this.#skip("|")) parts.push(this.#single());
    const [first = {}] = parts;
    if (parts.length === 1) return first;
    if (parts.every((part) => part.enum)) return { ...first, enum: parts.flatMap((part) => part.enum ?? []) };
    const types = parts.map((part) => part.type).sort();
    return types.join() === "number,string" ? { type: "int-or-string" } : {};
  }

  #single(): Schema {
    const word = this.#next();
    if (word === "{") return this.#object();
    if (word === "Array") {
      this.#take("<");
      const items = this.type();
      this.#take(">");
      return { type: "array", items };
    }
    if (word.startsWith('"')) return { type: "string", enum: [JSON.parse(word)] };
    if (/^\d/.test(word)) return { type: "number", enum: [Number(word)] };
    const schema = named[word];
    if (!schema) throw new Error(`no type ${word}`);
    return schema;
  }

  #object(): Schema {
    const properties: Record<string, Schema> = {};
    let values: Schema | undefined;
    while (!this.#skip("}")) {
      if (this.#skip("[")) {
        this.#take("key", ":", "string", "]", ":");
        values = this.type();
      } else {
        const name = JSON.parse(this.#next()) as string;
        this.#skip("?");
        this.#take(":");
        properties[name] = this.type();
      }
      this.#take(";");
    }
    if (values) return { type: "object", values };
    // Objects that keep any field come out as `{}`.
    return Object.keys(properties).length > 0 ? { type: "object", properties } : { type: "object", open: true };
  }
}

/** The kind of a file that describes one; nothing where it describes something else. */
function kindOf(file: string): CustomKind[] {
  const text = readFileSync(file, "utf8");
  const start = text.search(/export interface I\w+ \{/);
  if (start < 0) return [];
  const schema = new TypeReader(text.slice(text.indexOf("{", start))).type();
  const [apiVersion, kind] = [schema.properties?.apiVersion?.enum?.[0], schema.properties?.kind?.enum?.[0]];
  if (typeof apiVersion !== "string" || typeof kind !== "string") return [];
  return [{ apiVersion, kind, namespaced: true, schema }];
}

/** The kinds, all of them namespaced, of a file with an interface or of a folder of such files. */
export function kindsOfInterfaces(path: string): CustomKind[] {
  if (path.endsWith(".d.ts")) return kindOf(path);
  const names = readdirSync(path).filter((name) => /^[A-Z].*\.d\.ts$/.test(name));
  return names.flatMap((name) => kindOf(join(path, name)));
}
