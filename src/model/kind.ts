import type { Schema } from "./kubernetes/schema-value.ts";

/**
 * What is known of a kind that a repository uses. `schema` is absent where nothing is known of its fields; `known` is
 * whether Kubernetes or one of the custom resources that come with Salvor has it. `shape` is what rules may expect of an
 * object of the kind: its schema, or that of another version of it. Releases are written `1.25`:
 * `removed` is the first that no longer serves it. `versions` are the apiVersions that are known of the same kind,
 * `groups` the groups that have a kind of this name, `kinds` the kinds of the same apiVersion.
 * Id: `kind:<apiVersion> <Kind>`.
 */
export interface KindFact {
  readonly apiVersion: string;
  readonly kind: string;
  readonly known: boolean;
  readonly schema?: Schema;
  readonly shape?: Schema;
  readonly introduced?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: string;
  readonly versions: readonly string[];
  readonly groups: readonly string[];
  readonly kinds: readonly string[];
}

/** The vertex id of a kind. */
export function kindId(apiVersion: string, kind: string): string {
  return `kind:${apiVersion} ${kind}`;
}

/** Compares releases written `1.9` and `1.25`: negative when the first is older. */
export function compareReleases(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split(".").map(Number);
  const [bMajor = 0, bMinor = 0] = b.split(".").map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}
