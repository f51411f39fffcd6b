import type { Evidence } from "../evidence.ts";
import type { Graph, Vertex } from "../graph.ts";
import type { EndpointSlice } from "./workload.ts";

/** How many end points behind a Service are ready, with the slice that says so. */
export function readyEndpoints(
  graph: Graph,
  service: Vertex,
): { readonly count: number; readonly evidence?: Evidence } {
  if (service.subject.kind !== "object") return { count: 0 };
  const { namespace = "", name } = service.subject.ref;
  const label = { key: "kubernetes.io/service-name", value: name };
  let count = 0;
  let evidence: Evidence | undefined;
  for (const slice of graph.labelled("discovery.k8s.io/EndpointSlice", label, { namespace })) {
    // An end point without the condition is to be taken for ready. Source: discovery/v1 EndpointConditions.
    const ready = ((slice.value as EndpointSlice).endpoints ?? []).filter(
      ({ conditions }) => conditions?.ready !== false,
    );
    count += ready.length;
    if (ready.length > 0) evidence ??= slice.evidence;
  }
  return evidence ? { count, evidence } : { count };
}
