import type { Graph, Vertex } from "../model/graph.ts";
import type { EventObject } from "../model/kubernetes/workload.ts";
import { objectId } from "../model/subject.ts";
import type { ProofOf } from "./stage.ts";

/** Remembers how things stand: the objects of a step, all that they own, and the events about these. */
export function rememberStart(graph: Graph, { expectations }: ProofOf): (id: string) => Vertex | undefined {
  const known = new Map<string, Vertex>();
  const remember = (id: string): void => {
    const look = graph.sight(id);
    if (known.has(id) || !look.seen || !look.value) return;
    known.set(id, look.value);
    for (const { from } of graph.in(id, "owner")) remember(from);
  };
  const refs = expectations.flatMap((one) => (one.kind === "ready" ? one.ref : []));
  for (const ref of refs) remember(objectId(ref));
  const uids = new Set([...known.values()].map(({ value }) => (value as EventObject).metadata.uid));
  for (const namespace of new Set(refs.map((ref) => ref.namespace ?? ""))) {
    for (const event of graph.ofKind("v1/Event", { namespace })) {
      if (uids.has((event.value as EventObject).involvedObject.uid)) known.set(event.id, event);
    }
  }
  return (id) => known.get(id);
}
