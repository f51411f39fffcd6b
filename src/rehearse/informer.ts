import type { KubeObject } from "../model/kubernetes/object.ts";
import { type Client, isApiError, type Selection } from "./client.ts";
import { type RehearsalClock, sleep } from "./clock.ts";
import { type ChangeHandler, createStore, keyOf, namespaceIndex, type ObjectStore } from "./object-store.ts";
import type { Resource } from "./resources.ts";

/** A local copy of a selection that follows the server. Objects in it are shared: never change them in place. */
export interface Informer<T extends KubeObject> {
  /** Resolves when the first list is in the store. */
  readonly synced: Promise<void>;
  hasSynced(): boolean;
  get(namespace: string | undefined, name: string): T | undefined;
  /** All objects, or those of a namespace. */
  list(namespace?: string): T[];
  /** The objects that an index gives this value. */
  by(index: string, value: string): T[];
  /** Told of every change from now on, and at once of what is there. */
  onChange(handler: ChangeHandler<T>): void;
}

/** What an informer follows. `indexes` give each object the values it can be found by. */
export interface InformerOptions<T extends KubeObject> {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly signal: AbortSignal;
  readonly resource: Resource;
  readonly which?: Selection;
  readonly indexes?: Readonly<Record<string, (object: T) => readonly string[]>>;
}

/** Lists, then watches until the signal aborts; lists again when the server forgot where the watch was (410). */
export function startInformer<T extends KubeObject>(options: InformerOptions<T>): Informer<T> {
  const store = createStore<T>(options.indexes ?? {});
  let synced = false;
  const first = Promise.withResolvers<void>();
  const arrived = (): void => {
    synced = true;
    first.resolve();
  };
  void follow(options, store, arrived).catch(() => undefined);
  return {
    synced: first.promise,
    hasSynced: () => synced,
    get: (namespace, name) => store.get(namespace ? `${namespace}/${name}` : name),
    list: (namespace) => (namespace === undefined ? store.all() : store.by(namespaceIndex, namespace)),
    by: (index, value) => store.by(index, value),
    onChange: (handler) => store.listen(handler),
  };
}

/** Waiting times between attempts, in milliseconds. Source: client-go reflector.go (800 ms to 30 s). */
const firstWait = 200;
const longestWait = 30_000;

async function follow<T extends KubeObject>(
  options: InformerOptions<T>,
  store: ObjectStore<T>,
  arrived: () => void,
): Promise<void> {
  const { clock, signal } = options;
  const position: Position = { wait: firstWait };
  while (!signal.aborted) {
    try {
      if (position.resourceVersion === undefined) {
        position.resourceVersion = await listInto(options, store);
        arrived();
      }
      await watchInto(options, store, position);
    } catch (error) {
      if (isApiError(error, 410)) delete position.resourceVersion;
      await sleep(clock, position.wait, signal);
      position.wait = Math.min(position.wait * 2, longestWait);
    }
  }
}

/** Where a watch is to be taken up (absent: list first), and how long to wait after the next failure. */
interface Position {
  resourceVersion?: string;
  wait: number;
}

async function listInto<T extends KubeObject>(options: InformerOptions<T>, store: ObjectStore<T>): Promise<string> {
  const listed = await options.client.list<T>(options.resource, options.which);
  if (!options.signal.aborted) store.replace(listed.items);
  return listed.resourceVersion;
}

async function watchInto<T extends KubeObject>(
  options: InformerOptions<T>,
  store: ObjectStore<T>,
  position: Position,
): Promise<void> {
  const { client, resource, which, signal } = options;
  const from = { ...which, resourceVersion: position.resourceVersion ?? "0" };
  for await (const event of client.watch<T>(resource, from, signal)) {
    position.resourceVersion = event.object.metadata.resourceVersion ?? position.resourceVersion ?? "0";
    position.wait = firstWait;
    if (event.type === "DELETED") store.remove(keyOf(event.object));
    else if (event.type !== "BOOKMARK") store.put(event.object);
  }
}
