/** Reads CustomResourceDefinitions from files, with what a checker of values can use of them. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type CustomKind, schemaOfCrd } from "../../src/model/kubernetes/custom-resource.ts";
import type { Schema } from "../../src/model/kubernetes/schema-value.ts";

type Json = Record<string, unknown>;

interface Version {
  readonly name: string;
  readonly schema?: { readonly openAPIV3Schema?: Json };
}

interface Crd {
  readonly kind?: string;
  readonly spec?: { readonly versions?: readonly Version[] };
}

const longestPattern = 100;

function isShortAndValid(pattern: unknown): pattern is string {
  if (typeof pattern !== "string" || pattern.length > longestPattern) return false;
  try {
    return new RegExp(pattern).source !== "";
  } catch {
    return false;
  }
}

/** Regular expressions come from published definitions alone, so they are added here and not by the reader of any CRD. */
function withPatterns(schema: Schema, open: Json | undefined): Schema {
  if (!open) return schema;
  const at = (key: string): Json | undefined => open[key] as Json | undefined;
  const fields = Object.entries(schema.properties ?? {}).map(([name, field]) => [
    name,
    withPatterns(field, at("properties")?.[name] as Json | undefined),
  ]);
  return {
    ...schema,
    ...(schema.properties ? { properties: Object.fromEntries(fields) as Record<string, Schema> } : {}),
    ...(schema.items ? { items: withPatterns(schema.items, at("items")) } : {}),
    ...(schema.values ? { values: withPatterns(schema.values, at("additionalProperties")) } : {}),
    ...(schema.type === "string" && isShortAndValid(open.pattern) ? { pattern: open.pattern } : {}),
  };
}

/** Versions that the newest release has stopped serving are still served by clusters with an older one. */
function kindsOf(crd: Crd): CustomKind[] {
  const versions = crd.spec?.versions?.map((version) => ({ ...version, served: true }));
  return schemaOfCrd({ ...crd, spec: { ...crd.spec, versions } }).map((found) => {
    const version = crd.spec?.versions?.find(({ name }) => found.apiVersion.endsWith(`/${name}`));
    return { ...found, schema: withPatterns(found.schema, version?.schema?.openAPIV3Schema) };
  });
}

/** Every kind of the CRDs in a file, or in the YAML files of a folder. */
export function kindsIn(path: string): CustomKind[] {
  if (statSync(path).isDirectory()) {
    const names = readdirSync(path).filter((name) => /\.ya?ml$/.test(name) && name !== "kustomization.yaml");
    return names.flatMap((name) => kindsIn(join(path, name)));
  }
  const documents = parseAllDocuments(readFileSync(path, "utf8"), { strict: false });
  return documents.flatMap((document) => {
    const crd = document.toJS() as Crd | null;
    return crd?.kind === "CustomResourceDefinition" ? kindsOf(crd) : [];
  });
}
