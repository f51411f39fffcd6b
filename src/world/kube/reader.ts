import type { Look } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { ObjectRef } from "../../model/subject.ts";
import type { KubeReader, ResourceKind } from "../../model/world.ts";
import { excerptOf } from "../excerpt.ts";
import { isAbsent } from "./api.ts";
import type { Discovery } from "./discovery.ts";
import { readList } from "./lists.ts";
import { readLog } from "./logs.ts";
import { objectPath } from "./paths.ts";
import { getQuery } from "./query.ts";
import type { Server } from "./server.ts";
import { askService } from "./service-http.ts";
import { followChanges } from "./watch.ts";

/** Reads of one API server. */
export function createReader(server: Server, discovery: Discovery): KubeReader {
  return {
    identity: () => server.identity(),
    resource: (apiVersion, kind) => discovery.resource(apiVersion, kind),
    async list(scope) {
      const kind = await served(discovery, scope);
      if ("seen" in kind) return kind;
      return readList(server, kind, scope);
    },
    async get(ref) {
      const kind = await served(discovery, ref);
      return "seen" in kind ? kind : readObject(server, kind, ref);
    },
    async *watch(scope, resourceVersion, signal) {
      const kind = await served(discovery, scope);
      if ("seen" in kind) yield { type: "lost", why: kind.why };
      else yield* followChanges(server, { kind, scope, resourceVersion }, signal);
    },
    podLog: (ref, options) => readLog(server, ref, options),
    serviceHttp: (ref, request) => askService(server, ref, request),
  };
}

/** The kind as served, or why it cannot be read: a kind that is not served has no objects to be seen, and says so. */
async function served(
  discovery: Discovery,
  of: { apiVersion: string; kind: string },
): Promise<ResourceKind | Extract<Look<never>, { seen: false }>> {
  const look = await discovery.resource(of.apiVersion, of.kind);
  if (!look.seen) return look;
  if (look.value) return look.value;
  return { seen: false, why: `the server serves no kind ${of.kind} in ${of.apiVersion}`, evidence: look.evidence };
}

/** One object as the server has it, masked; null for its 404. */
export async function readObject(server: Server, kind: ResourceKind, ref: ObjectRef): Promise<Look<KubeObject | null>> {
  const query = getQuery(server.access.kubectl, ref, kind.resource);
  const got = await server.api.json({ method: "GET", path: objectPath(kind, ref) });
  if (got.ok) {
    const value = server.masker.object(got.body as KubeObject);
    return { seen: true, value, evidence: await server.evidence(query, { content: value, excerpt: excerptOf(value) }) };
  }
  if (!isAbsent(got)) return server.unseen(query, got);
  return {
    seen: true,
    value: null,
    evidence: await server.evidence(query, { content: null, excerpt: `404 ${got.message}` }),
  };
}
