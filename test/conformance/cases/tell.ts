import type { Client, Fields } from "./case.ts";

/** What pods, ReplicaSets, Deployments and events of a namespace say, in an order of its own and without times. */
export interface Story {
  readonly deployments: readonly unknown[];
  readonly replicaSets: readonly unknown[];
  readonly pods: readonly unknown[];
  readonly events: readonly string[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

type State = Readonly<
  Record<string, { readonly reason?: string; readonly message?: string; readonly exitCode?: number }>
>;

interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly started?: boolean;
  readonly restartCount: number;
  readonly state: State;
  readonly lastState?: State;
}

interface Told extends Fields {
  readonly involvedObject: { readonly kind: string; readonly name: string; readonly fieldPath?: string };
  readonly source?: { readonly component?: string };
  readonly reportingComponent?: string;
}

/** Names that were made up are all called alike, so that two stories can be sorted the same way. */
const plain = (name: string): string =>
  name.replace(
    /-(?:[bcdfghjklmnpqrstvwxz2456789]{6,10}-)?[bcdfghjklmnpqrstvwxz2456789]{5}(?![a-z0-9-])|-[bcdfghjklmnpqrstvwxz2456789]{8,10}(?![a-z0-9])/g,
    "-<hash>",
  );

const sorted = <T>(values: readonly T[]): T[] =>
  values.toSorted((a, b) => compare(JSON.stringify(a), JSON.stringify(b)));
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * A rollout goes from one to the other where a status was written between the making of a ReplicaSet and the sight of its
 * pod, which is chance on the real controller: `updatedReplicas` still counts the pods of the one before.
 * Source: DeploymentProgressing of k8s.io/kubernetes pkg/controller/deployment/util.
 */
const underWay = ["NewReplicaSetCreated", "ReplicaSetUpdated"];

function conditionsOf(object: Fields): unknown[] {
  const conditions = (object.status?.conditions ?? []) as readonly Condition[];
  return sorted(
    conditions.map(({ type, status, reason = "", message }) =>
      underWay.includes(reason)
        ? { type, status, reason: "<under way>" }
        : { type, status, reason, message: message && plain(message) },
    ),
  );
}

function countsOf(object: Fields): unknown {
  const { replicas, readyReplicas, availableReplicas, updatedReplicas, unavailableReplicas, observedGeneration } =
    object.status as unknown as Record<string, number | undefined>;
  return { replicas, readyReplicas, availableReplicas, updatedReplicas, unavailableReplicas, seen: observedGeneration };
}

function stateOf(state: State): unknown {
  return Object.entries(state).map(([name, { reason, message, exitCode }]) => ({
    name,
    reason,
    message: message && plain(message),
    exitCode,
  }));
}

function podOf(pod: Fields): unknown {
  const { phase, reason, message, qosClass, containerStatuses } = pod.status as unknown as Record<string, unknown>;
  const containers = ((containerStatuses ?? []) as readonly ContainerStatus[]).map((one) => ({
    name: one.name,
    ready: one.ready,
    started: one.started,
    state: stateOf(one.state),
    last: stateOf(one.lastState ?? {}),
  }));
  return {
    name: plain(pod.metadata.name),
    phase,
    reason,
    message,
    qosClass,
    containers,
    conditions: conditionsOf(pod),
    labels: Object.keys(pod.metadata.labels ?? {}).sort(),
  };
}

/** Where a pod lands, and so whether its image is there already, is chance on the real scheduler. */
const chances: readonly (readonly [RegExp, string])[] = [
  [/\bnode-\d+\b/g, "<node>"],
  [/^(?:Successfully pulled image|Container image) ("[^"]+").*$/, "Image $1 is here"],
  [/ in \d+(?:\.\d+)?m?s \(\d+(?:\.\d+)?m?s including waiting\)/, " in <time>"],
];

function eventOf({ involvedObject, type, reason, message, source, reportingComponent }: Told): string {
  const about = `${involvedObject.kind}/${plain(involvedObject.name)} ${involvedObject.fieldPath ?? ""}`.trim();
  const text = chances.reduce((so, [form, to]) => so.replace(form, to), plain(message ?? ""));
  return `${about}: ${type} ${reason} by ${source?.component || reportingComponent}: ${text}`;
}

/** Tells the story of the case's namespace as it is now. Events that were written several times count once. */
export async function tell(client: Client): Promise<Story> {
  const list = async (path: string): Promise<readonly Fields[]> => ((await client.get(path)).body as Fields).items;
  const deployments = await list(client.group("apps/v1", "deployments"));
  const replicaSets = await list(client.group("apps/v1", "replicasets"));
  const pods = await list(client.core("pods"));
  const events = (await list(client.core("events"))) as readonly Told[];
  return {
    deployments: sorted(
      deployments.map((one) => ({
        name: one.metadata.name,
        annotations: one.metadata.annotations,
        counts: countsOf(one),
        conditions: conditionsOf(one),
      })),
    ),
    replicaSets: sorted(
      replicaSets.map((one) => ({
        name: plain(one.metadata.name),
        revision: one.metadata.annotations?.["deployment.kubernetes.io/revision"],
        history: one.metadata.annotations?.["deployment.kubernetes.io/revision-history"],
        desired: one.spec.replicas,
        counts: countsOf(one),
        conditions: conditionsOf(one),
      })),
    ),
    pods: sorted(pods.map(podOf)),
    events: [...new Set(events.filter(({ reason }) => reason !== "Pulling").map(eventOf))].sort(),
  };
}

/** Waits a moment for events that are written behind the change that they tell of, then tells. */
export async function tellSettled(client: Client): Promise<Story> {
  let before = await tell(client);
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 400));
    const now = await tell(client);
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    before = now;
  }
  return before;
}
