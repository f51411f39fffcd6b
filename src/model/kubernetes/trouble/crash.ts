import { type ContainerInPod, endOf, isWaitingFor, waitingOf } from "../containers.ts";
import { logsOf } from "../log.ts";
import { isKilledByProbe } from "../probe-kills.ts";
import { hasEndedSince, restartsThatCount, sooner } from "./since.ts";
import type { PodAt, Trouble } from "./trouble.ts";

/** A program may fail this often at its start (its database comes up beside it) before that is called a failure. */
const restartsAllowed = 2;

/** How many last lines of a log are told in the sentence. */
const toldLines = 2;

/** A container that ended and will not do better: crashed, killed for memory, or not to be started again. */
export function crashTrouble(at: PodAt, one: ContainerInPod): Trouble | undefined {
  const { status } = one;
  const end = endOf(one);
  if (!status || !end) return undefined;
  if (end.reason === "OOMKilled") return memoryTrouble(at, one);
  if (end.exitCode === 0 && !isWaitingFor(one, "CrashLoopBackOff")) return undefined;
  if (status.state?.running) return betweenCrashes(at, one, end.exitCode);
  const final = at.pod.spec.restartPolicy === "Never";
  if (!final && !hasEndedSince(at, one)) return endedBefore(at, one, end.exitCode);
  // Exit code 128 without a log is the runtime's own trouble with the node.
  const nodes = (end.reason === "ContainerCannotRun" || end.reason === "StartError") && end.exitCode === 128;
  const doomed = final || (restartsThatCount(at, one) >= restartsAllowed && !nodes);
  return { is: doomed ? "doomed" : "degraded", ...told(at, one, end.exitCode) };
}

/** What made it end may be mended by now: its next start will show. */
function endedBefore(at: PodAt, one: ContainerInPod, exitCode: number): Trouble {
  const { because, evidence } = told(at, one, exitCode);
  const delay = /^back-off (\S+)/.exec(waitingOf(one)?.message ?? "")?.[1];
  const wait = delay === undefined ? "" : ` (its node waits up to ${delay})`;
  const hope = `that was before this step, and it is to be started again${wait}${sooner(at)}`;
  return { is: "degraded", because: `${because}; ${hope}`, evidence };
}

function memoryTrouble(at: PodAt, one: ContainerInPod): Trouble | undefined {
  const { name, status, container } = one;
  const limit = container.resources?.limits?.memory;
  const because = `container ${name} is killed for its memory${limit ? ` (limit ${limit})` : ""}`;
  const since = hasEndedSince(at, one);
  const kills = restartsThatCount(at, one) + (status?.state?.terminated ? 1 : 0);
  if (since && kills >= 2) return { is: "doomed", because, evidence: [at.vertex.evidence] };
  const back = status?.state?.running !== undefined && status.ready;
  if (back && (since || status.restartCount < 2 || hasOutlivedTheLast(at, one))) return undefined;
  const hope = back ? "it runs, and is to live longer than the last time" : "it is to be started again";
  const told = since ? because : `${because}; that was before this step, and ${hope}`;
  return { is: "degraded", because: told, evidence: [at.vertex.evidence] };
}

/** Whether it has run for longer than the instance before it, which was killed. */
function hasOutlivedTheLast({ past }: PodAt, { status }: ContainerInPod): boolean {
  const { startedAt = "", finishedAt = "" } = status?.lastState?.terminated ?? {};
  const life = Date.parse(finishedAt) - Date.parse(startedAt);
  return !(Date.parse(past.now) - Date.parse(status?.state?.running?.startedAt ?? "") <= life);
}

/** It runs again and is not ready: most likely it is on its way to the same end. */
function betweenCrashes(at: PodAt, one: ContainerInPod, exitCode: number): Trouble | undefined {
  const { status } = one;
  if (!status || status.ready || status.restartCount === 0 || !hasEndedSince(at, one)) return undefined;
  if (isKilledByProbe(at.graph, at.vertex, one.name)) return undefined;
  return { is: "degraded", ...told(at, one, exitCode) };
}

function told(at: PodAt, one: ContainerInPod, exitCode: number): Pick<Trouble, "because" | "evidence"> {
  const { namespace = "", name } = at.pod.metadata;
  const [log] = logsOf(at.graph, namespace, name, one.name).filter(({ log: { text } }) => text.trim() !== "");
  const lines = log?.log.text.trim().split("\n").slice(-toldLines).join(" | ");
  const because = `container ${one.name} ends with exit code ${exitCode}${lines ? `: ${lines.slice(0, 300)}` : ""}`;
  return { because, evidence: log ? [at.vertex.evidence, log.evidence] : [at.vertex.evidence] };
}
