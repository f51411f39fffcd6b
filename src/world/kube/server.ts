import type { Evidence, Look, Mode } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Clock, ClusterIdentity } from "../../model/world.ts";
import { evidence } from "../evidence.ts";
import type { Masker } from "../mask/masker.ts";
import type { ClusterAccess } from "./access.ts";
import type { Api, ApiFailure } from "./api.ts";

/** One API server as the readers and the writer share it: requests, who it is, and evidence in its name. */
export interface Server {
  readonly access: ClusterAccess;
  readonly api: Api;
  readonly clock: Clock;
  readonly masker: Masker;
  identity(): Promise<Look<ClusterIdentity>>;
  /** The mode of everything that is read here. */
  mode(): Promise<Mode>;
  evidence(
    query: string,
    seen: { content: unknown; excerpt: string; mode?: Mode; source?: Evidence["source"] },
  ): Promise<Evidence>;
  unseen(
    query: string,
    failure: Pick<ApiFailure, "message" | "status">,
  ): Promise<{ seen: false; why: string; evidence: Evidence }>;
}

const modeAnnotation = "salvor.dev/mode";

/** Ties a client to what is known of its server. */
export function createServer(parts: Pick<Server, "access" | "api" | "clock" | "masker">): Server {
  const { clock } = parts;
  let known: Promise<Identified> | undefined;
  const identified = (): Promise<Identified> => {
    known ??= identify(parts).then(
      (found) => {
        // What was refused is not asked again for every read; what went wrong on the way is.
        if (!found.ok && found.failure.status !== 403) known = undefined;
        return found;
      },
      (error: unknown) => {
        known = undefined;
        throw error;
      },
    );
    return known;
  };
  let latest: Mode = "rehearsal";
  const mode = async (): Promise<Mode> => {
    const found = await identified();
    latest = found.ok ? found.identity.mode : "rehearsal";
    return latest;
  };
  const make: Server["evidence"] = async (query, seen) =>
    evidence({
      at: clock.now(),
      mode: seen.mode ?? (await mode()),
      source: seen.source ?? "kube",
      query,
      content: seen.content,
      excerpt: seen.excerpt,
    });
  return {
    ...parts,
    mode,
    evidence: make,
    async unseen(query, failure) {
      const why = failure.message;
      const excerpt = failure.status > 0 ? `${failure.status} ${why}` : why;
      // A server that was just not reached is not asked who it is.
      const known = failure.status === 0 ? { mode: latest } : {};
      return { seen: false, why, evidence: await make(query, { content: why, excerpt, ...known }) };
    },
    async identity() {
      const found = await identified();
      const query = `${parts.access.kubectl} get namespace kube-system -o json`;
      if (found.ok) {
        const { identity } = found;
        return {
          seen: true,
          value: identity,
          evidence: await make(query, {
            content: identity,
            excerpt: `uid ${identity.uid}, ${identity.version}, ${identity.mode}`,
          }),
        };
      }
      const { status, message } = found.failure;
      const why = unidentified(parts.access.context, status, message);
      return { seen: false, why, evidence: await make(query, { content: message, excerpt: message, mode: latest }) };
    },
  };
}

function unidentified(context: string, status: number, message: string): string {
  if (status === 401) return `the server does not take the credentials of context "${context}" (${message})`;
  if (status !== 403) return message;
  return `it is not known which cluster this is, nor whether it is live: ${message}`;
}

type Identified = { ok: true; identity: ClusterIdentity } | { ok: false; failure: ApiFailure };

/**
 * Who the server is. Where kube-system may not be read, what is seen counts as a rehearsal: it may be one, and evidence
 * of a rehearsal proves nothing of a live cluster.
 */
async function identify(parts: Pick<Server, "access" | "api">): Promise<Identified> {
  const namespace = await parts.api.json({ method: "GET", path: "/api/v1/namespaces/kube-system" });
  if (!namespace.ok) return { ok: false, failure: namespace };
  const version = await parts.api.json({ method: "GET", path: "/version" });
  const { metadata } = namespace.body as KubeObject;
  return {
    ok: true,
    identity: {
      uid: metadata.uid ?? "",
      context: parts.access.context,
      server: parts.access.server.origin,
      version: version.ok ? String((version.body as { gitVersion?: string }).gitVersion) : "unknown",
      mode: metadata.annotations?.[modeAnnotation] === "rehearsal" ? "rehearsal" : "live",
    },
  };
}
