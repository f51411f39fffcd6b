import type { Look } from "../../model/evidence.ts";
import type { ObjectRef } from "../../model/subject.ts";
import type { HttpAnswer } from "../../model/world.ts";
import { cut } from "../evidence.ts";
import { statusIn } from "./api.ts";
import { type ApiAnswer, TransportFailure } from "./connection.ts";
import { quoted } from "./query.ts";
import type { Server } from "./server.ts";

/** A request to a Service through the API server. */
export interface ServiceRequest {
  readonly port: number | string;
  readonly path: string;
  readonly timeoutSeconds: number;
}

const longestBody = 4096;

/** Asks once: what the program behind the Service answers is the answer, also when it is an error. */
export async function askService(server: Server, ref: ObjectRef, request: ServiceRequest): Promise<Look<HttpAnswer>> {
  const below = request.path.startsWith("/") ? request.path : `/${request.path}`;
  const path = `/api/v1/namespaces/${ref.namespace ?? "default"}/services/${ref.name}:${request.port}/proxy${below}`;
  const query = `${server.access.kubectl} get --raw ${quoted(path)}`;
  try {
    const answer = await server.api.connection.send({
      method: "GET",
      path,
      accept: "*/*",
      timeoutSeconds: request.timeoutSeconds,
    });
    return await answered(server, query, answer);
  } catch (error) {
    if (!(error instanceof TransportFailure)) throw error;
    return server.unseen(query, { status: 0, message: error.message });
  }
}

async function answered(server: Server, query: string, answer: ApiAnswer): Promise<Look<HttpAnswer>> {
  const text = answer.body.toString("utf8");
  const said = statusIn(text);
  // The API server speaking for itself: it does not let us, or knows no such Service. Nothing behind it was asked.
  if (said && [401, 403, 404].includes(answer.status)) {
    return server.unseen(query, { status: answer.status, message: server.masker.text(said.message ?? text) });
  }
  const body = server.masker.text(said?.message ?? text.slice(0, longestBody));
  const value = { status: answer.status, body };
  return {
    seen: true,
    value,
    evidence: await server.evidence(query, {
      content: value,
      excerpt: cut(`HTTP ${answer.status} ${body}`),
      source: "http",
    }),
  };
}
