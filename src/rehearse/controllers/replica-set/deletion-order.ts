import type { Pod } from "../../../model/kubernetes/pod.ts";
import { isActive, readySince } from "../pod-state.ts";

/** Which pods go first when there are too many. Source: ActivePodsWithRanks in pkg/controller/controller_utils.go of Kubernetes 1.34. */

const phases: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

function phaseOf(pod: Pod): number {
  return phases[pod.status?.phase ?? "Pending"] ?? 0;
}

function costOf(pod: Pod): number {
  const text = pod.metadata.annotations?.["controller.kubernetes.io/pod-deletion-cost"] ?? "0";
  return /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : 0;
}

function restartsOf(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map((status) => status.restartCount));
}

/** Ages that do not differ by a power of two count as equal: then the uid decides, which is as good as chance. */
function byMagnitude(one: number, other: number, now: number): number {
  const magnitude = (age: number): number => (age > 0 ? Math.trunc(Math.log2(age * 1e6)) : -1);
  return magnitude(now - one) - magnitude(now - other);
}

function createdAt(pod: Pod): number {
  return Date.parse(pod.metadata.creationTimestamp ?? "1970-01-01T00:00:00Z");
}

/** The pods that are to go, of which there are `count`. `related` are all pods of the same owner's owner: crowded nodes are thinned out first. */
export function podsToDelete(
  pods: readonly Pod[],
  count: number,
  { related, now }: { related: readonly Pod[]; now: number },
): Pod[] {
  const crowd = new Map<string, number>();
  for (const pod of related.filter(isActive)) {
    const node = pod.spec.nodeName ?? "";
    crowd.set(node, (crowd.get(node) ?? 0) + 1);
  }
  const crowdOf = (pod: Pod): number => crowd.get(pod.spec.nodeName ?? "") ?? 0;
  const compare = (one: Pod, other: Pod): number => {
    const [left, right] = [readySince(one), readySince(other)];
    const rules = [
      () => Number(Boolean(one.spec.nodeName)) - Number(Boolean(other.spec.nodeName)),
      () => phaseOf(one) - phaseOf(other),
      () => Number(left !== undefined) - Number(right !== undefined),
      () => costOf(one) - costOf(other),
      () => crowdOf(other) - crowdOf(one),
      () => (left === undefined || right === undefined || left === right ? 0 : byAge(left, right)),
      () => restartsOf(other) - restartsOf(one),
      () => (createdAt(one) === createdAt(other) ? 0 : byAge(createdAt(one), createdAt(other))),
    ];
    const byAge = (first: number, second: number): number =>
      byMagnitude(first, second, now) || ((one.metadata.uid ?? "") < (other.metadata.uid ?? "") ? -1 : 1);
    for (const rule of rules) {
      const order = rule();
      if (order !== 0) return order;
    }
    return 0;
  };
  return (count < pods.length ? pods.toSorted(compare) : [...pods]).slice(0, count);
}
