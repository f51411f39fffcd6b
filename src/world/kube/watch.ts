import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { ListScope, ResourceKind, WatchEvent } from "../../model/world.ts";
import { type ApiStatus, statusIn } from "./api.ts";
import { type ApiStream, TransportFailure } from "./connection.ts";
import { collectionPath, selectorsOf, withQuery } from "./paths.ts";
import type { Server } from "./server.ts";
import { type Reading, sightOf } from "./sight.ts";

/** The server ends a watch after this long, and we go on from the last version. */
const watchSeconds = 300;

/** A server that cannot be reached for this long ends the watch as lost. */
const patienceSeconds = 60;

interface Frame {
  readonly type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  readonly object: KubeObject & ApiStatus;
}

/** What a watch remembers from one connection to the next. */
interface Follow {
  readonly server: Server;
  readonly kind: ResourceKind;
  readonly scope: ListScope;
  readonly signal: AbortSignal;
  resourceVersion: string;
  unreachableSince: number | undefined;
}

/**
 * Changes of a collection after a version. Reconnects by itself from the last version seen; `lost` ends it: the version
 * is too old (410), reading is refused, or the server stays away.
 */
export async function* followChanges(
  server: Server,
  of: { kind: ResourceKind; scope: ListScope; resourceVersion: string },
  signal: AbortSignal,
): AsyncIterable<WatchEvent> {
  const follow: Follow = { server, ...of, signal, unreachableSince: undefined };
  for (let failures = 0; !signal.aborted; ) {
    const before = follow.resourceVersion;
    const lost = yield* connectOnce(follow);
    if (lost !== undefined) {
      if (!signal.aborted) yield { type: "lost", why: lost };
      return;
    }
    failures = follow.resourceVersion === before ? failures + 1 : 0;
    if (!signal.aborted) await server.clock.sleep(Math.min(5, failures * 0.2), signal);
  }
}

/** One connection. Returns why the watch is lost, or undefined when it may be taken up again. */
async function* connectOnce(follow: Follow): AsyncGenerator<WatchEvent, string | undefined> {
  try {
    const stream = await openWatch(follow);
    if (stream.status !== 200) return refusal(follow, stream);
    follow.unreachableSince = undefined;
    return yield* readFrames(follow, stream);
  } catch (error) {
    if (follow.signal.aborted) return undefined;
    return unreachable(follow, error);
  }
}

function openWatch(follow: Follow): Promise<ApiStream> {
  const { server, kind, scope, resourceVersion, signal } = follow;
  const path = withQuery(collectionPath(kind, scope.namespace), {
    ...selectorsOf(scope),
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion,
    timeoutSeconds: String(watchSeconds),
  });
  return server.api.connection.stream({ method: "GET", path, signal });
}

async function refusal(follow: Follow, stream: ApiStream): Promise<string | undefined> {
  let text = "";
  for await (const chunk of stream.body) text += String(chunk);
  if (stream.status === 429 || stream.status >= 500) return unreachable(follow, new Error(`HTTP ${stream.status}`));
  const why = follow.server.masker.text(statusIn(text)?.message ?? text.slice(0, 500));
  return why || `HTTP ${stream.status}`;
}

/** Undefined as long as there is patience. */
function unreachable(follow: Follow, error: unknown): string | undefined {
  follow.unreachableSince ??= Date.now();
  if (Date.now() - follow.unreachableSince < patienceSeconds * 1000) return undefined;
  const why = error instanceof TransportFailure || error instanceof Error ? error.message : String(error);
  return `${why} (for ${patienceSeconds} s)`;
}

async function* readFrames(follow: Follow, stream: ApiStream): AsyncGenerator<WatchEvent, string | undefined> {
  const guard = silenceGuard(stream);
  try {
    for await (const line of linesOf(stream, guard.heard)) {
      const frame = JSON.parse(line) as Frame;
      if (frame.type === "ERROR")
        return frame.object.code === 429 || (frame.object.code ?? 0) >= 500
          ? undefined
          : (frame.object.message ?? "watch error");
      follow.resourceVersion = frame.object.metadata.resourceVersion ?? follow.resourceVersion;
      yield await eventOf(follow, frame);
    }
    return undefined;
  } finally {
    guard.clear();
    stream.body.destroy();
  }
}

async function eventOf(follow: Follow, frame: Frame): Promise<WatchEvent> {
  if (frame.type === "BOOKMARK") return { type: "bookmark", resourceVersion: follow.resourceVersion };
  const { server, kind, scope } = follow;
  const reading: Reading = {
    at: server.clock.now(),
    mode: await server.mode(),
    kubectl: server.access.kubectl,
    apiVersion: scope.apiVersion,
    kind: scope.kind,
    resource: kind.resource,
    masker: server.masker,
  };
  const type = frame.type === "ADDED" ? "added" : frame.type === "DELETED" ? "deleted" : "modified";
  return { type, seen: sightOf(frame.object, reading) };
}

/** A connection that says nothing for longer than the server would keep it is dead: it is closed, and taken up again. */
function silenceGuard(stream: ApiStream): { heard(): void; clear(): void } {
  const timer = setTimeout(() => stream.body.destroy(new Error("silence")), (watchSeconds + 30) * 1000);
  timer.unref();
  return { heard: () => timer.refresh(), clear: () => clearTimeout(timer) };
}

async function* linesOf(stream: ApiStream, heard: () => void): AsyncGenerator<string> {
  let rest = "";
  stream.body.setEncoding("utf8");
  for await (const chunk of stream.body) {
    heard();
    const lines = (rest + (chunk as string)).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") yield line;
  }
}
