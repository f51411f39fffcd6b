import type { ObjectRef } from "./subject.ts";

/** An HTTP request to a Service through the API server's proxy. `timeoutSeconds` defaults to 5. */
export interface HttpCheck {
  readonly service: string;
  readonly namespace?: string;
  readonly port: number | string;
  readonly path: string;
  readonly expect: number;
  readonly contains?: string;
  readonly timeoutSeconds?: number;
}

/** A service of the fleet: what is deployed, proven and undone together. */
export interface FleetService {
  readonly name: string;
  readonly layer?: string;
  /** The objects that belong to it; derived by label and reference where absent. Each as `Kind/namespace/name`. */
  readonly objects?: readonly Pick<ObjectRef, "kind" | "namespace" | "name">[];
  readonly dependsOn: readonly string[];
  /** How long it must stay ready, with no new restart, before it counts. */
  readonly stableForSeconds?: number;
  readonly checks: readonly { readonly http: HttpCheck }[];
}

/**
 * What somebody does not want to be told by `check`: by its id, the object (`Kind/namespace/name`) and the path of the
 * file, each with `*` for any text. `until` is the last day (`2027-01-01`) on which it holds.
 */
export interface FleetIgnore {
  readonly check: string;
  readonly object?: string;
  readonly path?: string;
  readonly reason: string;
  readonly until?: string;
}

/** The fleet file (`salvor.yaml`) as read and checked, or what is assumed without one. Paths are relative to `folder`. */
export interface Fleet {
  readonly name: string;
  /** Where the fleet file was read; absent without one. */
  readonly path?: string;
  readonly folder: string;
  readonly cluster: { readonly uid?: string; readonly contexts?: readonly string[]; readonly version?: string };
  /** Where Salvor asks for images: registry host (or `*`) to mirror URL and the CA file that it is trusted by. */
  readonly registries: Readonly<Record<string, { readonly mirror?: string; readonly ca?: string }>>;
  readonly sources: readonly { readonly path: string }[];
  /** In the order in which they are deployed. Empty: one layer, named `all`. */
  readonly layers: readonly string[];
  readonly services: readonly FleetService[];
  readonly ignore: readonly FleetIgnore[];
  readonly lock: { readonly namespace?: string };
}

/** What is assumed without a fleet file. */
export const noFleet: Fleet = {
  name: "default",
  folder: ".",
  cluster: {},
  registries: {},
  sources: [],
  layers: [],
  services: [],
  ignore: [],
  lock: {},
};
