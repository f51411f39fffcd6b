import { conditionOf } from "../object.ts";
import { eventsAbout } from "../pull-error.ts";
import type { EventObject } from "../workload.ts";
import { later, type PodAt, reasonOf, type Trouble } from "./trouble.ts";

/** Nodes may be just joining, and pods that make room just leaving. */
const graceSeconds = 15;

/** A pod that no node takes. */
export function schedulingTrouble(at: PodAt): Trouble | undefined {
  const condition = conditionOf(at.pod.status?.conditions, "PodScheduled");
  if (condition?.status !== "False") return undefined;
  const evidence = [at.vertex.evidence] as const;
  if (condition.reason === "SchedulingGated") {
    return { is: "waiting", because: "its scheduling gates are not open yet", evidence };
  }
  const message = condition.message ?? "no reason given";
  const because = `no node takes it: ${message}`;
  const { since } = at.past.held(reasonOf(at, "unscheduled"), message, at.vertex.evidence);
  const failsAt = later(since, graceSeconds);
  const over = Date.parse(at.past.now) >= Date.parse(failsAt);
  if (isPermanent(message) && !isScaling(at)) {
    return over ? { is: "doomed", because, evidence } : { is: "waiting", because, evidence, failsAt };
  }
  return over ? { is: "degraded", because, evidence } : { is: "waiting", because, evidence };
}

/** A predicate of the scheduler with the number of nodes that it ruled out. */
export interface Predicate {
  readonly nodes: number;
  readonly text: string;
}

/** Reads `0/3 nodes are available: 2 Insufficient cpu, 1 node(s) were unschedulable. preemption: …`. */
export function predicatesIn(message: string): { readonly total: number; readonly predicates: readonly Predicate[] } {
  const total = Number(/^0\/(\d+) nodes are available/.exec(message)?.[1] ?? 0);
  const list = message.replace(/^[^:]*: /, "").replace(/\.? ?preemption:.*$/s, "");
  const predicates = list.split(/, (?=\d)/).flatMap((part): Predicate[] => {
    const form = /^(\d+) (.*?)\.?$/s.exec(part.trim());
    return form?.[2] ? [{ nodes: Number(form[1]), text: form[2] }] : [];
  });
  return { total, predicates };
}

/** Every node is ruled out by what the pod itself asks for, so that waiting changes nothing. */
function isPermanent(message: string): boolean {
  const { total, predicates } = predicatesIn(message);
  const ruledOut = predicates
    .filter(({ text }) =>
      /node affinity\/selector|untolerated taint \{(?!node\.kubernetes\.io)|volume node affinity/.test(text),
    )
    .reduce((sum, { nodes }) => sum + nodes, 0);
  return total > 0 && ruledOut >= total;
}

function isScaling(at: PodAt): boolean {
  const scalers = new Set(["TriggeredScaleUp", "Nominated", "NominatedPod"]);
  return eventsAbout(at.graph, at.vertex).some(({ value }) => scalers.has((value as EventObject).reason ?? ""));
}
