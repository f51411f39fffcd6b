import { controllerOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { isApiError } from "../../client.ts";
import type { EventRecorder } from "../../events.ts";
import { resources } from "../../resources.ts";
import { same } from "../canonical.ts";
import { claim, controlledBy } from "../claim.ts";
import { isActive, untilAvailable } from "../pod-state.ts";
import { isNamespaceEnding } from "../retrying.ts";
import type { Setting } from "../setting.ts";
import { podsToDelete } from "./deletion-order.ts";
import type { Expectations } from "./expectations.ts";
import { statusOf } from "./status.ts";

/** What one pass over one ReplicaSet works with. */
export interface Pass {
  readonly setting: Setting;
  readonly events: EventRecorder;
  readonly expectations: Expectations;
  readonly key: string;
  readonly set: ReplicaSet;
  /** To be looked at again after so many milliseconds. */
  again(milliseconds: number): void;
}

/** Pods that are made or deleted in one pass at most. */
const largestStep = 500;

/** Makes or deletes pods until there are as many as declared, and counts them. Source: pkg/controller/replicaset of Kubernetes 1.34. */
export async function reconcileReplicaSet(pass: Pass): Promise<void> {
  const { setting, set, key } = pass;
  const { pods } = setting.copies;
  const { namespace, uid = "", deletionTimestamp } = set.metadata;
  const quiet = pass.expectations.satisfied(key);
  const orphans = pods.by("owner", "").filter((pod) => pod.metadata.namespace === namespace);
  const active = await claim([...pods.by("owner", uid), ...orphans].filter(isActive), {
    client: setting.client,
    owner: set,
    ownerResource: resources.replicaSets,
    selector: set.spec.selector,
    resource: resources.pods,
  });
  const failure = quiet && !deletionTimestamp ? await attempt(() => manage(pass, active)) : undefined;
  const now = setting.clock.now();
  const status = statusOf(set, { active, ...(failure ? { error: failure.error } : {}) }, now);
  if (!same(status, set.status)) await setting.client.update(resources.replicaSets, { ...set, status }, "status");
  if (failure) throw failure.error;
  const waits = active.map((pod) => untilAvailable(pod, set.spec.minReadySeconds ?? 0, now) ?? 0);
  const next = Math.min(...waits.filter((wait) => wait > 0));
  if (Number.isFinite(next)) pass.again(next);
}

async function attempt(run: () => Promise<void>): Promise<{ error: unknown } | undefined> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return { error };
  }
}

async function manage(pass: Pass, active: readonly Pod[]): Promise<void> {
  const missing = (pass.set.spec.replicas ?? 1) - active.length;
  if (missing > 0) await make(pass, Math.min(missing, largestStep));
  if (missing < 0) await remove(pass, active, Math.min(-missing, largestStep));
}

/** One pod, then two, four, eight …: what must fail fails once and not a hundred times. */
async function make(pass: Pass, count: number): Promise<void> {
  pass.expectations.expectCreations(pass.key, count);
  let left = count;
  let failure: PromiseRejectedResult | undefined;
  for (let batch = 1; left > 0 && !failure; batch *= 2) {
    const size = Math.min(batch, left);
    const results = await Promise.allSettled(Array.from({ length: size }, () => makePod(pass)));
    left -= results.filter((result) => result.status === "fulfilled").length;
    failure = results.find((result) => result.status === "rejected");
  }
  // What was not made will not be seen either.
  for (let skipped = 0; skipped < left; skipped++) pass.expectations.created(pass.key);
  if (failure) throw failure.reason;
}

async function makePod({ setting, set, events, expectations, key }: Pass): Promise<void> {
  const { template } = set.spec;
  const { labels, annotations } = template.metadata ?? {};
  const finalizers = (template.metadata as { finalizers?: string[] } | undefined)?.finalizers;
  try {
    const pod = await setting.client.create<Pod>(resources.pods, {
      metadata: {
        namespace: set.metadata.namespace ?? "",
        generateName: `${set.metadata.name}-`,
        ...(labels ? { labels } : {}),
        ...(annotations ? { annotations } : {}),
        ...(finalizers ? { finalizers } : {}),
        ownerReferences: [controlledBy(set)],
      },
      spec: template.spec,
    });
    events.normal(set, "SuccessfulCreate", `Created pod: ${pod.metadata.name}`);
  } catch (error) {
    if (isNamespaceEnding(error)) {
      expectations.created(key);
      return;
    }
    events.warning(set, "FailedCreate", `Error creating: ${error instanceof Error ? error.message : error}`);
    throw error;
  }
}

async function remove(pass: Pass, active: readonly Pod[], count: number): Promise<void> {
  const { setting, set, expectations, key } = pass;
  const doomed = podsToDelete(active, count, { related: relatedPods(pass), now: setting.clock.now() });
  const uids = doomed.map((pod) => pod.metadata.uid ?? "");
  expectations.expectDeletions(key, uids);
  const results = await Promise.allSettled(
    doomed.map(async (pod) => {
      try {
        await setting.client.delete(resources.pods, pod.metadata);
        pass.events.normal(set, "SuccessfulDelete", `Deleted pod: ${pod.metadata.name}`);
      } catch (error) {
        expectations.deleted(key, pod.metadata.uid ?? "");
        if (isApiError(error, 404)) return;
        const why = error instanceof Error ? error.message : String(error);
        pass.events.warning(set, "FailedDelete", `Error deleting: ${why}`);
        throw new Error(`unable to delete pods: ${why}`, { cause: error });
      }
    }),
  );
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
}

/** The pods of all ReplicaSets of the same owner. */
function relatedPods({ setting, set }: Pass): Pod[] {
  const { copies } = setting;
  const owner = controllerOf(set);
  const sets = owner ? copies.replicaSets.by("owner", owner.uid) : [set];
  return sets.flatMap((other) => copies.pods.by("owner", other.metadata.uid ?? ""));
}
