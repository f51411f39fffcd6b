import type { Evidence } from "../../evidence.ts";
import type { Vertex } from "../../graph.ts";
import { type ContainerInPod, isWaitingFor, pullReasons, waitingOf } from "../containers.ts";
import { formatImage, parseImage } from "../image.ts";
import { eventsAbout, isPullFailure, type PullError, pullMessageOf } from "../pull-error.ts";
import { isNews, sooner, waitedFor } from "./since.ts";
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
  const twice = at.past.held(reasonOf(at, one.name, kind), message.text, message.evidence);
  const before = hasTriedSince(at, one) ? undefined : registryNow(at, one, kind === "absent", held.since);
  if (before) {
    const hope = `${before.because}, and its node is to try again${sooner(at)}`;
    return { is: "degraded", because: `${because}; ${hope}`, evidence: [told.evidence, ...before.evidence] };
  }
  if (doomedAtOnce.has(kind as PullError)) return { is: "doomed", ...trouble };
  if (!doomedTwice.has(kind as PullError)) return { is: "degraded", ...trouble };
  return afterGrace(at.past, twice.since, secondLookSeconds, trouble);
}

/** A registry's answer that is older than this before the step began (seconds) says nothing of what it has now. */
const freshSeconds = 60;

interface Hope {
  readonly because: string;
  readonly evidence: readonly Evidence[];
}

/**
 * Why a node's word of before the step may be out of date; undefined where the registry itself has said in this run that
 * there is no such image.
 */
function registryNow(at: PodAt, one: ContainerInPod, isAbsence: boolean, since: string): Hope | undefined {
  const reference = parseImage(one.container.image ?? "");
  const look = reference && at.graph.sight(`image:${formatImage(reference)}`);
  const fresh = look?.seen && Date.parse(look.evidence.at) >= Date.parse(since) - freshSeconds * 1000;
  if (!isAbsence || !fresh) return { because: "that was before this step", evidence: [] };
  return look.value === null ? undefined : { because: "the registry has it now", evidence: [look.evidence] };
}

function hasTriedSince(at: PodAt, one: ContainerInPod): boolean {
  const then = waitedFor(at, one)?.reason ?? "";
  if (![...pullReasons, "RegistryUnavailable"].includes(then)) return true;
  if (isWaitingFor(one, "ErrImagePull") && then !== "ErrImagePull") return true;
  const failed = (event: Vertex): boolean => isPullFailure(event, one) && isNews(at.past, event);
  return eventsAbout(at.graph, at.vertex).some(failed);
}

/** The end of a runtime's message is what matters: what stands before it are the stages that passed it on. */
function shortened(text: string): string {
  const reason = /failed to resolve reference "[^"]*": (.*)$/s.exec(text)?.[1] ?? text;
  return reason.replace(/^.*?(?:Head|Get) "[^"]*": /s, "").slice(0, 300);
}
