import type { Line } from "../ask.ts";

/** What a server said: the code and the parsed body. */
export interface Said {
  readonly status: number;
  readonly body: unknown;
  /** The Warning headers, where there are any. */
  readonly warning?: string;
}

/** How a patch is written. */
export type PatchForm = "merge" | "json" | "strategic";

/** Options of a request that has some. */
export interface Extras {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One server, asked as its administrator. Each case has a namespace of its own there, of the same name on both sides. */
export interface Client {
  readonly namespace: string;
  /** The path of something of the core group in the case's namespace: `core("configmaps/a")`. */
  core(rest: string): string;
  /** The same of another group: `group("apps/v1", "deployments")`. */
  group(apiVersion: string, rest: string): string;
  ask(method: string, path: string, body?: unknown, extras?: Extras): Promise<Said>;
  get(path: string, extras?: Extras): Promise<Said>;
  create(path: string, object: unknown, extras?: Extras): Promise<Said>;
  replace(path: string, object: unknown, extras?: Extras): Promise<Said>;
  patch(path: string, form: PatchForm, body: unknown, extras?: Extras): Promise<Said>;
  /** Server-side apply: of the manager named in the query, else of `tester`. */
  apply(path: string, object: unknown, extras?: Extras): Promise<Said>;
  remove(path: string, options?: unknown, extras?: Extras): Promise<Said>;
  /** What a header of the answer says. */
  header(path: string, name: string, extras?: Extras): Promise<string | undefined>;
  /** Opens a watch, acts, and returns its lines up to the first that `last` accepts (at most 15 s). */
  watch(
    path: string,
    last: (line: Line, so: readonly Line[]) => boolean,
    act?: () => Promise<unknown>,
  ): Promise<Line[]>;
  /** Asks until the body fits, and returns it; after `seconds` (20) the last one, whatever it says. */
  until(path: string, fits: (body: Fields) => boolean, seconds?: number): Promise<unknown>;
}

/** The fields that cases reach into, of whatever object or list it is; what is absent there is undefined all the same. */
export interface Fields {
  readonly kind: string;
  readonly name: string;
  readonly message?: string;
  readonly reason?: string;
  readonly details?: unknown;
  readonly type?: string;
  readonly status: Fields;
  readonly data?: Readonly<Record<string, string>>;
  readonly metadata: {
    readonly name: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly generation?: number;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
    readonly finalizers?: readonly string[];
    readonly ownerReferences?: readonly Fields[];
    readonly managedFields?: readonly Fields[];
    readonly continue?: string;
    readonly remainingItemCount?: number;
  };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly spec: unknown };
    readonly [key: string]: unknown;
  };
  readonly items: readonly Fields[];
  readonly [key: string]: unknown;
}

/** One question to both servers; what it returns is compared after normalising what must differ. */
export interface Case {
  readonly id: string;
  readonly title: string;
  run(client: Client): Promise<unknown>;
}

/** A ConfigMap. */
export function configMap(name: string, data: Record<string, string> = { a: "1" }, metadata: object = {}): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, ...metadata }, data };
}

/** A container whose image exists everywhere. */
export const container = { name: "app", image: "registry.example/shop/app:1.0" };

/** A pod of one container. */
export function pod(name: string, spec: object = {}, metadata: object = {}): object {
  return { apiVersion: "v1", kind: "Pod", metadata: { name, ...metadata }, spec: { containers: [container], ...spec } };
}

/** A Deployment whose pods carry `app: NAME`. */
export function deployment(name: string, spec: object = {}, podSpec: object = {}): object {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: { containers: [container], ...podSpec } },
      ...spec,
    },
  };
}

const byControllers = new Set(["kube-controller-manager", "kube-scheduler"]);

/** What was said of an object, without what controllers write at a time of their own: status, versions, revisions. */
export function declared({ status, body }: Said): Said {
  const object = body as Fields;
  if (object.kind === "Status") return { status, body };
  const { status: _, metadata, ...rest } = object;
  const { resourceVersion: _version, annotations = {}, managedFields = [], ...kept } = metadata;
  const { "deployment.kubernetes.io/revision": _revision, ...written } = annotations;
  const writers = managedFields.filter((entry) => !byControllers.has(String(entry.manager)));
  return { status, body: { ...rest, metadata: { ...kept, annotations: written, managedFields: writers } } };
}

/** An object without `managedFields`, which tell who wrote and are compared where that is the question. */
export function bare<T>(value: T): T {
  return JSON.parse(JSON.stringify(value, (key, inner) => (key === "managedFields" ? undefined : inner))) as T;
}

/** A cell of a table without the ages in it: whether it says `0s` or `1s` is chance. */
export function ageless(cell: unknown): unknown {
  return typeof cell === "string" ? cell.replace(/\b\d+(?:s|m|h|d)(?:\d+[smh])?\b/g, "<age>") : cell;
}
