import type { KubeObject } from "../model/kubernetes/object.ts";
import { type RehearsalClock, sleep } from "./clock.ts";
import { collectionPath, type Resource } from "./resources.ts";
import { type Connection, connectTo, type Opened, type Target } from "./transport.ts";

/** The API client of the rehearsal cluster's own parts. It knows nothing but the public API of Kubernetes. */

/** An answer that is not 2xx: the code, and the Status object's reason and message. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly causes: readonly { reason?: string; message?: string; field?: string }[];

  constructor(code: number, body: string) {
    const status = statusOf(body);
    super(status.message ?? (body.trim() || `the server answered ${code}`));
    this.name = "ApiError";
    this.code = code;
    this.reason = status.reason ?? "";
    this.causes = status.details?.causes ?? [];
  }
}

interface StatusBody {
  message?: string;
  reason?: string;
  details?: { causes?: { reason?: string; message?: string; field?: string }[] };
}

function statusOf(body: string): StatusBody {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

/** Whether an error is the API's answer with this code (404 absent, 409 conflict or already there …). */
export function isApiError(error: unknown, code: number): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** One object: its resource, its name, and its namespace where it has one. */
export interface Place {
  readonly namespace?: string | undefined;
  readonly name: string;
  readonly subresource?: "status" | "scale" | "finalize" | "binding" | "eviction" | "ephemeralcontainers";
}

/** What to list or watch. Selectors are text as in the API's query. */
export interface Selection {
  readonly namespace?: string | undefined;
  readonly labels?: string | undefined;
  readonly fields?: string | undefined;
  /** Only `metadata` of each object (`PartialObjectMetadata`). */
  readonly metadataOnly?: boolean;
}

/** A change as a watch reports it; `object` of a bookmark holds no more than its resourceVersion. */
export interface WatchEvent<T> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: T;
}

/** How a patch is written. */
export type PatchForm = "merge" | "json" | "strategic" | "apply";

/** A patch. An `apply` needs a manager; `force` takes fields from other managers. */
export interface Patch {
  readonly form: PatchForm;
  readonly body: unknown;
  readonly manager?: string;
  readonly force?: boolean;
}

/** How to delete: preconditions fail with 409. */
export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** The verbs. Every one rejects with ApiError when the server refuses, with the system's error when there is no answer. */
export interface Client {
  list<T extends KubeObject>(of: Resource, which?: Selection): Promise<{ items: T[]; resourceVersion: string }>;
  /** Ends when the server ends it; an `ERROR` event is thrown as ApiError (410: list again). */
  watch<T extends KubeObject>(
    of: Resource,
    from: Selection & { readonly resourceVersion: string },
    signal: AbortSignal,
  ): AsyncIterable<WatchEvent<T>>;
  get<T extends KubeObject>(of: Resource, place: Place): Promise<T>;
  /** Undefined where `get` answers 404. */
  find<T extends KubeObject>(of: Resource, place: Place): Promise<T | undefined>;
  create<T extends KubeObject>(of: Resource, object: Draft<T>): Promise<T>;
  /** Writes the whole object; with `status`, only its status is taken. A resourceVersion in it is a precondition. */
  update<T extends KubeObject>(of: Resource, object: T, subresource?: Place["subresource"]): Promise<T>;
  patch<T extends KubeObject>(of: Resource, place: Place, patch: Patch): Promise<T>;
  delete(of: Resource, place: Place, options?: DeleteOptions): Promise<void>;
  /** Any other request: the parsed JSON of the answer. `path` starts with a slash. */
  request(method: string, path: string, body?: unknown): Promise<unknown>;
  /** Ends all connections; requests under way reject. */
  close(): void;
}

/** An object that is to be created: apiVersion and kind may be left out, generateName may stand for the name. */
export type Draft<T extends KubeObject> = Omit<T, "apiVersion" | "kind" | "metadata"> & {
  metadata: Partial<KubeObject["metadata"]>;
};

/** Whom to speak to and as what. `agent` is the name that managedFields and the audit log show. */
export interface ClientOptions {
  readonly target: Target;
  readonly clock: RehearsalClock;
  readonly agent: string;
  readonly signal?: AbortSignal;
}

const contentTypes: Readonly<Record<PatchForm, string>> = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

const metadataList = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
const metadataOne = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";

/** How often a request is sent again that the server asked to repeat. Source: client-go rest/with_retry.go. */
const maximumRetries = 10;

/** Makes a client. It repeats requests that were answered 429 or 5xx with `Retry-After`, as client-go does. */
export function createClient(options: ClientOptions): Client {
  const connection = connectTo(options.target);
  const send = sender(connection, options);
  const json = async (method: string, path: string, body?: unknown, contentType?: string): Promise<unknown> => {
    const text = await send({
      method,
      path,
      accept: "application/json",
      ...(body === undefined ? {} : { body: JSON.stringify(body), contentType: contentType ?? "application/json" }),
    });
    return text === "" ? undefined : JSON.parse(text);
  };
  const client: Client = {
    list: (of, which = {}) => listPages(send, of, which),
    watch: (of, from, signal) => watchLines(connection, options, { of, from, signal }),
    get: async <T extends KubeObject>(of: Resource, place: Place) => (await json("GET", pathOf(of, place))) as T,
    find: async (of, place) => {
      try {
        return await client.get(of, place);
      } catch (error) {
        if (isApiError(error, 404)) return undefined;
        throw error;
      }
    },
    create: async <T extends KubeObject>(of: Resource, object: Draft<T>) =>
      (await json("POST", collectionPath(of, object.metadata.namespace), {
        ...object,
        apiVersion: of.apiVersion,
        kind: of.kind,
      })) as T,
    update: async <T extends KubeObject>(of: Resource, object: T, subresource?: Place["subresource"]) => {
      const { namespace, name } = object.metadata;
      const path = pathOf(of, { namespace, name, ...(subresource ? { subresource } : {}) });
      return (await json("PUT", path, { ...object, apiVersion: of.apiVersion, kind: of.kind })) as T;
    },
    patch: async <T extends KubeObject>(of: Resource, place: Place, patch: Patch) => {
      const query = new URLSearchParams();
      if (patch.manager) query.set("fieldManager", patch.manager);
      if (patch.form === "apply") query.set("force", String(patch.force ?? false));
      const path = `${pathOf(of, place)}${query.size > 0 ? `?${query}` : ""}`;
      return (await json("PATCH", path, patch.body, contentTypes[patch.form])) as T;
    },
    delete: async (of, place, how) => {
      const body = how ? { apiVersion: "v1", kind: "DeleteOptions", ...how } : undefined;
      await json("DELETE", pathOf(of, place), body);
    },
    request: (method, path, body) => json(method, path, body),
    close: () => connection.close(),
  };
  return client;
}

function pathOf(of: Resource, place: Place): string {
  const sub = place.subresource ? `/${place.subresource}` : "";
  return `${collectionPath(of, place.namespace)}/${encodeURIComponent(place.name)}${sub}`;
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly accept: string;
  readonly body?: string;
  readonly contentType?: string;
}

type Send = (request: Request) => Promise<string>;

function headersOf(options: ClientOptions, request: Request): Record<string, string> {
  return {
    accept: request.accept,
    "user-agent": `${options.agent}/v1.34.4`,
    ...(request.contentType ? { "content-type": request.contentType } : {}),
  };
}

function sender(connection: Connection, options: ClientOptions): Send {
  return async (request) => {
    for (let attempt = 0; ; attempt++) {
      const answer = await connection.send({
        method: request.method,
        path: request.path,
        headers: headersOf(options, request),
        ...(request.body === undefined ? {} : { body: request.body }),
        ...(options.signal ? { signal: options.signal } : {}),
      });
      if (answer.status < 300) return answer.text;
      const wait = retryAfter(answer.status, answer.headers["retry-after"]);
      if (wait === undefined || attempt >= maximumRetries || options.signal?.aborted)
        throw new ApiError(answer.status, answer.text);
      await sleep(options.clock, wait * 1000, options.signal);
    }
  };
}

function retryAfter(status: number, header: string | undefined): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  const seconds = Number(header);
  return header !== undefined && Number.isFinite(seconds) ? seconds : undefined;
}

function queryOf(which: Selection): URLSearchParams {
  const query = new URLSearchParams();
  if (which.labels) query.set("labelSelector", which.labels);
  if (which.fields) query.set("fieldSelector", which.fields);
  return query;
}

interface ListPage<T> {
  metadata: { resourceVersion: string; continue?: string };
  items: T[] | null;
}

async function listPages<T extends KubeObject>(
  send: Send,
  of: Resource,
  which: Selection,
): Promise<{ items: T[]; resourceVersion: string }> {
  const items: T[] = [];
  const query = queryOf(which);
  query.set("limit", "500");
  for (;;) {
    const text = await send({
      method: "GET",
      path: `${collectionPath(of, which.namespace)}?${query}`,
      accept: which.metadataOnly ? metadataList : "application/json",
    });
    const page = JSON.parse(text) as ListPage<T>;
    // Items of a list carry neither apiVersion nor kind.
    for (const item of page.items ?? []) items.push({ ...item, apiVersion: of.apiVersion, kind: of.kind });
    if (!page.metadata.continue) return { items, resourceVersion: page.metadata.resourceVersion };
    query.set("continue", page.metadata.continue);
  }
}

/** Servers end a watch by themselves after this long; then it is taken up where it ended. */
const watchSeconds = 480;

async function* watchLines<T extends KubeObject>(
  connection: Connection,
  options: ClientOptions,
  what: { of: Resource; from: Selection & { readonly resourceVersion: string }; signal: AbortSignal },
): AsyncIterable<WatchEvent<T>> {
  const { of, from, signal } = what;
  const query = queryOf(from);
  query.set("watch", "true");
  query.set("allowWatchBookmarks", "true");
  query.set("resourceVersion", from.resourceVersion);
  query.set("timeoutSeconds", String(watchSeconds));
  const path = `${collectionPath(of, from.namespace)}?${query}`;
  const accept = from.metadataOnly ? metadataOne : "application/json";
  const headers = headersOf(options, { method: "GET", path, accept });
  const opened = await connection.open({ path, headers, signal });
  if (opened.status !== 200) throw new ApiError(opened.status, await textOf(opened));
  for await (const line of linesOf(opened)) {
    const event = JSON.parse(line) as WatchEvent<T>;
    if (event.type === "ERROR") {
      const status = event.object as unknown as { code?: number };
      throw new ApiError(status.code ?? 500, JSON.stringify(event.object));
    }
    if (from.metadataOnly) Object.assign(event.object, { apiVersion: of.apiVersion, kind: of.kind });
    yield event;
  }
}

async function textOf(opened: Opened): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of opened.body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString("utf8");
}

async function* linesOf(opened: Opened): AsyncIterable<string> {
  opened.body.setEncoding("utf8");
  let rest = "";
  for await (const chunk of opened.body) {
    const parts = `${rest}${chunk as string}`.split("\n");
    rest = parts.pop() ?? "";
    for (const part of parts) if (part !== "") yield part;
  }
  if (rest.trim() !== "") yield rest;
}
