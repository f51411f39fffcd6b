import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import { type Client, isApiError } from "../../client.ts";
import { timestamp } from "../../clock.ts";
import type { EventRecorder } from "../../events.ts";
import { collectionPath, resources } from "../../resources.ts";
import type { Setting } from "../setting.ts";
import { bestOf } from "./choice.ts";
import { misfitOf, type Surroundings } from "./filters.ts";
import type { Loads } from "./loads.ts";
import { misfitSentence, podSentence } from "./sentence.ts";

/** What the scheduler works with. */
export interface Desk {
  readonly setting: Setting;
  readonly client: Client;
  readonly events: EventRecorder;
  readonly loads: Loads;
}

/** Gives a pod a node, or says why there is none; true when it has one. Rejects when the API refuses. */
export async function schedule(desk: Desk, pod: Pod): Promise<boolean> {
  const decision = decide(desk, pod);
  if ("why" in decision) {
    desk.events.warning(pod, "FailedScheduling", decision.why);
    await noteFailure(desk, pod, decision.why);
    return false;
  }
  await bind(desk, pod, decision.node);
  return true;
}

function decide({ setting, loads }: Desk, pod: Pod): { node: string } | { why: string } {
  const { copies, seed } = setting;
  const nodes = copies.nodes.list();
  const problem = claimProblem(setting, pod);
  if (problem) return { why: podSentence(nodes.length, problem) };
  const around: Surroundings = {
    nodes,
    pods: needsNeighbours(pod) ? [...loads.all()] : [],
    choosy: [...loads.choosy()],
    node: (name) => copies.nodes.get(undefined, name),
    namespace: (name) => copies.namespaces.get(undefined, name),
  };
  const judged = nodes.map((node) => {
    const candidate = { node, load: loads.of(node.metadata.name) };
    return { candidate, misfit: misfitOf(pod, candidate, around) };
  });
  const fitting = judged.filter(({ misfit }) => !misfit).map(({ candidate }) => candidate);
  const best = bestOf(pod, fitting, seed);
  if (best) return { node: best.node.metadata.name };
  return { why: misfitSentence(judged.flatMap(({ misfit }) => (misfit ? [misfit] : []))) };
}

/** Few pods care where others are; only for them all are looked through. */
function needsNeighbours(pod: Pod): boolean {
  return pod.spec.affinity !== undefined || pod.spec.topologySpreadConstraints !== undefined;
}

/** Claims must be there and bound before any node is looked at. */
function claimProblem({ copies }: Setting, pod: Pod): string | undefined {
  for (const volume of pod.spec.volumes ?? []) {
    const name = volume.persistentVolumeClaim?.claimName;
    if (!name) continue;
    const claim = copies.claims.get(pod.metadata.namespace, name);
    if (!claim) return `persistentvolumeclaim "${name}" not found`;
    if (claim.metadata.deletionTimestamp) return `persistentvolumeclaim "${name}" is being deleted`;
    if ((claim.status as { phase?: string } | undefined)?.phase !== "Bound")
      return "pod has unbound immediate PersistentVolumeClaims";
  }
  return undefined;
}

async function bind({ client, events, loads }: Desk, pod: Pod, node: string): Promise<void> {
  const { namespace = "", name, uid = "" } = pod.metadata;
  const assumed: Pod = { ...pod, spec: { ...pod.spec, nodeName: node } };
  loads.put(assumed);
  try {
    await client.request("POST", `${collectionPath(resources.pods, namespace)}/${name}/binding`, {
      apiVersion: "v1",
      kind: "Binding",
      metadata: { namespace, name, uid },
      target: { kind: "Node", name: node },
    });
  } catch (error) {
    loads.remove(assumed);
    if (isApiError(error, 404) || isApiError(error, 409)) return;
    throw error;
  }
  events.normal(pod, "Scheduled", `Successfully assigned ${namespace}/${name} to ${node}`);
}

async function noteFailure({ client, setting }: Desk, pod: Pod, message: string): Promise<void> {
  const before = conditionOf(pod.status?.conditions, "PodScheduled");
  const status = "False";
  const reason = "Unschedulable";
  if (before?.status === status && before.reason === reason && before.message === message) return;
  const since = before?.status === status ? before.lastTransitionTime : timestamp(setting.clock.now());
  const { generation } = pod.metadata;
  const condition = {
    type: "PodScheduled",
    status,
    reason,
    message,
    lastProbeTime: null,
    lastTransitionTime: since,
    ...(generation === undefined ? {} : { observedGeneration: generation }),
  };
  const { namespace, name } = pod.metadata;
  const place = { namespace, name, subresource: "status" } as const;
  try {
    await client.patch(resources.pods, place, { form: "strategic", body: { status: { conditions: [condition] } } });
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}
