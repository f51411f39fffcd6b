import type { Reply, ResourceCall } from "./call.ts";
import { formOf, type ListMeta, renderList, replyOf } from "./forms.ts";
import { jsonMistake } from "./json-mistake.ts";
import { type ListOptions, listOptionsOf, versionNumber } from "./list-options.ts";
import { badRequest, Refusal } from "./refusal.ts";
import { isSelected, type Selection, selectionOf, selectsAll } from "./selection.ts";
import { expired, statusOf, versionTooLarge } from "./status-error.ts";
import { type Bucket, lowerBound, type Store, type Stored } from "./store.ts";

/** The objects of a bucket as they were at a version. */
interface Snapshot {
  readonly keys: readonly string[];
  get(key: string): Stored | undefined;
}

/** Undoes what was written after a version. The caller has made sure that it is remembered. */
function snapshotAt(bucket: Bucket, version: number): Snapshot {
  const before = new Map<string, Stored | undefined>();
  for (const change of bucket.since(version)) {
    if (!before.has(change.last.key)) before.set(change.last.key, change.before);
  }
  if (before.size === 0) return bucket;
  const gone = [...before].filter(([key, stored]) => stored && !bucket.get(key)).map(([key]) => key);
  const keys = gone.length === 0 ? bucket.keys : [...bucket.keys, ...gone].sort();
  return { keys, get: (key) => (before.has(key) ? before.get(key) : bucket.get(key)) };
}

interface Page {
  readonly items: Stored[];
  /** The last key of the page, where more follows. */
  readonly next: string | undefined;
  readonly remaining: number;
}

/** `after` is the key of the last object of the page before. */
function pageOf(snapshot: Snapshot, selection: Selection, after: string, limit: number): Page {
  const { keys } = snapshot;
  const prefix = selection.namespace === "" ? "" : `${selection.namespace}/`;
  const items: Stored[] = [];
  let remaining = 0;
  // As upstream: what remains is only told where it need not be searched.
  const counts = selectsAll(selection);
  let next: string | undefined;
  for (let index = lowerBound(keys, after === "" ? prefix : `${after}\0`); index < keys.length; index += 1) {
    const key = keys[index] ?? "";
    if (!key.startsWith(prefix)) break;
    const stored = snapshot.get(key);
    if (!stored || !isSelected(selection, stored)) continue;
    if (limit === 0 || items.length < limit) {
      items.push(stored);
      continue;
    }
    next = items.at(-1)?.key;
    if (!counts) break;
    remaining += 1;
  }
  return { items, next, remaining };
}

interface Token {
  readonly version: number;
  readonly after: string;
}

const tokenVersion = "meta.k8s.io/v1";

function encodeToken(version: number, after: string): string {
  return Buffer.from(JSON.stringify({ v: tokenVersion, rv: version, start: `${after}\0` })).toString("base64url");
}

function decodeToken(text: string): Token {
  const refuse = (why: string): Refusal => badRequest(`invalid continue token: continue key is not valid: ${why}`);
  let token: { v?: unknown; rv?: unknown; start?: unknown };
  const json = Buffer.from(text, "base64url").toString("latin1");
  try {
    token = JSON.parse(json);
  } catch {
    throw refuse(jsonMistake(json));
  }
  if (token?.v !== tokenVersion) throw refuse(`server does not recognize this encoded version ${token?.v ?? ""}`);
  if (typeof token.start !== "string" || token.start === "")
    throw refuse('encoded start key empty (version "meta.k8s.io/v1")');
  if (typeof token.rv !== "number" || token.rv === 0) {
    throw refuse("incorrect encoded start resourceVersion (version meta.k8s.io/v1)");
  }
  return { version: token.rv, after: token.start.replace(/\0$/, "") };
}

/** Thrown with a token that goes on from the newest state, as a real server offers it. */
class TooOld extends Refusal {
  readonly token: string;

  constructor(token: string) {
    const message =
      "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
      "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
      "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
      "deleted between the time the first chunk was returned and now may show up in the list.";
    super({ code: 410, reason: "Expired", message });
    this.token = token;
  }
}

function knownSince(bucket: Bucket, store: Store, version: number): boolean {
  return version >= bucket.forgotten && version <= store.version;
}

interface Wanted {
  readonly version: number;
  readonly after: string;
}

/** Which version a request is to be read at, and where to begin. */
function startOf(bucket: Bucket, store: Store, options: ListOptions): Wanted {
  if (options.continue !== "") {
    if (options.resourceVersion !== "" && options.resourceVersion !== "0")
      throw badRequest("specifying resource version is not allowed when using continue");
    const { version, after } = decodeToken(options.continue);
    if (version < 0) return { version: store.version, after };
    if (!knownSince(bucket, store, version)) throw new TooOld(encodeToken(-1, after));
    return { version, after };
  }
  const asked = versionNumber(options.resourceVersion);
  const exact = options.match === "Exact" || (options.match === "" && options.limit > 0 && asked > 0);
  if (!exact) return { version: store.version, after: "" };
  if (!knownSince(bucket, store, asked)) throw expired(`The resourceVersion for the provided list is too old.`);
  return { version: asked, after: "" };
}

/** A real server waits three seconds for a version that is not there yet. */
const patienceMilliseconds = 3000;

async function reach(call: ResourceCall, options: ListOptions): Promise<void> {
  const { store, clock } = call.backend;
  const asked = versionNumber(options.resourceVersion);
  if (asked <= store.version) return;
  await new Promise<void>((resolve) => clock.after(patienceMilliseconds, resolve));
  if (asked > store.version) throw versionTooLarge(options.resourceVersion, store.version);
}

/** Answers `list`: the newest state, or the one that a continue token or resourceVersion names. */
export async function handleList(call: ResourceCall): Promise<Reply> {
  const { row, query, now } = call;
  const { store } = call.backend;
  const form = formOf(call.incoming, query);
  const options = listOptionsOf(query, false);
  const selection = selectionOf(row, call.route.namespace, query);
  await reach(call, options);
  const bucket = store.bucket(row);
  try {
    const { version, after } = startOf(bucket, store, options);
    const page = pageOf(snapshotAt(bucket, version), selection, after, options.limit);
    const metadata: ListMeta = {
      resourceVersion: String(version),
      ...(page.next === undefined ? {} : { continue: encodeToken(version, page.next) }),
      ...(page.remaining > 0 ? { remainingItemCount: page.remaining } : {}),
    };
    return await replyOf(200, renderList(page.items, metadata, { row, form, now }), form);
  } catch (error) {
    if (!(error instanceof TooOld)) throw error;
    const status = { ...statusOf(error), metadata: { continue: error.token } };
    return await replyOf(410, JSON.stringify(status), form);
  }
}

/** Everything that a request selects, in the order of lists. */
export function selectedNow(call: ResourceCall): Stored[] {
  const bucket = call.backend.store.bucket(call.row);
  const selection = selectionOf(call.row, call.route.namespace, call.query);
  return pageOf(bucket, selection, "", 0).items;
}
