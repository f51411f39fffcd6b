import { microTimestamp } from "../clock.ts";
import type { FaultGate } from "./api-faults.ts";
import type { AuditEntry } from "./audit.ts";
import { authenticate } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import type { Backend, Call, Incoming, Outgoing, Reply } from "./call.ts";
import { handleDiscovery } from "./discovery.ts";
import { errorForm, replyOf } from "./forms.ts";
import { handleHealth } from "./health.ts";
import { impersonated } from "./impersonate.ts";
import { handleOpenApi } from "./openapi-answer.ts";
import { Refusal } from "./refusal.ts";
import { handleResource, servesVersion } from "./resources.ts";
import { routeOf } from "./routes.ts";
import { internalError, PlainRefusal, statusOf } from "./status-error.ts";
import type { User } from "./user.ts";

/** What handles requests besides the store: told of each answer. */
export interface Serving {
  readonly backend: Backend;
  readonly audit: ((entry: AuditEntry) => void) | undefined;
  /** Does to the request what a fault of the API asks for; true where it has answered. */
  readonly fault: FaultGate;
}

const notServed: Reply = { code: 404, body: "404 page not found\n", contentType: "text/plain; charset=utf-8" };

function quotedWarning(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/g, "?");
  return `299 - "${printable.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

function send(call: Pick<Call, "incoming" | "outgoing" | "warnings">, reply: Reply): void {
  const { incoming, outgoing, warnings } = call;
  if (outgoing.headersSent || outgoing.destroyed) {
    outgoing.end();
    return;
  }
  const body = typeof reply.body === "string" ? Buffer.from(reply.body) : reply.body;
  // What the client still sends is not read, so the connection cannot be used again.
  const unread = !incoming.complete && reply.code >= 400;
  if (warnings.size > 0) outgoing.setHeader("warning", [...warnings].map(quotedWarning));
  if (unread) outgoing.setHeader("connection", "close");
  outgoing.writeHead(reply.code, {
    "content-type": reply.contentType,
    "content-length": String(body.length),
    "cache-control": "no-cache, private",
  });
  outgoing.end(incoming.method === "HEAD" ? undefined : body);
  if (unread) incoming.resume();
}

async function sendRefusal(
  call: Pick<Call, "incoming" | "outgoing" | "warnings" | "query">,
  error: unknown,
): Promise<void> {
  if (error instanceof PlainRefusal) {
    send(call, { code: error.code, body: `${error.message}\n`, contentType: "text/plain; charset=utf-8" });
    return;
  }
  const refusal =
    error instanceof Refusal ? error : internalError(error instanceof Error ? error.message : String(error));
  const after = refusal.details?.retryAfterSeconds;
  if (after !== undefined && !call.outgoing.headersSent) call.outgoing.setHeader("retry-after", String(after));
  send(call, await replyOf(refusal.code, JSON.stringify(statusOf(refusal)), errorForm(call.incoming, call.query)));
}

async function answer(call: Call): Promise<Reply | undefined> {
  const { isResource, group, version } = call.route;
  if (isResource) return servesVersion(group, version) ? handleResource(call) : notServed;
  return (await handleHealth(call)) ?? (await handleDiscovery(call)) ?? (await handleOpenApi(call)) ?? notServed;
}

function auditEntry(call: Call, by: User | undefined, code: number): AuditEntry {
  const { route, user } = call;
  const given = <K extends string>(name: K, value: string): Partial<Record<K, string>> =>
    value === "" ? {} : ({ [name]: value } as Partial<Record<K, string>>);
  return {
    at: microTimestamp(call.now),
    user: user.name,
    groups: user.groups,
    ...(by ? { impersonatedBy: by.name } : {}),
    userAgent: call.incoming.headers["user-agent"] ?? "",
    verb: route.verb,
    path: call.incoming.url ?? "",
    ...(route.isResource ? { group: route.group } : {}),
    ...given("resource", route.resource),
    ...given("subresource", route.subresource),
    ...given("namespace", route.namespace),
    ...given("name", route.name),
    dryRun: call.query.getAll("dryRun").includes("All"),
    code,
  };
}

const open = new Set(["/healthz", "/livez", "/readyz"]);

/** Answers one request; never rejects. */
export async function handle(serving: Serving, incoming: Incoming, outgoing: Outgoing): Promise<void> {
  const { backend } = serving;
  incoming.on("error", () => undefined);
  outgoing.on("error", () => undefined);
  const mark = (incoming.url ?? "/").indexOf("?");
  const url = incoming.url ?? "/";
  const path = mark < 0 ? url : url.slice(0, mark);
  const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
  const warnings = new Set<string>();
  try {
    const method = incoming.method ?? "GET";
    const route = routeOf(method, path, query);
    const asker = authenticate(incoming, backend.tokens);
    const acting = impersonated(incoming, asker, backend.permissions);
    const user = acting ?? asker;
    const now = backend.clock.now();
    const call: Call = { backend, route, method, query, user, incoming, outgoing, now, warnings };
    outgoing.once("close", () => serving.audit?.(auditEntry(call, acting ? asker : undefined, outgoing.statusCode)));
    if (!open.has(path)) authorize(user, route, backend.permissions);
    if (await serving.fault(call)) return;
    const reply = await answer(call);
    if (reply) send(call, reply);
  } catch (error) {
    await sendRefusal({ incoming, outgoing, warnings, query }, error).catch(() => outgoing.destroy());
  }
}
