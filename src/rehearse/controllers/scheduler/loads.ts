import { controllerOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { affinityOf } from "./node-affinity.ts";
import { type Amounts, combine, hostPortsOf, plus, requestsOf } from "./requests.ts";

/** What runs on one node, and what is left of it to give. */
export interface Load {
  readonly pods: ReadonlyMap<string, Pod>;
  readonly requested: Amounts;
  readonly ports: readonly string[];
  /** How many of its pods each controller runs, by uid. */
  readonly owners: ReadonlyMap<string, number>;
}

/** What runs where: kept up to date pod by pod, so that placing one does not mean counting all. */
export interface Loads {
  /** Takes in a pod's latest state; one that ended or has no node counts nowhere. */
  put(pod: Pod): void;
  remove(pod: Pod): void;
  of(node: string): Load;
  /** All pods that run somewhere. */
  all(): Iterable<Pod>;
  /** Those of them that do not want others near them. */
  choosy(): Iterable<Pod>;
}

const nothing: Load = { pods: new Map(), requested: new Map(), ports: [], owners: new Map() };

interface MutableLoad {
  readonly pods: Map<string, Pod>;
  requested: Amounts;
  ports: string[];
  readonly owners: Map<string, number>;
}

function count(load: MutableLoad, pod: Pod, by: number): void {
  const owner = controllerOf(pod)?.uid;
  if (owner) load.owners.set(owner, (load.owners.get(owner) ?? 0) + by);
}

/** Makes an empty count. */
export function createLoads(): Loads {
  const loads = new Map<string, MutableLoad>();
  const known = new Map<string, Pod>();
  const choosy = new Map<string, Pod>();
  const remove = (pod: Pod): void => {
    const uid = pod.metadata.uid ?? "";
    const before = known.get(uid);
    const load = before && loads.get(before.spec.nodeName ?? "");
    if (!before || !load) return;
    known.delete(uid);
    choosy.delete(uid);
    load.pods.delete(uid);
    count(load, before, -1);
    load.requested = combine(load.requested, requestsOf(before), (left, right) => left - right);
    if (hostPortsOf(before).length > 0) load.ports = [...load.pods.values()].flatMap(hostPortsOf);
  };
  const put = (pod: Pod): void => {
    const before = known.get(pod.metadata.uid ?? "");
    const phase = pod.status?.phase;
    // The local copy may be behind: a pod that has just been placed is not taken off its node again.
    if (before && !pod.spec.nodeName) return;
    remove(pod);
    if (!pod.spec.nodeName || phase === "Succeeded" || phase === "Failed") return;
    const load = loads.get(pod.spec.nodeName) ?? {
      pods: new Map(),
      requested: new Map(),
      ports: [],
      owners: new Map(),
    };
    load.pods.set(pod.metadata.uid ?? "", pod);
    count(load, pod, 1);
    if (affinityOf(pod).podAntiAffinity) choosy.set(pod.metadata.uid ?? "", pod);
    load.requested = combine(load.requested, requestsOf(pod), plus);
    load.ports = [...load.ports, ...hostPortsOf(pod)];
    loads.set(pod.spec.nodeName, load);
    known.set(pod.metadata.uid ?? "", pod);
  };
  return {
    put,
    remove,
    of: (node) => loads.get(node) ?? nothing,
    all: () => known.values(),
    choosy: () => choosy.values(),
  };
}
