import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Pod } from "../../../model/kubernetes/pod.ts";
import type { ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { isApiError } from "../../client.ts";
import { timestamp } from "../../clock.ts";
import { resources } from "../../resources.ts";
import { same } from "../canonical.ts";
import { claim } from "../claim.ts";
import { desiredAnnotation, maximumAnnotation, revisionOf } from "./annotations.ts";
import {
  byAge,
  desiredOf,
  isRolling,
  isSaturated,
  newSize,
  proportions,
  type Resize,
  shrinkOld,
  sizeOf,
  surgeOf,
} from "./arithmetic.ts";
import { conditionAt, withCondition } from "./conditions.ts";
import { freshSet } from "./fresh-set.ts";
import { type Pass, writeStatus } from "./pass.ts";
import { all, deadlineOf, type Generations, isComplete, plainStatus, rolloutStatus } from "./status.ts";
import { partition } from "./template.ts";

/** Brings one Deployment a step further. Source: pkg/controller/deployment of Kubernetes 1.34. */
export async function reconcileDeployment(pass: Pass): Promise<void> {
  const { deployment } = pass;
  const sets = await claimSets(pass);
  const pods = sets.flatMap((set) => pass.setting.copies.pods.by("owner", set.metadata.uid ?? ""));
  if (deployment.metadata.deletionTimestamp) return writePlainStatus(pass, partition(deployment, sets));
  await notePause(pass);
  if (deployment.spec.paused || isScaled(pass, sets)) return resize(pass, sets);
  if (isRolling(deployment)) return roll(pass, sets);
  return recreate(pass, sets, pods);
}

function claimSets({ setting, deployment }: Pass): Promise<ReplicaSet[]> {
  return claim(setting.copies.replicaSets.list(deployment.metadata.namespace), {
    client: setting.client,
    owner: deployment,
    ownerResource: resources.deployments,
    selector: deployment.spec.selector,
    resource: resources.replicaSets,
  });
}

/** Pausing and resuming starts the deadline anew, so that a pause is not counted as lack of progress. */
async function notePause(pass: Pass): Promise<void> {
  const { deployment, setting } = pass;
  const conditions = deployment.status?.conditions ?? [];
  const reason = conditionOf(conditions, "Progressing")?.reason;
  if (deadlineOf(deployment) === undefined || reason === "ProgressDeadlineExceeded") return;
  const paused = deployment.spec.paused === true;
  if (paused === (reason === "DeploymentPaused")) return;
  const condition = conditionAt(timestamp(setting.clock.now()), {
    type: "Progressing",
    status: "Unknown",
    reason: paused ? "DeploymentPaused" : "DeploymentResumed",
    message: paused ? "Deployment is paused" : "Deployment is resumed",
  });
  await writeStatus(pass, { ...deployment.status, conditions: withCondition(conditions, condition) });
}

function isScaled({ deployment }: Pass, sets: readonly ReplicaSet[]): boolean {
  const told = sets.filter((set) => sizeOf(set) > 0).map(desiredOf);
  return told.some((desired) => desired !== undefined && desired !== sizeOf(deployment));
}

/** Gives a ReplicaSet its size and the Deployment's numbers; says so in an event when the size changed. */
async function setSize(pass: Pass, { set, size }: Resize): Promise<ReplicaSet> {
  const { deployment } = pass;
  const before = sizeOf(set);
  const annotations = {
    ...set.metadata.annotations,
    [desiredAnnotation]: String(sizeOf(deployment)),
    [maximumAnnotation]: String(sizeOf(deployment) + surgeOf(deployment)),
  };
  if (before === size && same(annotations, set.metadata.annotations)) return set;
  const written = await pass.setting.client.update<ReplicaSet>(resources.replicaSets, {
    ...set,
    metadata: { ...set.metadata, annotations },
    spec: { ...set.spec, replicas: size },
  });
  if (before !== size) {
    const way = before < size ? "up" : "down";
    const text = `Scaled ${way} replica set ${set.metadata.name} from ${before} to ${size}`;
    pass.events.normal(deployment, "ScalingReplicaSet", text);
  }
  return written;
}

/** The same, but nothing at all is written where the size is right already. */
async function changeSize(pass: Pass, resize: Resize): Promise<boolean> {
  if (sizeOf(resize.set) === resize.size) return false;
  await setSize(pass, resize);
  return true;
}

/** What is done while a Deployment is paused or has just been scaled: sizes follow, no template moves. */
async function resize(pass: Pass, sets: readonly ReplicaSet[]): Promise<void> {
  const generations = await freshSet(pass, sets, false);
  await rescale(pass, generations);
  if (pass.deployment.spec.paused) await cleanUp(pass, generations.old);
  await writePlainStatus(pass, generations);
}

async function rescale(pass: Pass, generations: Generations): Promise<void> {
  const { deployment } = pass;
  const every = all(generations);
  const active = every.filter((set) => sizeOf(set) > 0);
  const only = active.length === 1 ? active[0] : (generations.fresh ?? generations.old.toSorted(byAge).at(-1));
  if (active.length <= 1) {
    if (only) await changeSize(pass, { set: only, size: sizeOf(deployment) });
    return;
  }
  if (isSaturated(deployment, generations.fresh)) {
    for (const set of active) if (set !== generations.fresh) await changeSize(pass, { set, size: 0 });
    return;
  }
  if (isRolling(deployment)) for (const step of proportions(deployment, active)) await setSize(pass, step);
}

async function roll(pass: Pass, sets: readonly ReplicaSet[]): Promise<void> {
  const generations = await freshSet(pass, sets, true);
  const { deployment } = pass;
  const { fresh } = generations;
  if (!fresh) return;
  const size =
    sizeOf(fresh) > sizeOf(deployment) ? sizeOf(deployment) : newSize(deployment, all(generations), sizeOf(fresh));
  const grown = await changeSize(pass, { set: fresh, size });
  const shrunk = !grown && (await shrink(pass, fresh, generations.old));
  if (!grown && !shrunk && isComplete(deployment, deployment.status)) await cleanUp(pass, generations.old);
  await writeRolloutStatus(pass, generations);
}

async function shrink(pass: Pass, fresh: ReplicaSet, old: readonly ReplicaSet[]): Promise<boolean> {
  const active = old.filter((set) => sizeOf(set) > 0);
  const latest = new Map<ReplicaSet, ReplicaSet>();
  const steps = shrinkOld(pass.deployment, fresh, active);
  for (const { set, size } of steps) latest.set(set, await setSize(pass, { set: latest.get(set) ?? set, size }));
  return steps.length > 0;
}

async function recreate(pass: Pass, sets: readonly ReplicaSet[], pods: readonly Pod[]): Promise<void> {
  const before = await freshSet(pass, sets, false);
  let scaled = false;
  for (const set of before.old) if (await changeSize(pass, { set, size: 0 })) scaled = true;
  if (scaled || oldPodsRun(before, pods)) return writeRolloutStatus(pass, before);
  const generations = before.fresh ? before : await freshSet(pass, sets, true);
  const { deployment } = pass;
  if (generations.fresh) await changeSize(pass, { set: generations.fresh, size: sizeOf(deployment) });
  if (isComplete(deployment, deployment.status)) await cleanUp(pass, generations.old);
  await writeRolloutStatus(pass, generations);
}

function oldPodsRun({ fresh, old }: Generations, pods: readonly Pod[]): boolean {
  if (old.some((set) => (set.status?.replicas ?? 0) > 0)) return true;
  return pods.some((pod) => {
    const ended = pod.status?.phase === "Failed" || pod.status?.phase === "Succeeded";
    const ofFresh = pod.metadata.ownerReferences?.some((owner) => owner.uid === fresh?.metadata.uid) ?? false;
    return !ended && !ofFresh;
  });
}

/** Deletes the oldest ReplicaSets without pods beyond the history that is to be kept. */
async function cleanUp(pass: Pass, old: readonly ReplicaSet[]): Promise<void> {
  const limit = pass.deployment.spec.revisionHistoryLimit;
  if (limit === undefined || limit === 2 ** 31 - 1) return;
  const alive = old
    .filter((set) => !set.metadata.deletionTimestamp)
    .toSorted((one, other) => (revisionOf(one) ?? 0) - (revisionOf(other) ?? 0) || byAge(one, other));
  for (const set of alive.slice(0, Math.max(0, alive.length - limit))) {
    const seen = (set.metadata.generation ?? 0) <= (set.status?.observedGeneration ?? 0);
    if (sizeOf(set) > 0 || (set.status?.replicas ?? 0) > 0 || !seen) continue;
    try {
      await pass.setting.client.delete(resources.replicaSets, set.metadata);
    } catch (error) {
      if (!isApiError(error, 404)) throw error;
    }
  }
}

async function writePlainStatus(pass: Pass, generations: Generations): Promise<void> {
  const status = plainStatus(pass.deployment, generations, pass.setting.clock.now());
  if (!same(status, pass.deployment.status)) await writeStatus(pass, status);
}

async function writeRolloutStatus(pass: Pass, generations: Generations): Promise<void> {
  const now = pass.setting.clock.now();
  const status = rolloutStatus(pass.deployment, generations, now);
  if (!same(status, pass.deployment.status)) return writeStatus(pass, status);
  const deadline = deadlineOf(pass.deployment);
  const condition = conditionOf(pass.deployment.status?.conditions, "Progressing");
  if (deadline === undefined || !condition || condition.reason === "ProgressDeadlineExceeded") return;
  if (isComplete(pass.deployment, status)) return;
  // A second more than the deadline, since instants are written in whole seconds.
  pass.again(Math.max(0, Date.parse(condition.lastUpdateTime ?? "") + deadline * 1000 - now) + 1000);
}
