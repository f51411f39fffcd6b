import { controllerOf, type KubeObject, type OwnerReference } from "../../model/kubernetes/object.ts";
import { type LabelSelector, matchesSelector } from "../../model/kubernetes/selectors.ts";
import { type Client, isApiError } from "../client.ts";
import type { Resource } from "../resources.ts";

/** The reference by which an object is said to be run by another. */
export function controlledBy(owner: KubeObject): OwnerReference {
  const { name, uid = "" } = owner.metadata;
  const { apiVersion, kind } = owner;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/** Who claims, by which labels, and what. */
export interface Claim {
  readonly client: Client;
  readonly owner: KubeObject;
  readonly ownerResource: Resource;
  readonly selector: LabelSelector;
  readonly resource: Resource;
}

/**
 * The objects that an owner runs: those that name it and match its selector. Orphans that match are adopted, own ones that
 * no longer match are released. Source: pkg/controller/controller_ref_manager.go of Kubernetes 1.34.
 */
export async function claim<T extends KubeObject>(candidates: readonly T[], how: Claim): Promise<T[]> {
  const kept: T[] = [];
  const may = mayAdopt(how);
  for (const candidate of candidates) if (await claimOne(candidate, how, may)) kept.push(candidate);
  return kept;
}

/** Whether the candidate belongs to the owner now. */
async function claimOne(candidate: KubeObject, how: Claim, may: () => Promise<void>): Promise<boolean> {
  const controller = controllerOf(candidate);
  const matches = matchesSelector(how.selector, candidate.metadata.labels);
  if (!controller) {
    if (!isAdoptable(candidate, matches, how)) return false;
    await may();
    return adopt(candidate, how);
  }
  if (controller.uid !== how.owner.metadata.uid) return false;
  if (!matches && !how.owner.metadata.deletionTimestamp) await release(candidate, how);
  return matches;
}

function isAdoptable(candidate: KubeObject, matches: boolean, { owner }: Claim): boolean {
  return matches && !owner.metadata.deletionTimestamp && !candidate.metadata.deletionTimestamp;
}

/** Before the first adoption the owner is read from the server: the local copy may not know yet that it is being deleted. */
function mayAdopt({ client, owner, ownerResource }: Claim): () => Promise<void> {
  let asked: Promise<void> | undefined;
  return () => {
    asked ??= client.get(ownerResource, owner.metadata).then((now) => {
      if (now.metadata.uid !== owner.metadata.uid || now.metadata.deletionTimestamp)
        throw new Error(`${owner.kind} ${owner.metadata.name} has just been deleted`);
    });
    return asked;
  };
}

async function adopt(candidate: KubeObject, { client, owner, resource }: Claim): Promise<boolean> {
  const body = { metadata: { ownerReferences: [controlledBy(owner)], uid: candidate.metadata.uid } };
  return patched(() => client.patch(resource, candidate.metadata, { form: "strategic", body }));
}

async function release(candidate: KubeObject, { client, owner, resource }: Claim): Promise<void> {
  const body = {
    metadata: { ownerReferences: [{ $patch: "delete", uid: owner.metadata.uid }], uid: candidate.metadata.uid },
  };
  await patched(() => client.patch(resource, candidate.metadata, { form: "strategic", body }));
}

/** False when the object is gone or another one by now. */
async function patched(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await send();
    return true;
  } catch (error) {
    if (isApiError(error, 404) || isApiError(error, 422)) return false;
    throw error;
  }
}
