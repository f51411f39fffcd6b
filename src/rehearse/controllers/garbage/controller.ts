import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { discover, groupOf, type OfferedResource } from "../../discovery.ts";
import { type Informer, startInformer } from "../../informer.ts";
import { type Resource, resources } from "../../resources.ts";
import { startQueue } from "../../work-queue.ts";
import type { Copies } from "../copies.ts";
import type { Controller, Setting } from "../setting.ts";
import { type Collection, collect } from "./collect.ts";
import { createOwnerGraph, type Item, itemOf } from "./graph.ts";

/** How often the server is asked for new resources, in milliseconds. Source: the garbage collector's sync period of 30 s. */
const period = 30_000;

/** Kinds that come and go too fast to be worth it, as upstream ignores them. */
const ignored: ReadonlySet<string> = new Set(["events", "leases"]);

/** Deletes objects whose owners are gone, and carries out foreground deletion and orphaning. */
export const garbageCollector: Controller = {
  id: "garbage-collector",
  start: (setting) => {
    const { client, clock, signal } = setting;
    const graph = createOwnerGraph();
    const kinds = new Map<string, Resource>();
    const absent = new Set<string>();
    const followed = new Set<string>();
    const collection: Collection = { client, graph, kinds, absent, queue: (uid) => queue.add(uid) };
    const queue = startQueue({ ...setting, workers: 10, work: (uid) => collect(collection, uid) });

    const changed = (resource: Resource, now: KubeObject | undefined, before: KubeObject | undefined): void => {
      const uids = now ? takeIn(collection, itemOf(resource, now)) : takeOut(collection, before?.metadata.uid ?? "");
      for (const uid of uids) queue.add(uid);
    };
    const follow = ({ resource, verbs }: OfferedResource): void => {
      const id = `${groupOf(resource)}/${resource.plural}`;
      kinds.set(`${groupOf(resource)}/${resource.kind}`, resource);
      const wanted = ["list", "watch", "delete"].every((verb) => verbs.has(verb)) && !ignored.has(resource.plural);
      if (!wanted || followed.has(id)) return;
      followed.add(id);
      informerOf(setting, resource).onChange((now, before) => changed(resource, now, before));
    };
    const look = async (): Promise<void> => {
      try {
        for (const offered of await discover(client)) follow(offered);
      } catch {
        // The next round asks again: what was offered before is followed all the same.
      }
      if (signal.aborted) return;
      const cancel = clock.after(period, () => {
        signal.removeEventListener("abort", cancel);
        void look();
      });
      signal.addEventListener("abort", cancel, { once: true });
    };
    void setting.begin.then(look);
    return queue;
  },
};

/** Notes what an object is now; the uids to be looked at because of it. */
function takeIn({ graph, absent }: Collection, item: Item): string[] {
  graph.put(item);
  absent.delete(item.uid);
  const owners = item.owners.map((owner) => graph.get(owner.uid));
  const strayed = owners.some((owner) => !owner || owner.deleting);
  const wanted = item.deleting ? item.finalizers.length > 0 : strayed;
  return [...(wanted ? [item.uid] : []), ...endingUids(owners)];
}

/** Forgets an object; its dependents, and those that waited for it to go. */
function takeOut({ graph }: Collection, uid: string): string[] {
  const owners = (graph.get(uid)?.owners ?? []).map((owner) => graph.get(owner.uid));
  graph.remove(uid);
  return [...graph.dependents(uid).map((dependent) => dependent.uid), ...endingUids(owners)];
}

function endingUids(owners: readonly (Item | undefined)[]): string[] {
  return owners.flatMap((owner) => (owner?.deleting ? [owner.uid] : []));
}

/** Objects that are followed in full anyway are not followed twice. */
function informerOf({ copies, client, clock, signal }: Setting, resource: Resource): Informer<KubeObject> {
  const builtIn = ["", "apps", "discovery.k8s.io"].includes(groupOf(resource));
  const found = builtIn ? shared[resource.plural]?.(copies) : undefined;
  // A copy of one kind is read here as what all kinds have in common.
  if (found) return found as unknown as Informer<KubeObject>;
  return startInformer<KubeObject>({ client, clock, signal, resource, which: { metadataOnly: true } });
}

const shared: Readonly<Record<string, (copies: Copies) => unknown>> = {
  [resources.pods.plural]: (copies) => copies.pods,
  [resources.replicaSets.plural]: (copies) => copies.replicaSets,
  [resources.deployments.plural]: (copies) => copies.deployments,
  [resources.services.plural]: (copies) => copies.services,
  [resources.endpointSlices.plural]: (copies) => copies.endpointSlices,
  [resources.endpoints.plural]: (copies) => copies.endpoints,
};
