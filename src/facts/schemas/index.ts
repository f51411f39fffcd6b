import { type KindSchema, type SchemaFile, SchemaReader } from "./expand.ts";
import { schemaFiles } from "./files.gen.ts";

/** What is known of the fields of kinds, built-in ones (Kubernetes 1.36) and the custom ones people use most. */
export interface KindSchemas {
  /** The fields of a kind; undefined where nothing is known of it. `status` takes anything. */
  schemaOf(apiVersion: string, kind: string): KindSchema | undefined;
  /** Whether objects of a kind live in namespaces; undefined where nothing is known of it. */
  isNamespaced(apiVersion: string, kind: string): boolean | undefined;
  /** The apiVersions under which a kind of a group (core: ``) is known, in the order of their names. */
  versionsOf(group: string, kind: string): readonly string[];
}

/**
 * Reads what is known of the kinds of API groups (`apps`; core: ``). Groups of which nothing is known are passed over;
 * asking for a kind of a group that was not named here says that nothing is known.
 */
export async function loadSchemas(groups: Iterable<string>): Promise<KindSchemas> {
  const loads = new Set([...groups].map((group) => schemaFiles[group]).filter((load) => load !== undefined));
  const files = await Promise.all([...new Set(loads)].map(async (load) => (await load()).default as SchemaFile));
  const readers = new Map<string, SchemaReader>();
  const rows = new Map<string, SchemaFile["kinds"][string]>();
  const versions = new Map<string, string[]>();
  for (const file of new Set(files)) {
    const reader = new SchemaReader(file);
    for (const [kind, row] of Object.entries(file.kinds)) {
      readers.set(kind, reader);
      rows.set(kind, row);
      const [apiVersion = "", name = ""] = kind.split(" ");
      const family = `${groupOf(apiVersion)} ${name}`;
      versions.set(family, [...(versions.get(family) ?? []), apiVersion]);
    }
  }
  return {
    schemaOf: (apiVersion, kind) => readers.get(`${apiVersion} ${kind}`)?.schema(`${apiVersion} ${kind}`),
    isNamespaced(apiVersion, kind) {
      const row = rows.get(`${apiVersion} ${kind}`);
      return row && row[0] === 1;
    },
    versionsOf: (group, kind) => versions.get(`${group} ${kind}`) ?? [],
  };
}

const groupOf = (apiVersion: string): string => apiVersion.slice(0, Math.max(0, apiVersion.indexOf("/")));
