import { type ContainerInPod, endOf, isWaitingFor } from "../containers.ts";
import { logsOf } from "../log.ts";
import { isKilledByProbe } from "../probe-kills.ts";
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
  const restarts = status.restartCount;
  if (end.reason === "OOMKilled") return memoryTrouble(at, one);
  if (end.exitCode === 0 && !isWaitingFor(one, "CrashLoopBackOff")) return undefined;
  if (status.state?.running) return betweenCrashes(at, one, end.exitCode);
  const final = at.pod.spec.restartPolicy === "Never";
  // Exit code 128 without a log is the runtime's own trouble with the node.
  const nodes = (end.reason === "ContainerCannotRun" || end.reason === "StartError") && end.exitCode === 128;
  const doomed = final || (restarts >= restartsAllowed && !nodes);
  return { is: doomed ? "doomed" : "degraded", ...told(at, one, end.exitCode) };
}

function memoryTrouble(at: PodAt, { name, status, container }: ContainerInPod): Trouble | undefined {
  const limit = container.resources?.limits?.memory;
  const because = `container ${name} is killed for its memory${limit ? ` (limit ${limit})` : ""}`;
  const kills = (status?.restartCount ?? 0) + (status?.state?.terminated ? 1 : 0);
  if (kills >= 2) return { is: "doomed", because, evidence: [at.vertex.evidence] };
  const back = status?.state?.running !== undefined && status.ready;
  return back ? undefined : { is: "degraded", because, evidence: [at.vertex.evidence] };
}

/** It runs again and is not ready: most likely it is on its way to the same end. */
function betweenCrashes(at: PodAt, one: ContainerInPod, exitCode: number): Trouble | undefined {
  const { status } = one;
  if (!status || status.ready || status.restartCount === 0) return undefined;
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
