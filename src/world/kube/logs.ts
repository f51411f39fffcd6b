import type { Look } from "../../model/evidence.ts";
import type { ObjectRef } from "../../model/subject.ts";
import { isAbsent } from "./api.ts";
import { withQuery } from "./paths.ts";
import { quoted } from "./query.ts";
import type { Server } from "./server.ts";

/** Which part of a container's log. */
export interface LogOptions {
  readonly container: string;
  readonly previous: boolean;
  readonly tailLines: number;
}

/** No log is read beyond this, however long its lines are. */
const largestLog = 1024 * 1024;

/** What a server says when there is no log to give; everything else is a refusal. Source: kubelet and pod log strategy. */
const noLog =
  /previous terminated container .* not found|is waiting to start|is not valid for pod|is terminated|has not been created|unable to retrieve container logs|not found/i;

/** The last lines of a container's log, masked. */
export async function readLog(server: Server, ref: ObjectRef, options: LogOptions): Promise<Look<string | null>> {
  const query = `${server.access.kubectl} logs ${quoted(ref.name)} -n ${quoted(ref.namespace ?? "default")} -c ${quoted(options.container)}${options.previous ? " --previous" : ""} --tail=${options.tailLines}`;
  const path = `/api/v1/namespaces/${encodeURIComponent(ref.namespace ?? "default")}/pods/${encodeURIComponent(ref.name)}/log`;
  const got = await server.api.bytes({
    method: "GET",
    accept: "*/*",
    path: withQuery(path, {
      container: options.container,
      tailLines: String(options.tailLines),
      limitBytes: String(largestLog),
      ...(options.previous ? { previous: "true" } : {}),
    }),
  });
  if (got.ok) {
    const log = server.masker.text(got.body.toString("utf8"));
    // The end of a log decides, not its beginning.
    return {
      seen: true,
      value: log,
      evidence: await server.evidence(query, { content: log, excerpt: log.slice(-1900) }),
    };
  }
  const absent = (got.status === 400 && noLog.test(got.message)) || isAbsent(got);
  if (!absent) return server.unseen(query, got);
  return { seen: true, value: null, evidence: await server.evidence(query, { content: null, excerpt: got.message }) };
}
