import type { Evidence } from "../model/evidence.ts";
import type { Vertex } from "../model/graph.ts";
import { type ContainerInPod, containersIn } from "../model/kubernetes/containers.ts";
import type { Pod } from "../model/kubernetes/pod.ts";
import type { EventObject } from "../model/kubernetes/workload.ts";
import type { PlannedStep } from "../model/plan.ts";
import { type ObjectRef, objectId, shortName } from "../model/subject.ts";
import { troubleBehind } from "./causes.ts";
import type { Stage } from "./stage.ts";

/** How much is kept of a failure: enough to understand it when the cluster has forgotten. */
const most = { pods: 4, events: 20, lines: 100 } as const;

interface Kept {
  readonly what: string;
  readonly evidence: Evidence;
}

/**
 * Keeps what a failed step leaves behind, before anybody undoes it: its objects that are not well, their newest pods,
 * the events since the step began, what the containers last wrote before and after their restart, and their nodes.
 */
export async function captureEvidence(
  stage: Stage,
  { step, startedAt, refs }: { step: PlannedStep; startedAt: string; refs: readonly ObjectRef[] },
): Promise<void> {
  const { graph } = stage.observation;
  const behind = refs.flatMap((ref) => troubleBehind(graph, stage.catalog.causes, objectId(ref)));
  const vertices = [...new Set(behind)].flatMap((id): readonly Vertex[] => {
    const look = graph.sight(id);
    return look.seen && look.value ? [look.value] : [];
  });
  const pods = vertices.filter(({ subject }) => subject.kind === "object" && subject.ref.kind === "Pod");
  const newest = [...pods].sort((a, b) => age(b) - age(a)).slice(0, most.pods);
  const objects = [...vertices.filter((one) => !pods.includes(one)), ...newest];
  const kept: Kept[] = objects.flatMap(({ subject, evidence }) =>
    subject.kind === "object" ? [{ what: shortName(subject.ref), evidence }] : [],
  );
  kept.push(...eventsOf(stage, vertices, startedAt));
  for (const { value } of newest) kept.push(...(await logsOf(stage, value as Pod)));
  for (const node of new Set(newest.flatMap(({ value }) => (value as Pod).spec.nodeName ?? []))) {
    const look = await stage.world.kube.get({ apiVersion: "v1", kind: "Node", name: node });
    kept.push({ what: `Node/${node}`, evidence: look.evidence });
  }
  for (const one of kept) stage.append({ type: "evidence.captured", step: step.name, ...one });
}

function age({ value }: Vertex): number {
  return Date.parse((value as Pod).metadata.creationTimestamp ?? "") || 0;
}

function eventsOf({ observation }: Stage, vertices: readonly Vertex[], startedAt: string): readonly Kept[] {
  const uids = new Set(vertices.flatMap(({ value }) => (value as Pod | null)?.metadata?.uid ?? []));
  const since = Date.parse(startedAt) - 1000;
  return [...observation.graph.ofKind("v1/Event")]
    .filter(({ value }) => {
      const { involvedObject, lastTimestamp, eventTime, metadata } = value as EventObject;
      const at = lastTimestamp ?? eventTime ?? metadata.creationTimestamp ?? "";
      return uids.has(involvedObject.uid ?? "") && Date.parse(at) >= since;
    })
    .slice(-most.events)
    .map(({ value, evidence }) => {
      const { involvedObject, reason } = value as EventObject;
      return { what: `event ${reason} of ${involvedObject.kind}/${involvedObject.name}`, evidence };
    });
}

async function logsOf({ world }: Stage, pod: Pod): Promise<readonly Kept[]> {
  const { namespace = "", name } = pod.metadata;
  const ref = { apiVersion: "v1", kind: "Pod", namespace, name };
  const kept: Kept[] = [];
  for (const one of containersIn(pod)) {
    for (const previous of instancesOf(one)) {
      const look = await world.kube.podLog(ref, { container: one.name, previous, tailLines: most.lines });
      if (look.seen && look.value === null) continue;
      const what = `${previous ? "previous log" : "log"} of ${one.name} in Pod/${namespace}/${name}`;
      kept.push({ what, evidence: look.evidence });
    }
  }
  return kept;
}

/** Which logs there can be: of the instance before the last restart (true), and of the one that runs or ended (false). */
function instancesOf({ status }: ContainerInPod): readonly boolean[] {
  if (!status || (status.restartCount === 0 && !status.state?.running && !status.state?.terminated)) return [];
  return status.restartCount > 0 ? [true, false] : [false];
}
