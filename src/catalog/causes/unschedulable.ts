import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { examplePod } from "../../model/kubernetes/example-pod.ts";
import { conditionOf, type KubeObject } from "../../model/kubernetes/object.ts";
import { templateField } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { type Predicate, predicatesIn } from "../../model/kubernetes/trouble/scheduling.ts";

const unscheduled = (message: string, spec: object = {}): object =>
  examplePod({
    spec,
    pod: {
      phase: "Pending",
      containerStatuses: [],
      conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable", message }],
    },
  });
const node = (labels: Record<string, string>): object => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { name: "node-1", labels },
});

const unschedulable: CauseRule = {
  id: "unschedulable",
  title: "No node takes the pod",
  why: "The scheduler says which demand ruled out how many nodes; the one that ruled out most is where to begin.",
  remedy: "Lower or correct what the pod asks of a node, or bring a node that has it.",
  needs: ["v1/Pod", "v1/Node"],
  examples: [
    {
      name: "no node has the label",
      objects: [
        unscheduled("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector. preemption: none.", {
          nodeSelector: { disk: "fast" },
        }),
        node({ disk: "slow" }),
      ],
      expect: [{ because: "disk=fast", certainty: "certain", cause: "cluster:v1/Pod/shop/api#spec.nodeSelector" }],
    },
    {
      name: "nodes are full",
      objects: [unscheduled("0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu.")],
      expect: [{ because: "Insufficient cpu", certainty: "likely" }],
    },
    {
      name: "a taint that it does not tolerate",
      objects: [unscheduled("0/1 nodes are available: 1 node(s) had untolerated taint {dedicated: db}.")],
      expect: [{ because: "dedicated: db" }],
    },
    { name: "it has a node", objects: [examplePod({})], expect: [], not: { rule: "unschedulable" } },
  ],
  *explain(vertex, graph) {
    if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    const condition = conditionOf((vertex.value as Pod).status?.conditions, "PodScheduled");
    if (condition?.status !== "False" || condition.reason !== "Unschedulable") return;
    const { total, predicates } = predicatesIn(condition.message ?? "");
    const most = [...predicates].sort((a, b) => b.nodes - a.nodes)[0];
    if (most) yield ofPredicate(vertex, graph, most, total);
    else
      yield said(
        vertex,
        `no node takes it: ${condition.message ?? "the scheduler gives no reason"}`,
        vertex.id,
        "possible",
      );
  },
};

function ofPredicate(vertex: Vertex, graph: Graph, { text, nodes }: Predicate, total: number): Cause {
  const pod = vertex.value as Pod;
  const share = `${nodes} of ${total} nodes`;
  if (text.includes("node affinity/selector")) {
    const labels = Object.entries(pod.spec.nodeSelector ?? {}).map(([key, value]) => `${key}=${value}`);
    const wanted = labels.length > 0 ? `the label ${labels.join(", ")}` : "what its node affinity asks for";
    const field = templateField(graph, vertex, labels.length > 0 ? "spec.nodeSelector" : "spec.affinity.nodeAffinity");
    return said(vertex, `${share} do not have ${wanted}`, field, nobodyHas(graph, pod) ? "certain" : "likely");
  }
  const taint = /untolerated taint \{(.*)\}/.exec(text)?.[1];
  if (taint !== undefined) {
    const field = templateField(graph, vertex, "spec.tolerations");
    return said(vertex, `${share} have the taint ${taint}, which the pod does not tolerate`, field, "certain");
  }
  const field = text.startsWith("Insufficient")
    ? templateField(graph, vertex, "spec.containers.resources.requests")
    : vertex.id;
  return said(vertex, `${share} are ruled out: ${text}`, field, "likely");
}

/** Whether the nodes were seen and none has the labels that the pod asks for. */
function nobodyHas(graph: Graph, { spec }: Pod): boolean {
  const wanted = Object.entries(spec.nodeSelector ?? {});
  if (wanted.length === 0 || !graph.coverage("v1/Node").seen) return false;
  return [...graph.ofKind("v1/Node")].every(({ value }) => {
    const labels = (value as KubeObject).metadata.labels;
    return wanted.some(([key, text]) => labels?.[key] !== text);
  });
}

function said(vertex: Vertex, because: string, cause: string, certainty: Cause["certainty"]): Cause {
  const { namespace, name } = (vertex.value as Pod).metadata;
  const confirm = `kubectl describe pod -n ${namespace} ${name}`;
  return { effect: vertex.id, cause, rule: "unschedulable", because, certainty, confirm, evidence: [vertex.evidence] };
}

export default unschedulable;
