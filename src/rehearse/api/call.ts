import type { RehearsalClock } from "../clock.ts";
import type { Handler } from "../transport.ts";
import type { ClusterAddresses } from "./cluster-ip.ts";
import type { Identity } from "./identity.ts";
import type { KindRow, Subresource } from "./kinds.ts";
import type { Permissions } from "./rbac.ts";
import type { Reach } from "./reach.ts";
import type { Route } from "./routes.ts";
import type { StructSchema } from "./schema.ts";
import type { Store } from "./store.ts";
import type { Tokens } from "./tokens.ts";
import type { User } from "./user.ts";

/** What every handler works with. */
export interface Backend {
  readonly store: Store;
  readonly clock: RehearsalClock;
  readonly identity: Identity;
  readonly permissions: Permissions;
  readonly addresses: ClusterAddresses;
  readonly tokens: Tokens;
  readonly reach: Reach;
}

/** A request as it came. */
export type Incoming = Parameters<Handler>[0];

/** The answer as it is written. */
export type Outgoing = Parameters<Handler>[1];

/** One request, understood so far. */
export interface Call {
  readonly backend: Backend;
  readonly route: Route;
  readonly method: string;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly incoming: Incoming;
  readonly outgoing: Outgoing;
  /** Milliseconds since 1970, when the request came. */
  readonly now: number;
  /** Sent as `Warning` headers. */
  readonly warnings: Set<string>;
}

/** A request for a served resource. */
export interface ResourceCall extends Call {
  readonly row: KindRow;
  readonly schema: StructSchema;
  readonly subresource: Subresource | undefined;
}

/** A whole answer. Handlers that stream write it themselves and return undefined. */
export interface Reply {
  readonly code: number;
  readonly body: string | Buffer;
  readonly contentType: string;
}
