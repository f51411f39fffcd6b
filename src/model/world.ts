import type { Evidence, Look } from "./evidence.ts";
import type { Fact, Vertex } from "./graph.ts";
import type { KindFact } from "./kind.ts";
import type { ImageReference } from "./kubernetes/image.ts";
import type { KubeObject } from "./kubernetes/object.ts";
import type { ObjectRef, Position } from "./subject.ts";

/** Time comes from here, so that tests can hold it. */
export interface Clock {
  /** Now, RFC 3339 with milliseconds. */
  now(): string;
  /** Resolves after so many seconds, or at once when the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** An object as it was seen: Secret values and credentials are masked. */
export interface Seen<T> {
  readonly value: T;
  readonly evidence: Evidence;
}

/** A kind as the server serves it. `resource` is the plural in the path. */
export interface ResourceKind {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** Which cluster this is. The UID of `kube-system` is its identity; a name is not. */
export interface ClusterIdentity {
  readonly uid: string;
  readonly context: string;
  readonly server: string;
  readonly version: string;
  readonly mode: "live" | "rehearsal";
}

/** What to list. Without a namespace: all of them. Selectors in kubectl's syntax. */
export interface ListScope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** A complete list at one resourceVersion. */
export interface Listed {
  readonly items: readonly Seen<KubeObject>[];
  readonly resourceVersion: string;
}

/** A change that a watch saw. `lost`: the watch could not go on and the list must be read again. */
export type WatchEvent =
  | { readonly type: "added" | "modified" | "deleted"; readonly seen: Seen<KubeObject> }
  | { readonly type: "bookmark"; readonly resourceVersion: string }
  | { readonly type: "lost"; readonly why: string };

/** An answer of a pod's HTTP server. `body` is cut at 4 KiB and masked. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Reads of the Kubernetes API. A refusal or time-out is `seen: false`; nothing is thrown for what the server says. */
export interface KubeReader {
  identity(): Promise<Look<ClusterIdentity>>;
  /** `null`: the server answered and serves no such kind. */
  resource(apiVersion: string, kind: string): Promise<Look<ResourceKind | null>>;
  list(scope: ListScope): Promise<Look<Listed>>;
  /** `null`: the server said 404. */
  get(ref: ObjectRef): Promise<Look<KubeObject | null>>;
  /** Ends when the signal aborts; reconnects by itself, from the last resourceVersion. */
  watch(scope: ListScope, resourceVersion: string, signal: AbortSignal): AsyncIterable<WatchEvent>;
  /** Log lines, masked; `null`: there is no such container or it has not run. */
  podLog(
    ref: ObjectRef,
    options: { container: string; previous: boolean; tailLines: number },
  ): Promise<Look<string | null>>;
  /** A GET through the API server's Service proxy. */
  serviceHttp(
    ref: ObjectRef,
    request: { port: number | string; path: string; timeoutSeconds: number },
  ): Promise<Look<HttpAnswer>>;
}

/** What a server-side apply did. */
export interface Applied {
  readonly ref: ObjectRef;
  readonly uid: string;
  readonly generation?: number;
  readonly resourceVersion: string;
  readonly created: boolean;
  readonly changed: boolean;
}

/** A write that the server did not take: `conflict` names the other field managers, `fenced` a lost lease. */
export interface Refusal {
  readonly code: "conflict" | "fenced" | "forbidden" | "invalid" | "unknown-kind" | "unreachable" | "busy" | "gone";
  readonly message: string;
  readonly evidence: Evidence;
}

/** A write's outcome. */
export type Outcome<T> =
  | { readonly done: true; readonly value: T; readonly evidence: Evidence }
  | ({ readonly done: false } & Refusal);

/** Who manages a field, and when that manager last wrote (RFC 3339). */
export interface FieldOwner {
  readonly manager: string;
  readonly at?: string;
}

/** A field that an apply would change: what it is, what it would be, and, of a comparison, who manages it now. */
export interface ChangedField {
  readonly path: string;
  readonly from?: string;
  readonly to?: string;
  readonly owner?: FieldOwner;
}

/** One change that an apply would make, field by field, values of Secrets masked. */
export interface Change {
  readonly ref: ObjectRef;
  readonly action: "create" | "change" | "none";
  readonly fields: readonly ChangedField[];
  readonly evidence: Evidence;
}

/** Writes to the Kubernetes API. Every one of them looks at the fence first. */
export interface KubeWriter {
  /** Server-side apply of one manifest, read again from its source; a changed digest is refused. */
  apply(source: SourceRef, options: { fieldManager: string; force: boolean }): Promise<Outcome<Applied>>;
  /** The same with `dryRun=All`: what it would change. Writes nothing and needs no fence. */
  preview(source: SourceRef, options: { fieldManager: string; force: boolean }): Promise<Outcome<Change>>;
  /** What is there otherwise than a manifest declares it, by the same dry run. What it does not declare does not count. */
  compare(source: SourceRef, options: { fieldManager: string }): Promise<Outcome<Change>>;
}

/** The lease of a fleet. A write is fenced by it: `holds()` is asked before each. */
export interface HeldLease {
  readonly name: string;
  readonly namespace: string;
  readonly holder: string;
  /** True while the lease is ours by the server's last answer and its time has not run out. */
  holds(): boolean;
  /** Aborts when it is lost. */
  readonly lost: AbortSignal;
  release(): Promise<void>;
}

/** Who holds a lease that we wanted. Instants are RFC 3339. */
export interface LeaseHolder {
  readonly holder: string;
  readonly renewedAt: string;
  readonly expiresAt: string;
}

/** The lock of a fleet: one Lease in the cluster. */
export interface LeaseKeeper {
  acquire(options: {
    name: string;
    namespace: string;
    holder: string;
    ttlSeconds: number;
  }): Promise<{ held: HeldLease } | { heldBy: LeaseHolder } | { refused: Refusal }>;
}

/** A manifest by reference: where it stands, and the digest it had when it was read. Values are read again only to be written. */
export interface SourceRef {
  readonly path: string;
  /** Which document of the file, from 0; `item` is the index in a List object. */
  readonly document: number;
  readonly item?: number;
  readonly digest: string;
  readonly ref: ObjectRef;
}

/** An object as a file declares it, masked, with the line of each field. */
export interface Declared {
  readonly source: SourceRef;
  readonly object: KubeObject;
  readonly evidence: Evidence;
  origin(pointer?: string): Position | undefined;
}

/** Reads manifests. Problems of a file (it does not parse, a key twice) are thrown as SalvorProblem, exit 2, naming file and line. */
export interface Repository {
  /** All objects of a file or folder (recursive, `.yaml`, `.yml`, `.json`), in the order of their paths. */
  manifests(path: string): Promise<readonly Declared[]>;
  /**
   * Everything that the repository at a folder says, offline: objects by the roots that they meet in, and what
   * `repository.ts` names. A file that cannot be read is a fact with its problem; nothing is thrown for it.
   */
  survey(folder: string): AsyncIterable<Fact>;
}

/** What a registry says of an image. */
export interface ImageSight {
  readonly digest: string;
}

/** Asks registries for manifests, by HEAD. `null`: the registry answered 404. */
export interface RegistryReader {
  image(reference: ImageReference): Promise<Look<ImageSight | null>>;
}

/** Tells what is known of kinds, by what comes with Salvor: each as a vertex of its own. */
export interface KindReader {
  describe(
    kinds: readonly { readonly apiVersion: string; readonly kind: string }[],
  ): Promise<readonly Vertex<KindFact>[]>;
}

/** Everything outside, for reading. Rules never see it; looks do. */
export interface World {
  readonly clock: Clock;
  readonly kube: KubeReader;
  readonly registry: RegistryReader;
  readonly repository: Repository;
  readonly kinds: KindReader;
}

/** Everything outside, for a step that holds the lease. */
export interface WritableWorld extends World {
  readonly writer: KubeWriter;
}
