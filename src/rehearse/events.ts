import type { KubeObject } from "../model/kubernetes/object.ts";
import { type Client, isApiError } from "./client.ts";
import { type RehearsalClock, timestamp } from "./clock.ts";
import { resources } from "./resources.ts";

/** Writes events about objects as the components of Kubernetes do. Source: client-go tools/record of 0.34. */
export interface EventRecorder {
  normal(about: Regarded, reason: string, message: string): void;
  warning(about: Regarded, reason: string, message: string): void;
}

/** What an event is about: an object, and a field of it (`spec.containers{app}`). */
export type Regarded = KubeObject | { readonly object: KubeObject; readonly fieldPath: string };

/** Who writes. `host` is the node's name where the component runs on one. */
export interface RecorderOptions {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly component: string;
  readonly host?: string;
}

/** The object of an event, as events name it. */
export interface EventReference {
  readonly kind: string;
  readonly apiVersion: string;
  readonly namespace?: string;
  readonly name: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly fieldPath?: string;
}

interface Remembered {
  namespace: string;
  name: string;
  first: string;
  count: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** More messages than this of one reason within ten minutes are combined into one event. */
const similarLimit = 10;
const similarWindow = 600_000;
/** Events about one object: 25 at once, then one in five minutes. */
const burst = 25;
const refill = 300_000;
const memory = 4096;

/** Keeps the latest few thousand entries of a map. */
export function remember<V>(map: Map<string, V>, key: string, value: V): void {
  map.delete(key);
  map.set(key, value);
  const oldest = map.size > memory ? map.keys().next().value : undefined;
  if (oldest !== undefined) map.delete(oldest);
}

/** Makes a recorder. Events are sent in order, one at a time; one that is refused is dropped, as a real component ends up doing. */
export function createRecorder(options: RecorderOptions): EventRecorder {
  const { client, clock, component, host } = options;
  const similar = new Map<string, { messages: Set<string>; at: number }>();
  const seen = new Map<string, Remembered>();
  const buckets = new Map<string, Bucket>();
  let serial = 0;
  let sending: Promise<void> = Promise.resolve();

  const allowed = (key: string): boolean => {
    const now = clock.now();
    const bucket = buckets.get(key) ?? { tokens: burst, at: now };
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.at) / refill);
    bucket.at = now;
    const pass = bucket.tokens >= 1;
    if (pass) bucket.tokens -= 1;
    remember(buckets, key, bucket);
    return pass;
  };
  const combined = (group: string, message: string): boolean => {
    const now = clock.now();
    const found = similar.get(group);
    const record = found && now - found.at <= similarWindow ? found : { messages: new Set<string>(), at: now };
    record.messages.add(message);
    record.at = now;
    remember(similar, group, record);
    if (record.messages.size < similarLimit) return false;
    record.messages.delete(message);
    return true;
  };
  const record = (type: "Normal" | "Warning", regarded: Regarded, what: { reason: string; message: string }): void => {
    const reference = referenceTo(regarded);
    // The same object in another version is the same for counting.
    const { resourceVersion: _version, ...lasting } = reference;
    const group = JSON.stringify([component, host, lasting, type, what.reason]);
    const combine = combined(group, what.message);
    const message = combine ? `(combined from similar events): ${what.message}` : what.message;
    const key = combine ? group : `${group}${what.message}`;
    const now = clock.now();
    const known = seen.get(key);
    const entry: Remembered = known
      ? { ...known, count: known.count + 1 }
      : {
          namespace: reference.namespace ?? "default",
          // A real name ends in the nanosecond; the serial keeps two events of one millisecond apart.
          name: `${reference.name}.${(BigInt(now) * 1_000_000n + BigInt(serial++ % 1_000_000)).toString(16)}`,
          first: timestamp(now),
          count: 1,
        };
    remember(seen, key, entry);
    if (!allowed(JSON.stringify([component, reference.namespace, reference.kind, reference.name]))) return;
    const fresh = {
      metadata: { name: entry.name, namespace: entry.namespace },
      involvedObject: reference,
      reason: what.reason,
      message,
      source: { component, ...(host ? { host } : {}) },
      firstTimestamp: entry.first,
      lastTimestamp: timestamp(now),
      count: entry.count,
      type,
      eventTime: null,
      ...(combine ? {} : { reportingComponent: component, reportingInstance: host ?? "" }),
    };
    sending = sending.then(() => write(client, fresh, known !== undefined)).catch(() => undefined);
  };
  return {
    normal: (about, reason, message) => record("Normal", about, { reason, message }),
    warning: (about, reason, message) => record("Warning", about, { reason, message }),
  };
}

interface FreshEvent {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly count: number;
  readonly lastTimestamp: string;
  readonly message: string;
  readonly [field: string]: unknown;
}

async function write(client: Client, event: FreshEvent, repeated: boolean): Promise<void> {
  if (repeated) {
    const body = { count: event.count, lastTimestamp: event.lastTimestamp, message: event.message };
    try {
      await client.patch(resources.events, event.metadata, { form: "strategic", body });
      return;
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
    }
  }
  await client.create(resources.events, event);
}

/** How an event names what it is about. */
export function referenceTo(regarded: Regarded): EventReference {
  const { object, fieldPath } =
    "metadata" in regarded
      ? { object: regarded, fieldPath: undefined }
      : (regarded as { object: KubeObject; fieldPath: string });
  const { namespace, name, uid, resourceVersion } = object.metadata;
  return {
    kind: object.kind,
    apiVersion: object.apiVersion,
    ...(namespace ? { namespace } : {}),
    name,
    ...(uid ? { uid } : {}),
    // Left out of nodes' events, as kubelet does with its own node.
    ...(resourceVersion && namespace ? { resourceVersion } : {}),
    ...(fieldPath ? { fieldPath } : {}),
  };
}
