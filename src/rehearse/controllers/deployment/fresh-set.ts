import { conditionOf } from "../../../model/kubernetes/object.ts";
import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { type ApiError, type Draft, isApiError } from "../../client.ts";
import { timestamp } from "../../clock.ts";
import { resources } from "../../resources.ts";
import { same } from "../canonical.ts";
import { controlledBy } from "../claim.ts";
import { isNamespaceEnding } from "../retrying.ts";
import {
  annotationsFor,
  desiredAnnotation,
  highestRevision,
  maximumAnnotation,
  revisionAnnotation,
} from "./annotations.ts";
import { newSize, sizeOf, surgeOf } from "./arithmetic.ts";
import { conditionAt, withCondition } from "./conditions.ts";
import { type Pass, writeStatus } from "./pass.ts";
import { deadlineOf, type Generations } from "./status.ts";
import { hashLabel, partition, sameTemplate, templateHash } from "./template.ts";

/**
 * The ReplicaSet of the Deployment's template with its annotations up to date, made where it is missing and `create` says
 * so. Source: getNewReplicaSet in pkg/controller/deployment/sync.go of Kubernetes 1.34.
 */
export async function freshSet(pass: Pass, sets: readonly ReplicaSet[], create: boolean): Promise<Generations> {
  const { fresh, old } = partition(pass.deployment, sets);
  const revision = highestRevision(old) + 1;
  if (fresh) return { fresh: await refresh(pass, fresh, revision), old };
  if (!create) return { fresh: undefined, old };
  return { fresh: await makeSet(pass, old, revision), old };
}

async function refresh(pass: Pass, set: ReplicaSet, revision: number): Promise<ReplicaSet> {
  const { deployment, setting } = pass;
  const annotations = annotationsFor(deployment, set, revision);
  const { minReadySeconds = 0 } = deployment.spec;
  if (!same(annotations, set.metadata.annotations ?? {}) || minReadySeconds !== (set.spec.minReadySeconds ?? 0)) {
    const metadata = { ...set.metadata, annotations };
    return setting.client.update(resources.replicaSets, { ...set, metadata, spec: { ...set.spec, minReadySeconds } });
  }
  const found = `Found new replica set "${set.metadata.name}"`;
  const unknown = conditionOf(deployment.status?.conditions, "Progressing") === undefined;
  await noteRevision(pass, annotations[revisionAnnotation] ?? "", unknown ? ["FoundNewReplicaSet", found] : undefined);
  return set;
}

/** Writes the revision on the Deployment, and a reason of progress, where they are not there yet. */
async function noteRevision(pass: Pass, revision: string, progress?: readonly [string, string]): Promise<void> {
  const { deployment } = pass;
  const annotations = { ...deployment.metadata.annotations, [revisionAnnotation]: revision };
  const status = deployment.status ?? {};
  const conditions =
    progress && deadlineOf(deployment) !== undefined ? withProgress(pass, "True", progress) : (status.conditions ?? []);
  if (same(annotations, deployment.metadata.annotations) && same(conditions, status.conditions ?? [])) return;
  pass.deployment = { ...deployment, metadata: { ...deployment.metadata, annotations } };
  await writeStatus(pass, { ...status, conditions });
}

function withProgress(
  { deployment, setting }: Pass,
  status: "True" | "False",
  [reason, message]: readonly [string, string],
): ReturnType<typeof withCondition> {
  const condition = conditionAt(timestamp(setting.clock.now()), { type: "Progressing", status, reason, message });
  return withCondition(deployment.status?.conditions ?? [], condition);
}

function draftOf(deployment: Deployment, old: readonly ReplicaSet[], revision: number): Draft<ReplicaSet> {
  const { template, selector, minReadySeconds = 0 } = deployment.spec;
  const hash = templateHash(template, deployment.status?.collisionCount);
  const labels = { ...template.metadata?.labels, [hashLabel]: hash };
  const annotations = annotationsFor(deployment, { metadata: {} }, revision);
  const size = sizeOf(deployment);
  return {
    metadata: {
      // A subdomain has at most 253 characters.
      name: `${deployment.metadata.name.slice(0, 252 - hash.length)}-${hash}`,
      namespace: deployment.metadata.namespace ?? "",
      ownerReferences: [controlledBy(deployment)],
      labels,
      annotations: {
        ...annotations,
        [desiredAnnotation]: String(size),
        [maximumAnnotation]: String(size + surgeOf(deployment)),
      },
    },
    spec: {
      replicas: newSize(deployment, old, 0),
      minReadySeconds,
      selector: { ...selector, matchLabels: { ...selector.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  };
}

async function makeSet(pass: Pass, old: readonly ReplicaSet[], revision: number): Promise<ReplicaSet> {
  const { deployment, setting, events } = pass;
  const draft = draftOf(deployment, old, revision);
  const name = draft.metadata.name ?? "";
  let made: ReplicaSet;
  try {
    made = await setting.client.create<ReplicaSet>(resources.replicaSets, draft);
  } catch (error) {
    if (isApiError(error, 409)) return await settleCollision(pass, name, error);
    await noteFailure(pass, name, error);
    throw error;
  }
  if (sizeOf(made) > 0)
    events.normal(deployment, "ScalingReplicaSet", `Scaled up replica set ${name} from 0 to ${sizeOf(made)}`);
  await noteRevision(pass, String(revision), ["NewReplicaSetCreated", `Created new replica set "${name}"`]);
  return made;
}

/** The name is taken: by what we made and have not seen yet, or by another template of the same hash; then the count of collisions goes up. */
async function settleCollision(pass: Pass, name: string, error: ApiError): Promise<ReplicaSet> {
  const { deployment, setting } = pass;
  const { namespace } = deployment.metadata;
  const found = setting.copies.replicaSets.get(namespace, name);
  if (!found) throw error;
  const ours = found.metadata.ownerReferences?.some((owner) => owner.uid === deployment.metadata.uid);
  if (ours && sameTemplate(found.spec.template, deployment.spec.template)) return found;
  const { status = {} } = deployment;
  await writeStatus(pass, { ...status, collisionCount: (status.collisionCount ?? 0) + 1 });
  throw error;
}

async function noteFailure(pass: Pass, name: string, error: unknown): Promise<void> {
  if (isNamespaceEnding(error)) return;
  const reason = "ReplicaSetCreateError";
  const message = `Failed to create new replica set "${name}": ${error instanceof Error ? error.message : error}`;
  pass.events.warning(pass.deployment, reason, message);
  if (deadlineOf(pass.deployment) === undefined) return;
  await writeStatus(pass, { ...pass.deployment.status, conditions: withProgress(pass, "False", [reason, message]) });
}
