import type { IncomingMessage, ServerResponse } from "node:http";
import type { RehearsalClock } from "../clock.ts";
import type { Handler } from "../transport.ts";
import { type ContainerLog, formatLine, type LogSelection, selectLog } from "./container-log.ts";
import type { ContainerRecord } from "./container-record.ts";

/** Finds the containers of a pod on any node. */
export type FindContainers = (namespace: string, pod: string) => readonly ContainerRecord[] | undefined;

const logsPath = /^\/containerLogs\/([^/]+)\/([^/]+)\/([^/]+)$/;

/** The kubelet's own API, as far as API servers ask it: logs. */
export function nodeApi(find: FindContainers, clock: RehearsalClock): Handler {
  return (request, response) => {
    const url = new URL(request.url ?? "/", "https://node");
    if (url.pathname === "/healthz") return void response.end("ok");
    const [, namespace = "", pod = "", container = ""] = logsPath.exec(url.pathname)?.map(decodeURIComponent) ?? [];
    if (!namespace) return void response.writeHead(404).end("404 page not found\n");
    const records = find(namespace, pod);
    if (!records) return refuse(response, 404, `pod "${pod}" not found`);
    const record = records.find(({ name }) => name === container);
    const log = logOf(record, { pod, container, previous: url.searchParams.get("previous") === "true" });
    if (typeof log === "string") return refuse(response, 400, log);
    response.writeHead(200, { "content-type": "text/plain" });
    send(log, { request, response, query: url.searchParams, clock });
  };
}

function refuse(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" }).end(`${message}\n`);
}

/** The log that is meant, or why there is none. Source: validateContainerLogStatus of pkg/kubelet 1.34. */
export function logOf(
  record: ContainerRecord | undefined,
  { pod, container, previous }: { pod: string; container: string; previous: boolean },
): ContainerLog | string {
  const who = `container "${container}" in pod "${pod}"`;
  if (!record) return `${who} is not available`;
  const { state, lastState, log, previousLog } = record;
  // While it waits after a crash, the last run's log is the newest one, and the "previous" one too.
  const before = state.waiting ? log : previousLog;
  if (previous) return (lastState?.terminated && before) || `previous terminated ${who} not found`;
  if (log) return log;
  const reasons: Readonly<Record<string, string>> = {
    ErrImagePull: "image can't be pulled",
    ImagePullBackOff: "trying and failing to pull image",
  };
  const reason = state.waiting?.reason ?? "";
  return `${who} is waiting to start: ${reasons[reason] ?? reason}`;
}

interface Answering {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  readonly clock: RehearsalClock;
}

function selectionOf(query: URLSearchParams): LogSelection {
  const number = (name: string): Record<string, number> => {
    const text = query.get(name);
    return text === null || Number.isNaN(Number(text)) ? {} : { [name]: Number(text) };
  };
  const sinceTime = query.get("sinceTime");
  return {
    ...number("tailLines"),
    ...number("sinceSeconds"),
    ...number("limitBytes"),
    ...(sinceTime === null ? {} : { sinceTime }),
    timestamps: query.get("timestamps") === "true",
  };
}

function send(log: ContainerLog, { request, response, query, clock }: Answering): void {
  const selection = selectionOf(query);
  const text = selectLog(log.lines(), selection, clock.now());
  if (query.get("follow") !== "true") {
    response.end(text);
    return;
  }
  response.write(text);
  response.flushHeaders();
  const stop = log.follow(
    (line) => response.write(formatLine(line, selection.timestamps)),
    () => response.end(),
  );
  request.on("close", stop);
  response.on("close", stop);
}
