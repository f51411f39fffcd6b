import type { Ask, LookKind } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import {
  type ContainerInPod,
  containersIn,
  isCrashing,
  isCurrent,
  isRunningUnready,
  waitingOf,
} from "../../model/kubernetes/containers.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { type ObjectRef, objectId } from "../../model/subject.ts";

interface ReferenceAsk extends Ask {
  readonly ref: ObjectRef;
}

const reference: LookKind = {
  id: "reference",
  title: "Look at what a pod in trouble names, where no list has shown it",
  gives: ["v1/Service", "v1/ConfigMap", "v1/Secret"],
  *asks(graph) {
    for (const vertex of graph.ofKind("v1/Pod")) {
      const pod = vertex.value as Pod;
      if (isCurrent(pod) && containersIn(pod).some(isUnwell)) yield* dangling(graph, vertex.id);
    }
  },
  async *run(world, ask) {
    const { ref } = ask as ReferenceAsk;
    const look = await world.kube.get(ref);
    if (look.seen && look.value !== null) {
      const value = { ...look.value, apiVersion: ref.apiVersion, kind: ref.kind };
      yield { vertex: { id: objectId(ref), subject: { kind: "object", ref }, value, evidence: look.evidence } };
    } else {
      const absent = look.seen ? ({ seen: true, value: "complete", evidence: look.evidence } as const) : look;
      yield { covers: objectId(ref), look: absent };
    }
  },
};

function isUnwell(one: ContainerInPod): boolean {
  return isCrashing(one) || isRunningUnready(one) || waitingOf(one) !== undefined;
}

/** What a container cannot start or connect without. */
const relations = ["env", "env-from", "volume", "url"];

/**
 * What no list has shown is asked for by name: a Service of another namespace, what may not be listed, and what a list
 * did not have, so that its absence is seen after the pod fell ill and not only before.
 */
function* dangling(graph: Graph, id: string): Iterable<ReferenceAsk> {
  for (const relation of relations) {
    for (const { to, optional } of graph.out(id, relation)) {
      const look = graph.sight(to);
      const [kind, namespace, name] = to.replace(/^cluster:v1\//, "").split("/");
      if (optional || !kind || !namespace || !name || (look.seen && look.value)) continue;
      yield { key: `reference ${to}`, ref: { apiVersion: "v1", kind, namespace, name } };
    }
  }
}

export default reference;
