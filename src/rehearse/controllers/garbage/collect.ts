import type { OwnerReference } from "../../../model/kubernetes/object.ts";
import { type Client, isApiError } from "../../client.ts";
import { groupOf } from "../../discovery.ts";
import type { Resource } from "../../resources.ts";
import type { Item, OwnerGraph } from "./graph.ts";

/** What collecting works with. */
export interface Collection {
  readonly client: Client;
  readonly graph: OwnerGraph;
  /** The resource of a kind, by `group/Kind`. */
  readonly kinds: ReadonlyMap<string, Resource>;
  /** Owners that the server said are not there. */
  readonly absent: Set<string>;
  /** To be looked at. */
  queue(uid: string): void;
}

const foreground = "foregroundDeletion";
const orphan = "orphan";

/** Looks at one object: goes on with its deletion, or deletes it when none of its owners is left. Source: pkg/controller/garbagecollector of Kubernetes 1.34. */
export async function collect(collection: Collection, uid: string): Promise<void> {
  const item = collection.graph.get(uid);
  if (!item) return;
  if (item.deleting) {
    if (item.finalizers.includes(orphan)) await releaseDependents(collection, item);
    else if (item.finalizers.includes(foreground)) await awaitDependents(collection, item);
    return;
  }
  if (item.owners.length > 0) await judge(collection, item);
}

/** Orphaning: dependents forget this owner, then it may go. */
async function releaseDependents(collection: Collection, item: Item): Promise<void> {
  for (const dependent of collection.graph.dependents(item.uid)) await forgetOwners(collection, dependent, [item.uid]);
  await dropFinalizer(collection, item, orphan);
}

/** Foreground: those dependents that block go first. */
async function awaitDependents(collection: Collection, item: Item): Promise<void> {
  const dependents = collection.graph.dependents(item.uid);
  const blocking = dependents.filter((dependent) =>
    dependent.owners.some((owner) => owner.uid === item.uid && owner.blockOwnerDeletion),
  );
  if (blocking.length === 0) return dropFinalizer(collection, item, foreground);
  for (const dependent of dependents) if (!dependent.deleting) collection.queue(dependent.uid);
}

type Standing = "there" | "gone" | "ending";

async function judge(collection: Collection, item: Item): Promise<void> {
  const standings = await Promise.all(
    item.owners.map(async (owner) => ({ owner, standing: await standingOf(collection, item, owner) })),
  );
  const of = (standing: Standing): string[] =>
    standings.filter((entry) => entry.standing === standing).map((entry) => entry.owner.uid);
  const lost = [...of("gone"), ...of("ending")];
  if (lost.length === 0) return;
  if (of("there").length > 0) return forgetOwners(collection, item, lost);
  await remove(collection, item, of("ending").length > 0);
}

async function remove({ client, graph }: Collection, item: Item, ending: boolean): Promise<void> {
  const hasDependents = graph.dependents(item.uid).length > 0;
  const asked = item.finalizers.includes(orphan)
    ? "Orphan"
    : item.finalizers.includes(foreground) || (ending && hasDependents)
      ? "Foreground"
      : "Background";
  try {
    await client.delete(item.resource, item, { propagationPolicy: asked, preconditions: { uid: item.uid } });
  } catch (error) {
    if (!isApiError(error, 404) && !isApiError(error, 409)) throw error;
  }
}

/** Whether an owner is there, by its uid: one of the same name that was made anew is another. */
async function standingOf(collection: Collection, item: Item, owner: OwnerReference): Promise<Standing> {
  const { graph, absent, client, kinds } = collection;
  const known = graph.get(owner.uid);
  if (known) return known.deleting && known.finalizers.includes(foreground) ? "ending" : "there";
  if (absent.has(owner.uid)) return "gone";
  const resource = kinds.get(`${groupOf(owner)}/${owner.kind}`);
  if (!resource) throw new Error(`no resource serves ${owner.apiVersion} ${owner.kind}, an owner of ${item.name}`);
  const namespace = resource.namespaced ? item.namespace : undefined;
  if (resource.namespaced && !namespace) return "there";
  const found = await client.find(resource, { namespace, name: owner.name });
  if (found?.metadata.uid === owner.uid) return "there";
  absent.add(owner.uid);
  return "gone";
}

async function forgetOwners({ client }: Collection, item: Item, uids: readonly string[]): Promise<void> {
  const found = await client.find(item.resource, item);
  if (!found || found.metadata.uid !== item.uid) return;
  const ownerReferences = (found.metadata.ownerReferences ?? []).filter((owner) => !uids.includes(owner.uid));
  const { uid, resourceVersion } = found.metadata;
  const body = { metadata: { uid, resourceVersion, ownerReferences } };
  await client.patch(item.resource, item, { form: "merge", body });
}

async function dropFinalizer({ client }: Collection, item: Item, finalizer: string): Promise<void> {
  const found = await client.find(item.resource, item);
  if (!found || found.metadata.uid !== item.uid || !found.metadata.finalizers?.includes(finalizer)) return;
  const finalizers = found.metadata.finalizers.filter((one) => one !== finalizer);
  const { uid, resourceVersion } = found.metadata;
  try {
    await client.patch(item.resource, item, {
      form: "merge",
      body: { metadata: { uid, resourceVersion, finalizers } },
    });
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}
