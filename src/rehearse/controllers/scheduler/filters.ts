import type { Pod } from "../../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../../model/kubernetes/quantity.ts";
import type { Node } from "../../../model/kubernetes/workload.ts";
import type { Load } from "./loads.ts";
import { matchesNode } from "./node-affinity.ts";
import { type Neighbourhood, podAffinityFailure } from "./pod-affinity.ts";
import { type Amounts, hostPortsOf, requestsOf } from "./requests.ts";
import { untolerated } from "./taints.ts";
import { spreadFailure } from "./topology-spread.ts";

/** Why a node will not do. `final`: not even if other pods made room. */
export interface Misfit {
  readonly reasons: readonly string[];
  readonly final: boolean;
}

/** What a pod is held against. */
export interface Candidate {
  readonly node: Node;
  readonly load: Load;
}

/** The rest of the cluster, as far as it matters for one pod. */
export interface Surroundings extends Neighbourhood {
  readonly nodes: readonly Node[];
}

type Filter = (pod: Pod, candidate: Candidate, around: Surroundings) => Misfit | undefined;

function final(reason: string): Misfit {
  return { reasons: [reason], final: true };
}

const cordon = { key: "node.kubernetes.io/unschedulable", effect: "NoSchedule" };

/** In the order of the default profile: the first that fails speaks for the node. Source: pkg/scheduler of Kubernetes 1.34. */
const filters: readonly Filter[] = [
  (pod, { node }) => {
    const asTaint: Node = { ...node, spec: { taints: [cordon] } };
    const closed = node.spec.unschedulable && untolerated(pod, asTaint, ["NoSchedule"]).length > 0;
    return closed ? final("node(s) were unschedulable") : undefined;
  },
  (pod, { node }) =>
    untolerated(pod, node, ["NoSchedule", "NoExecute"]).length > 0
      ? final("node(s) had untolerated taint(s)")
      : undefined,
  (pod, { node }) => (matchesNode(pod, node) ? undefined : final("node(s) didn't match Pod's node affinity/selector")),
  (pod, { load }) =>
    portsClash(hostPortsOf(pod), load.ports)
      ? { reasons: ["node(s) didn't have free ports for the requested pod ports"], final: false }
      : undefined,
  (pod, candidate) => resourcesMissing(requestsOf(pod), candidate),
  (pod, { node }, around) => asMisfit(spreadFailure(pod, node, around)),
  (pod, { node }, around) => asMisfit(podAffinityFailure(pod, node, around)),
];

function asMisfit(failure: { reason: string; final: boolean } | undefined): Misfit | undefined {
  return failure && { reasons: [failure.reason], final: failure.final };
}

/** Why a node will not do for a pod; undefined where it will. */
export function misfitOf(pod: Pod, candidate: Candidate, around: Surroundings): Misfit | undefined {
  for (const filter of filters) {
    const misfit = filter(pod, candidate, around);
    if (misfit) return misfit;
  }
  return undefined;
}

function portsClash(wanted: readonly string[], taken: readonly string[]): boolean {
  return wanted.some((want) => taken.some((take) => samePort(want, take)));
}

/** `0.0.0.0` is every address of the node. */
function samePort(one: string, other: string): boolean {
  const split = (port: string): [string, string] => {
    const [protocol = "", rest = ""] = port.split("/");
    const colon = rest.lastIndexOf(":");
    return [`${protocol}${rest.slice(colon)}`, rest.slice(0, colon)];
  };
  const [[left, leftAddress], [right, rightAddress]] = [split(one), split(other)];
  return left === right && (leftAddress === rightAddress || leftAddress === "0.0.0.0" || rightAddress === "0.0.0.0");
}

/** Amounts are sums of decimal fractions: a millionth of a core is not a difference. */
const slack = 1e-9;

function resourcesMissing(requests: Amounts, { node, load }: Candidate): Misfit | undefined {
  const allocatable = (name: string): number => parseQuantity(node.status?.allocatable?.[name]) ?? 0;
  const reasons: string[] = load.pods.size + 1 > allocatable("pods") ? ["Too many pods"] : [];
  let never = false;
  for (const [name, amount] of requests) {
    if (amount <= 0 || amount <= allocatable(name) - (load.requested.get(name) ?? 0) + slack) continue;
    reasons.push(`Insufficient ${name}`);
    never ||= amount > allocatable(name) + slack;
  }
  return reasons.length > 0 ? { reasons, final: never } : undefined;
}
