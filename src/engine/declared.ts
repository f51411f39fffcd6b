import type { Evidence } from "../model/evidence.ts";
import type { Vertex } from "../model/graph.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { appliedRoot, planRoot } from "../model/kubernetes/to-come.ts";
import { type ObjectRef, objectId } from "../model/subject.ts";
import type { FactGraph } from "./graph.ts";

/** Adds objects that a plan declares, apart from those of the cluster. The plan is all that will come. */
export function addDeclared(
  graph: FactGraph,
  declared: readonly { readonly object: KubeObject; readonly evidence: Evidence }[],
): void {
  for (const { object, evidence } of declared) {
    const { namespace, name } = object.metadata;
    const ref: ObjectRef = {
      apiVersion: object.apiVersion,
      kind: object.kind,
      name,
      in: planRoot,
      ...(namespace === undefined ? {} : { namespace }),
    };
    const vertex: Vertex = { id: objectId(ref), subject: { kind: "object", ref }, value: object, evidence };
    graph.add({ vertex });
    graph.add({ covers: `${planRoot}:`, look: { seen: true, value: "complete", evidence } });
  }
}

/** Remembers that objects of the plan are written: from now on, what is missing of them is missing. */
export function markApplied(graph: FactGraph, refs: readonly ObjectRef[], evidence: readonly Evidence[]): void {
  const [proof] = evidence;
  if (!proof) return;
  for (const one of refs) {
    const ref = { ...one, in: appliedRoot };
    const { apiVersion, kind, name, namespace } = one;
    const value = { apiVersion, kind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) } };
    graph.add({ vertex: { id: objectId(ref), subject: { kind: "object", ref }, value, evidence: proof } });
  }
}
