import type { Look } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Listed, ListScope, ResourceKind, Seen } from "../../model/world.ts";
import { lazyEvidence } from "../evidence.ts";
import type { ApiFailure } from "./api.ts";
import { collectionPath, selectorsOf, withQuery } from "./paths.ts";
import { listQuery } from "./query.ts";
import type { Server } from "./server.ts";
import { type Reading, sightOf, stampOf } from "./sight.ts";

const pageSize = 500;

/** A continue token that ran out (410) restarts the list; more often than this it is given up. */
const restarts = 3;

interface Page {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly KubeObject[];
}

/** Reads a whole list in pages of one consistent version. */
export async function readList(server: Server, kind: ResourceKind, scope: ListScope): Promise<Look<Listed>> {
  const query = listQuery(server.access.kubectl, scope, kind.resource);
  const mode = await server.mode();
  for (let attempt = 0; ; attempt++) {
    const reading: Reading = {
      at: server.clock.now(),
      mode,
      kubectl: server.access.kubectl,
      apiVersion: scope.apiVersion,
      kind: scope.kind,
      resource: kind.resource,
      masker: server.masker,
    };
    const got = await readPages(server, collectionPath(kind, scope.namespace), { scope, reading });
    if (isRead(got))
      return {
        seen: true,
        value: { items: got.items, resourceVersion: got.resourceVersion },
        evidence: evidenceOf(reading, query, got),
      };
    if (got.status !== 410 || attempt === restarts) return server.unseen(query, got);
  }
}

interface Read {
  readonly items: readonly Seen<KubeObject>[];
  readonly stamps: readonly string[];
  readonly resourceVersion: string;
}

function isRead(got: Read | ApiFailure): got is Read {
  return "items" in got;
}

async function readPages(
  server: Server,
  path: string,
  of: { scope: ListScope; reading: Reading },
): Promise<Read | ApiFailure> {
  const items: Seen<KubeObject>[] = [];
  const stamps: string[] = [];
  const ask = pageAsker(server, path, of.scope);
  let next = ask("");
  for (;;) {
    const got = await next;
    if (!got.ok) return got;
    const text = got.body.toString("utf8");
    // The server works on the next page while this one is parsed.
    const early = continueIn(text);
    if (early) next = ask(early);
    const page = parse(text);
    if (!page)
      return { ok: false, status: got.status, reason: "NotJson", message: "the server's answer is not a list" };
    for (const raw of page.items ?? []) {
      items.push(sightOf(raw, of.reading));
      stamps.push(stampOf(raw));
    }
    const { continue: token, resourceVersion = "" } = page.metadata ?? {};
    if (!token) return { items, stamps, resourceVersion };
    if (!early) next = ask(token);
  }
}

function pageAsker(
  server: Server,
  path: string,
  scope: ListScope,
): (token: string) => ReturnType<Server["api"]["bytes"]> {
  const limits = { ...selectorsOf(scope), limit: String(pageSize) };
  return (token) => {
    const query = token ? { ...limits, continue: token } : limits;
    const asked = server.api.bytes({ method: "GET", path: withQuery(path, query), timeoutSeconds: 60 });
    // Asked ahead: when the page before it turns out broken, nobody waits for this one.
    asked.catch(() => undefined);
    return asked;
  };
}

/** The continue token where servers write it: in the list's own metadata, before the items. */
function continueIn(text: string): string | undefined {
  return /^\{"kind":"\w+","apiVersion":"[\w./-]+","metadata":\{"resourceVersion":"\d+","continue":"([\w=+/-]+)"/.exec(
    text.slice(0, 4096),
  )?.[1];
}

function parse(text: string): Page | undefined {
  try {
    return JSON.parse(text) as Page;
  } catch {
    return undefined;
  }
}

/** Evidence of a list: which objects it held, each in which version. Never their content, so that it costs nothing. */
function evidenceOf(reading: Reading, query: string, read: Read): ReturnType<typeof lazyEvidence> {
  const { resourceVersion, stamps } = read;
  return lazyEvidence({
    at: reading.at,
    mode: reading.mode,
    source: "kube",
    query,
    content: () => ({ resourceVersion, items: stamps }),
    excerpt: () =>
      `${stamps.length} ${reading.resource} at resourceVersion ${resourceVersion}: ${stamps.map((stamp) => stamp.replace(/@.*$/, "").replace(/^\//, "")).join(", ")}`,
  });
}
