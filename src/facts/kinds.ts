import data from "./kinds.gen.json" with { type: "json" };

/** A part of a resource with an address of its own. `group` and `version` are given where they are not the owner's. */
export interface SubresourceFacts {
  readonly name: string;
  readonly group?: string;
  readonly version?: string;
  readonly kind: string;
  readonly verbs: readonly string[];
}

/** A served kind, as discovery describes it. `group` is empty for the core group. */
export interface KindFacts {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly resource: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly hasStatus: boolean;
  readonly subresources: readonly SubresourceFacts[];
}

/** The served built-in kinds, in the order of a real server's discovery. */
export const kindFacts: readonly KindFacts[] = data;
