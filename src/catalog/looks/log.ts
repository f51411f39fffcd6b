import type { Ask, LookKind } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { type ContainerInPod, containersIn, isCrashing, isRunningUnready } from "../../model/kubernetes/containers.ts";
import { type ContainerLog, logId } from "../../model/kubernetes/log.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import type { ObjectRef } from "../../model/subject.ts";

/** Enough lines to hold a stack trace, few enough to be read at once for many pods. */
const tailLines = 60;

/** Two pods of one owner tell the same story; a third is not asked. */
const podsOfAnOwner = 2;

/** Seconds after its start at which the log of a container that is not ready is read, and read again. */
const rereads = [1, 3, 8, 20, 60, 240];

interface LogAsk extends Ask {
  readonly ref: ObjectRef;
  readonly pod: string;
  readonly container: string;
  readonly previous: boolean;
  readonly restarts: number;
}

const log: LookKind = {
  id: "log",
  title: "Read the log of a container that is in trouble",
  gives: ["log"],
  *asks(graph, { now }) {
    const asked = new Map<string, number>();
    for (const vertex of graph.ofKind("v1/Pod")) {
      const pod = vertex.value as Pod;
      if (vertex.subject.kind !== "object" || pod.metadata.deletionTimestamp !== undefined) continue;
      const found = containersIn(pod).flatMap((one) => asksFor(vertex, vertex.subject as { ref: ObjectRef }, one, now));
      const owner = pod.metadata.ownerReferences?.[0]?.uid ?? vertex.id;
      const count = asked.get(owner) ?? 0;
      if (found.length === 0 || count >= podsOfAnOwner) continue;
      asked.set(owner, count + 1);
      yield* found;
    }
  },
  async *run(world, ask) {
    const { ref, container, previous, restarts, pod } = ask as LogAsk;
    const id = logId(ref.namespace ?? "", ref.name, container, previous);
    const look = await world.kube.podLog(ref, { container, previous, tailLines });
    if (!look.seen || look.value === null) {
      const absent = look.seen ? ({ seen: true, value: "complete", evidence: look.evidence } as const) : look;
      yield { covers: id, look: absent };
      return;
    }
    const value: ContainerLog = { pod, container, previous, restarts, text: look.value };
    yield { vertex: { id, subject: { kind: "object", ref, field: "log" }, value, evidence: look.evidence } };
  },
};

function asksFor(vertex: Vertex, { ref }: { ref: ObjectRef }, one: ContainerInPod, now: string): readonly LogAsk[] {
  const restarts = one.status?.restartCount ?? 0;
  const ask = (previous: boolean, stage: number): LogAsk => ({
    key: `log ${ref.uid ?? vertex.id} ${one.name} ${restarts}${previous ? " previous" : ""} ${stage}`,
    ref,
    pod: vertex.id,
    container: one.name,
    previous,
    restarts,
  });
  const started = one.status?.state?.running?.startedAt;
  const seconds = started === undefined ? 0 : (Date.parse(now) - Date.parse(started)) / 1000;
  const stage = rereads.filter((after) => seconds >= after).length;
  const running = isRunningUnready(one) && stage > 0 ? [ask(false, stage)] : [];
  if (!isCrashing(one)) return running;
  // While it waits for its next start, the log of the instance that ended is the current one.
  const ended = one.status?.state?.running === undefined ? [ask(false, 0)] : [ask(true, 0)];
  return [...running, ...ended];
}

export default log;
