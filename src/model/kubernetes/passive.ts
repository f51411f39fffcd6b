import type { Example, ReadinessRule } from "../catalog.ts";
import type { Graph, Vertex } from "../graph.ts";
import type { Past, ReadinessVerdict } from "../readiness.ts";
import { objectId } from "../subject.ts";
import type { KubeObject } from "./object.ts";

/**
 * A rule for a kind that does nothing by itself: it is ready when it is there as it was written. `spec` is what the
 * examples say beside the metadata.
 */
export function passiveRule(
  id: string,
  groupKind: string,
  { apiVersion, namespaced, says = {} }: { apiVersion: string; namespaced: boolean; says?: object },
): ReadinessRule {
  const kind = groupKind.slice(groupKind.indexOf("/") + 1);
  const object = (metadata: object = {}): object => ({
    apiVersion,
    kind,
    metadata: { name: "example", ...(namespaced ? { namespace: "shop" } : {}), ...metadata },
    ...says,
  });
  const examples: [Example, Example, Example] = [
    { name: "it is there", objects: [object()], expect: { state: "ready" } },
    {
      name: "it is being deleted",
      objects: [object({ deletionTimestamp: "2025-12-31T23:59:00Z" })],
      expect: { state: "terminating" },
      not: { state: "ready" },
    },
    { name: "it may not be read", objects: [object()], refused: [groupKind], expect: [] },
  ];
  return {
    id,
    groupKind,
    title: `${kind}: there, as it was written`,
    why: `A ${kind} has no status of its own; what counts is that it can be read back.`,
    needs: [],
    examples,
    judge: passiveState,
  };
}

/** Two writers may take turns for a moment, and the right one may win. */
const changedSeconds = 10;

function passiveState(vertex: Vertex, graph: Graph, past: Past): ReadinessVerdict {
  const object = vertex.value as KubeObject;
  const evidence = [vertex.evidence] as const;
  if (object.metadata.deletionTimestamp !== undefined) {
    return { state: "terminating", because: "it is being deleted", evidence };
  }
  const changed = changedKeys(vertex, graph);
  if (changed.length > 0) {
    const because = `${changed.join(", ")} is not as it was written: somebody else changes it`;
    const { since } = past.held("changed", because, vertex.evidence);
    const failsAt = new Date(Date.parse(since) + changedSeconds * 1000).toISOString();
    return Date.parse(past.now) >= Date.parse(failsAt)
      ? { state: "failed", because, evidence }
      : { state: "degraded", because, evidence, failsAt };
  }
  return { state: "ready", because: "it is there as it was written", evidence };
}

/** Keys whose values differ from what the plan declares. Of Secrets only HMACs are compared. */
function changedKeys({ subject, value }: Vertex, graph: Graph): readonly string[] {
  if (subject.kind !== "object") return [];
  const look = graph.sight(objectId({ ...subject.ref, in: "plan" }));
  const declared = look.seen ? look.value?.value : undefined;
  if (!declared) return [];
  const live = entriesOf(value);
  return Object.entries(entriesOf(declared))
    .filter(([key, wanted]) => textOf(live[key]) !== textOf(wanted))
    .map(([key]) => key);
}

function entriesOf(value: unknown): Readonly<Record<string, unknown>> {
  const { data, stringData } = value as { data?: object; stringData?: object };
  return { ...data, ...stringData } as Record<string, unknown>;
}

function textOf(value: unknown): string {
  const masked = value as { secret?: string } | undefined;
  return masked?.secret ?? JSON.stringify(value) ?? "";
}
