import type { Evidence } from "../evidence.ts";
import type { Graph, Vertex } from "../graph.ts";
import { type ContainerInPod, waitingOf } from "./containers.ts";
import type { Pod } from "./pod.ts";
import type { EventObject } from "./workload.ts";

/** Why a node could not pull an image, read from the words of container runtimes. */
export type PullError =
  | "absent"
  | "denied"
  | "untrusted"
  | "plain-http"
  | "rate-limited"
  | "no-such-host"
  | "unreachable"
  | "platform";

/** The first that matches counts: a denial also says "does not exist", a bad certificate also says "failed to do request". */
const words: readonly (readonly [PullError, RegExp])[] = [
  ["untrusted", /x509:|tls: failed to verify|certificate signed by unknown authority/i],
  ["plain-http", /server gave HTTP response to HTTPS client/i],
  ["rate-limited", /toomanyrequests|\b429\b/i],
  [
    "denied",
    /pull access denied|unauthorized|authentication required|no basic auth|insufficient_scope|denied:|: 40[13]\b|40[13] (?:Forbidden|Unauthorized)/i,
  ],
  ["no-such-host", /no such host|server misbehaving/i],
  [
    "unreachable",
    /connection refused|i\/o timeout|timeout exceeded|deadline exceeded|no route to host|network is unreachable|connection reset|\bEOF\b|registry is unavailable|: 5\d\d\b/i,
  ],
  ["platform", /no match for platform|no matching manifest/i],
  ["absent", /not found|manifest unknown|name unknown/i],
];

/** What a message means; undefined where it says no more than that pulling is put off. */
export function pullErrorOf(message: string): PullError | undefined {
  return words.find(([, pattern]) => pattern.test(message))?.[0];
}

/** A message about a pull with the evidence that holds it. */
export interface PullMessage {
  readonly text: string;
  readonly error?: PullError;
  readonly evidence: Evidence;
}

/**
 * The message that says most about why a container's image was not pulled: its own, or, once that has become "Back-off
 * pulling image", that of the pod's events.
 */
export function pullMessageOf(vertex: Vertex, one: ContainerInPod, graph: Graph): PullMessage {
  const text = waitingOf(one)?.message ?? "";
  const error = pullErrorOf(text);
  if (error) return { text, error, evidence: vertex.evidence };
  for (const event of eventsAbout(graph, vertex)) {
    const { message = "" } = event.value as EventObject;
    const found = isPullFailure(event, one) ? pullErrorOf(message) : undefined;
    if (found) return { text: message, error: found, evidence: event.evidence };
  }
  return { text, evidence: vertex.evidence };
}

/** Whether an event tells that a node could not pull a container's image. */
export function isPullFailure({ value }: Vertex, { container }: ContainerInPod): boolean {
  const { message = "", reason } = value as EventObject;
  return reason === "Failed" && message.includes(container.image ?? "");
}

/** The events about an object, those with its uid. */
export function eventsAbout(graph: Graph, vertex: Vertex): readonly Vertex[] {
  const { namespace = "", uid, name } = (vertex.value as Pod).metadata;
  return [...graph.ofKind("v1/Event", { namespace })].filter(({ value }) => {
    const { involvedObject } = value as EventObject;
    return uid !== undefined && involvedObject.uid !== undefined
      ? involvedObject.uid === uid
      : involvedObject.name === name;
  });
}
