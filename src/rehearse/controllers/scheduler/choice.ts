import { controllerOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../../model/kubernetes/quantity.ts";
import { fnv } from "../canonical.ts";
import type { Candidate } from "./filters.ts";
import { preference } from "./node-affinity.ts";
import { untolerated } from "./taints.ts";

/** How full a node is, from 0 to 1: the larger share of cpu and memory that is asked for. */
function fullness({ node, load }: Candidate): number {
  const share = (name: string): number => {
    const total = parseQuantity(node.status?.allocatable?.[name]) ?? 0;
    return total > 0 ? (load.requested.get(name) ?? 0) / total : 0;
  };
  return Math.max(share("cpu"), share("memory"));
}

/**
 * The node that is best for a pod. Unlike a real scheduler's weights, one rule after the other: soft taints, preferences,
 * few siblings, room, few pods; then a hash of seed, owner and node, so that a repeated run places alike.
 */
export function bestOf(pod: Pod, candidates: readonly Candidate[], seed: string): Candidate | undefined {
  const owner = controllerOf(pod)?.uid;
  const siblings = ({ load }: Candidate): number => (owner ? (load.owners.get(owner) ?? 0) : 0);
  const name = controllerOf(pod)?.name ?? pod.metadata.name;
  const ranked = candidates.map((candidate) => ({
    candidate,
    rank: [
      untolerated(pod, candidate.node, ["PreferNoSchedule"]).length,
      -preference(pod, candidate.node),
      siblings(candidate),
      Math.round(fullness(candidate) * 20),
      candidate.load.pods.size,
      fnv(`${seed} ${pod.metadata.namespace}/${name} ${candidate.node.metadata.name}`),
    ],
  }));
  ranked.sort((one, other) => compare(one.rank, other.rank));
  return ranked[0]?.candidate;
}

function compare(one: readonly number[], other: readonly number[]): number {
  for (const [index, value] of one.entries()) {
    const difference = value - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
