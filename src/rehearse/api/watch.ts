import type { Call, ResourceCall } from "./call.ts";
import { type Form, formOf, type Rendering, renderObject, renderTable } from "./forms.ts";
import { apiVersionOf } from "./kinds.ts";
import { type ListOptions, listOptionsOf, versionNumber } from "./list-options.ts";
import { isSelected, type Selection, selectionOf } from "./selection.ts";
import { expired, statusOf, versionTooLarge } from "./status-error.ts";
import { atVersion, type Bucket, type Change, type Stored } from "./store.ts";

/** A real server ends a watch without a limit after 30 to 60 minutes. */
const longestSeconds = 45 * 60;
const bookmarkMilliseconds = 60_000;
/** The last bookmark comes so many seconds before the end. */
const lastBookmarkSeconds = 2;
/** What a client may leave unread before it is cut off. */
const mostUnread = 64 * 1024 * 1024;

type EventType = "ADDED" | "MODIFIED" | "DELETED";

interface Told {
  readonly type: EventType;
  readonly stored: Stored;
  /** It left the selection: others may see the same change as something else. */
  readonly left?: boolean;
}

/** What a change means to somebody who sees only a selection. */
function toldOf(change: Change, selection: Selection): Told | undefined {
  const was = change.before !== undefined && isSelected(selection, change.before);
  const is = change.after !== undefined && isSelected(selection, change.after);
  if (is && change.after) return { type: was ? "MODIFIED" : "ADDED", stored: change.after };
  if (!was || !change.before) return undefined;
  if (!change.after) return { type: "DELETED", stored: change.last };
  return { type: "DELETED", stored: atVersion(change.before, change.version), left: true };
}

/** Writes the events of one watch. */
class Stream {
  readonly #call: ResourceCall;
  readonly #form: Form;
  readonly #rendering: Rendering;
  #first = true;

  constructor(call: ResourceCall, form: Form) {
    this.#call = call;
    this.#form = form;
    this.#rendering = { row: call.row, form, now: call.now };
  }

  begin(): void {
    const { outgoing } = this.#call;
    outgoing.writeHead(200, { "content-type": "application/json", "cache-control": "no-cache, private" });
    outgoing.flushHeaders();
  }

  #objectText(stored: Stored): string {
    if (this.#form.as !== "table") return renderObject(stored, this.#rendering);
    const metadata = { resourceVersion: String(stored.version) };
    const rendering = { ...this.#rendering, now: this.#call.backend.clock.now() };
    const table = renderTable([stored], metadata, rendering);
    return JSON.stringify(this.#first ? table : { ...table, columnDefinitions: null });
  }

  /** Events of the same shape are encoded once for all watches that see them. */
  tell({ type, stored }: Told, shared: Map<string, Buffer> | undefined): void {
    const { as, version, include } = this.#form;
    const { row } = this.#call;
    const shape = `${type} ${row.group} ${as} ${version} ${include} ${as === "table" && this.#first}`;
    const ready = shared?.get(shape);
    const event = ready ?? Buffer.from(`{"type":"${type}","object":${this.#objectText(stored)}}\n`);
    if (!ready) shared?.set(shape, event);
    this.#first = false;
    this.#write(event);
  }

  error(status: Record<string, unknown>): void {
    this.#write(Buffer.from(`${JSON.stringify({ type: "ERROR", object: status })}\n`));
  }

  bookmark(version: number, initialEnd: boolean): void {
    const { row } = this.#call;
    const { as, version: metaVersion } = this.#form;
    const metadata = {
      resourceVersion: String(version),
      ...(initialEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
    };
    const kinds = {
      object: { kind: row.kind, apiVersion: apiVersionOf(row) },
      metadata: { kind: "PartialObjectMetadata", apiVersion: `meta.k8s.io/${metaVersion}` },
      table: { kind: "Table", apiVersion: `meta.k8s.io/${metaVersion}` },
    };
    const object =
      as === "table"
        ? {
            ...kinds.table,
            metadata: { resourceVersion: String(version) },
            columnDefinitions: null,
            rows: [{ cells: [], object: { kind: row.kind, apiVersion: apiVersionOf(row), metadata } }],
          }
        : { ...kinds[as], metadata };
    this.#write(Buffer.from(`${JSON.stringify({ type: "BOOKMARK", object })}\n`));
  }

  #write(event: Buffer): void {
    const { outgoing } = this.#call;
    if (outgoing.destroyed) return;
    outgoing.write(event);
    if (outgoing.writableLength > mostUnread) outgoing.destroy();
  }
}

/** Ends with the client, with its time, or with the server. */
function untilDone(call: Call, options: ListOptions, before: () => void): void {
  const { clock } = call.backend;
  const seconds = options.timeoutSeconds || longestSeconds;
  const cancels = [clock.after(seconds * 1000, () => call.outgoing.end())];
  if (seconds > lastBookmarkSeconds) cancels.push(clock.after((seconds - lastBookmarkSeconds) * 1000, before));
  call.outgoing.once("close", () => {
    for (const cancel of cancels) cancel();
  });
}

function replayFrom(stream: Stream, selection: Selection, changes: readonly Change[]): void {
  for (const change of changes) {
    const told = toldOf(change, selection);
    if (told) stream.tell(told, undefined);
  }
}

function sendExisting(stream: Stream, bucket: Bucket, selection: Selection): void {
  for (const key of bucket.keys) {
    const stored = bucket.get(key);
    if (stored && isSelected(selection, stored)) stream.tell({ type: "ADDED", stored }, undefined);
  }
}

/** Answers `watch`: from now with everything that is there, or from a version that is still remembered. */
export function handleWatch(call: ResourceCall): void {
  const { row, query } = call;
  const { store, clock } = call.backend;
  const form = formOf(call.incoming, query);
  const options = listOptionsOf(query, true);
  const selection = selectionOf(row, call.route.namespace, query);
  const bucket = store.bucket(row);
  const from = versionNumber(options.resourceVersion, true);
  if (options.sendInitialEvents && from > store.version) throw versionTooLarge(options.resourceVersion, store.version);
  const stream = new Stream(call, form);
  stream.begin();
  const anew = options.sendInitialEvents ?? from === 0;
  if (!anew && from !== 0 && from < bucket.forgotten) {
    stream.error(statusOf(expired(`too old resource version: ${from} (${bucket.forgotten})`)));
    call.outgoing.end();
    return;
  }
  if (anew) sendExisting(stream, bucket, selection);
  else if (from !== 0) replayFrom(stream, selection, bucket.since(from));
  if (options.sendInitialEvents && options.bookmarks) stream.bookmark(store.version, true);
  const stop = bucket.watch((change, shared) => {
    const told = change.version > from ? toldOf(change, selection) : undefined;
    if (told) stream.tell(told, told.left ? undefined : shared);
  });
  call.outgoing.once("close", stop);
  const mark = (): void => {
    if (options.bookmarks) stream.bookmark(store.version, false);
  };
  untilDone(call, options, mark);
  if (options.bookmarks) repeatBookmarks();

  function repeatBookmarks(): void {
    const cancel = clock.after(bookmarkMilliseconds, () => {
      call.outgoing.off("close", cancel);
      mark();
      if (!call.outgoing.destroyed && !call.outgoing.writableEnded) repeatBookmarks();
    });
    call.outgoing.once("close", cancel);
  }
}
