import { type ContainerInPod, isRunningUnready } from "../containers.ts";
import { probesOf, readinessGrace, startupSeconds } from "../probe.ts";
import { isKilledByProbe } from "../probe-kills.ts";
import { eventsAbout } from "../pull-error.ts";
import type { EventObject } from "../workload.ts";
import { hasEndedSince, restartsThatCount, statusAtStart } from "./since.ts";
import { later, type PodAt, reasonOf, type Trouble } from "./trouble.ts";

/** A container that runs, and never answers its readiness probe: past all of its chances it is degraded, after twice that failed. */
export function probeTrouble(at: PodAt, one: ContainerInPod): Trouble | undefined {
  const startedAt = one.status?.state?.running?.startedAt;
  if (!isRunningUnready(one) || startedAt === undefined) return undefined;
  const grace = readinessGrace(one.container);
  const seconds = (Date.parse(at.past.now) - Date.parse(startedAt)) / 1000;
  const said = lastUnhealthy(at, one);
  const target = targetOf(one);
  const because = `container ${one.name} runs and does not answer its probe${target}${said ? `: ${said.text}` : ""}`;
  const evidence = said ? ([at.vertex.evidence, said.evidence] as const) : ([at.vertex.evidence] as const);
  const starting = one.container.startupProbe ? startupSeconds(one.container.startupProbe) : 0;
  const own = later(startedAt, starting + 2 * (grace - starting));
  const chance = runsSinceBefore(at, one) ? later(unreadySince(at, one, because), grace - starting) : own;
  const failsAt = chance > own ? chance : own;
  // Killed for it again and again, a container never lives long enough to use up its grace.
  const killed =
    restartsThatCount(at, one) >= 2 && hasEndedSince(at, one) && isKilledByProbe(at.graph, at.vertex, one.name);
  if (killed || Date.parse(at.past.now) >= Date.parse(failsAt)) return { is: "doomed", because, evidence };
  if (seconds >= grace) return { is: "degraded", because, evidence, failsAt };
  return { is: "waiting", because: `container ${one.name} is to answer its probe${target}`, evidence, failsAt };
}

/** It ran before the step began: it gets all of its chances once more, whenever it was started. */
function runsSinceBefore(at: PodAt, one: ContainerInPod): boolean {
  const startedAt = one.status?.state?.running?.startedAt;
  return startedAt !== undefined && statusAtStart(at, one)?.state?.running?.startedAt === startedAt;
}

function unreadySince(at: PodAt, one: ContainerInPod, because: string): string {
  return at.past.held(reasonOf(at, one.name, "unready"), because, at.vertex.evidence).since;
}

function targetOf({ container }: ContainerInPod): string {
  const found = probesOf(container).find(({ kind }) => kind === "readinessProbe") ?? probesOf(container)[0];
  if (!found) return "";
  const { httpGet } = found.probe;
  const path = httpGet ? ` (HTTP ${httpGet.path ?? "/"} on port ${found.port ?? httpGet.port})` : "";
  return path || (found.port === undefined ? "" : ` (port ${found.port})`);
}

/** What the kubelet last said of a probe of this container. */
function lastUnhealthy(
  at: PodAt,
  one: ContainerInPod,
): { text: string; evidence: PodAt["vertex"]["evidence"] } | undefined {
  const found = eventsAbout(at.graph, at.vertex).filter(({ value }) => {
    const { reason, involvedObject } = value as EventObject;
    return reason === "Unhealthy" && (involvedObject.fieldPath ?? `{${one.name}}`).includes(`{${one.name}}`);
  });
  const last = found.at(-1);
  if (!last) return undefined;
  return { text: ((last.value as EventObject).message ?? "").trim().slice(0, 200), evidence: last.evidence };
}
