import { type KindFacts, kindFacts, type SubresourceFacts } from "../../facts/kinds.ts";
import { rehearseKinds } from "./rehearse-schema.ts";

/** A served kind. `group` is empty for the core group; `subresources` carry `group` and `version` where they differ. */
export type KindRow = KindFacts;

/** A part of a resource with an address of its own, as `status`, `scale`, `eviction`. */
export type Subresource = SubresourceFacts;

/** Every served kind: the built-in ones in the order of a real server's discovery, then the rehearsal group's. */
export const kinds: readonly KindRow[] = [...kindFacts, ...rehearseKinds];

/** `v1` or `apps/v1`: how a row is named in `apiVersion`. */
export function apiVersionOf(row: { readonly group: string; readonly version: string }): string {
  return row.group === "" ? row.version : `${row.group}/${row.version}`;
}

const resources = new Map(kinds.map((row) => [`${apiVersionOf(row)}/${row.resource}`, row]));
const byKind = new Map(kinds.map((row) => [`${apiVersionOf(row)}/${row.kind}`, row]));

/** The row of a resource by its plural name (`apps/v1`, `deployments`). */
export function kindByResource(apiVersion: string, resource: string): KindRow | undefined {
  return resources.get(`${apiVersion}/${resource}`);
}

/** The row of a kind (`apps/v1`, `Deployment`). */
export function kindByKind(apiVersion: string, kind: string): KindRow | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}
