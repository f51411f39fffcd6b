import type { ReadinessRule } from "../model/catalog.ts";
import type { Evidence } from "../model/evidence.ts";
import type { Graph, Vertex } from "../model/graph.ts";
import { appliedRoot } from "../model/kubernetes/to-come.ts";
import type { Past, ReadinessVerdict } from "../model/readiness.ts";
import { groupKind, type ObjectRef, objectId, shortName } from "../model/subject.ts";

/**
 * The state of one object. What was not seen is said here, once for all rules: an object that could not be read, a
 * kind that a rule needs and nobody may list, a kind without a rule. All of these are `unverified`, never ready.
 */
export function judge(
  ref: ObjectRef,
  { graph, rules }: { readonly graph: Graph; readonly rules: readonly ReadinessRule[] },
  past: Past,
): ReadinessVerdict {
  const look = graph.sight(objectId(ref));
  if (!look.seen) {
    return { state: "unverified", because: `could not look: ${look.why}`, evidence: [look.evidence] };
  }
  if (!look.value) return absent(ref, graph, look.evidence);
  const vertex: Vertex = look.value;
  const rule = rules.find((one) => one.groupKind === groupKind(ref));
  if (!rule) {
    const because = `nobody has told Salvor when a ${ref.kind} is ready, so this is not known`;
    return { state: "unverified", because, evidence: [vertex.evidence] };
  }
  for (const kind of rule.needs) {
    const coverage = kind === rule.groupKind ? look : graph.coverage(kind, ref.namespace);
    if (coverage.seen) continue;
    const because = `could not look at ${kind.replace(/^v1\//, "")}: ${coverage.why}`;
    return { state: "unverified", because, evidence: [coverage.evidence] };
  }
  return rule.judge(vertex, graph, past);
}

function absent(ref: ObjectRef, graph: Graph, evidence: Evidence): ReadinessVerdict {
  const written = graph.sight(objectId({ ...ref, in: appliedRoot }));
  const was = written.seen && written.value !== null;
  const because = was ? `${shortName(ref)} was there and has disappeared` : `${shortName(ref)} is not there`;
  return { state: "failed", because, evidence: [evidence] };
}
