import { type ContainerInPod, isWaitingFor, pullReasons, waitingOf } from "../containers.ts";
import { type PullError, pullMessageOf } from "../pull-error.ts";
import { afterGrace, type PodAt, reasonOf, type Trouble } from "./trouble.ts";

/** Refused certificates and logins are looked at twice, this far apart: rotated ones take a moment to arrive. */
const secondLookSeconds = 20;

const doomedAtOnce: ReadonlySet<PullError> = new Set(["absent", "platform"]);
const doomedTwice: ReadonlySet<PullError> = new Set(["denied", "untrusted", "plain-http"]);

/** An image that is not there, may not be had, or cannot be asked for. */
export function imageTrouble(at: PodAt, one: ContainerInPod): Trouble | undefined {
  const waiting = waitingOf(one);
  if (isWaitingFor(one, "InvalidImageName", "ErrImageNeverPull")) {
    const because = `container ${one.name}: ${waiting?.reason}: ${waiting?.message ?? one.container.image}`;
    return { is: "doomed", because, evidence: [at.vertex.evidence] };
  }
  if (!isWaitingFor(one, ...pullReasons, "RegistryUnavailable")) return undefined;
  const message = pullMessageOf(at.vertex, one, at.graph);
  const kind = message.error ?? "unknown";
  const held = at.past.held(reasonOf(at, one.name, "pull"), message.text, message.evidence);
  const told = message.error ? message : { ...message, ...held.first };
  const because = `container ${one.name} cannot pull ${one.container.image}: ${shortened(told.text)}`;
  const trouble = { because, evidence: [told.evidence] as const };
  if (doomedAtOnce.has(kind as PullError)) return { is: "doomed", ...trouble };
  if (!doomedTwice.has(kind as PullError)) return { is: "degraded", ...trouble };
  const twice = at.past.held(reasonOf(at, one.name, kind), message.text, message.evidence);
  return afterGrace(at.past, twice.since, secondLookSeconds, trouble);
}

/** The end of a runtime's message is what matters: what stands before it are the stages that passed it on. */
function shortened(text: string): string {
  const reason = /failed to resolve reference "[^"]*": (.*)$/s.exec(text)?.[1] ?? text;
  return reason.replace(/^.*?(?:Head|Get) "[^"]*": /s, "").slice(0, 300);
}
