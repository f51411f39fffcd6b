import type { Condition, KubeObject } from "../../../model/kubernetes/object.ts";
import { type Client, isApiError } from "../../client.ts";
import { timestamp } from "../../clock.ts";
import { discover, groupOf } from "../../discovery.ts";
import { collectionPath, type Resource, resources } from "../../resources.ts";
import { startQueue } from "../../work-queue.ts";
import { same } from "../canonical.ts";
import type { Controller, Setting } from "../setting.ts";
import { namespaceConditions, type Remaining } from "./conditions.ts";

interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] };
  status?: { phase?: string; conditions?: Condition[] };
}

/** Objects that a finalizer keeps are looked at again after so many milliseconds. */
const recheck = 1000;

/** Empties namespaces that are being deleted and lets them go. Source: pkg/controller/namespace of Kubernetes 1.34. */
export const namespaceController: Controller = {
  id: "namespace",
  start: (setting) => {
    const { copies } = setting;
    const queue = startQueue({
      ...setting,
      work: async (name) => {
        if (await isOver(setting, name)) return;
        queue.addAfter(name, recheck);
      },
    });
    copies.namespaces.onChange((now) => {
      if (now?.metadata.deletionTimestamp) queue.add(now.metadata.name);
    });
    copies.pods.onChange((now, before) => {
      const { namespace = "" } = before?.metadata ?? {};
      if (!now && copies.namespaces.get(undefined, namespace)?.metadata.deletionTimestamp) queue.add(namespace);
    });
    return queue;
  },
};

/** One round; whether nothing is left to be done for this namespace. */
async function isOver({ client, clock }: Setting, name: string): Promise<boolean> {
  const found = await client.find<Namespace>(resources.namespaces, { name });
  if (!found?.metadata.deletionTimestamp || !found.spec?.finalizers?.includes("kubernetes")) return true;
  let namespace = found;
  if (found.status?.phase !== "Terminating")
    namespace = await client.update(
      resources.namespaces,
      { ...found, status: { ...found.status, phase: "Terminating" } },
      "status",
    );
  const left = await empty(client, name);
  const conditions = namespaceConditions(namespace.status?.conditions ?? [], left, timestamp(clock.now()));
  if (!same(conditions, namespace.status?.conditions ?? []))
    namespace = await client.update(
      resources.namespaces,
      { ...namespace, status: { ...namespace.status, conditions } },
      "status",
    );
  if (left.objects.size > 0 || left.failures.length > 0 || left.waiting) return false;
  await finalize(client, namespace);
  return true;
}

async function finalize(client: Client, namespace: Namespace): Promise<void> {
  const finalizers = (namespace.spec?.finalizers ?? []).filter((finalizer) => finalizer !== "kubernetes");
  try {
    await client.update(resources.namespaces, { ...namespace, spec: { ...namespace.spec, finalizers } }, "finalize");
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}

/** What a round left; `waiting` where pods are still ending and the rest was not touched. */
interface Left extends Remaining {
  readonly waiting: boolean;
}

/** Pods go first, everything else only when they are gone: they may need it until their end. */
async function empty(client: Client, namespace: string): Promise<Left> {
  const objects = new Map<string, number>();
  const finalizers = new Map<string, number>();
  const failures: string[] = [];
  const nothing = { objects, finalizers, failures };
  const pods = await clear(client, resources.pods, namespace);
  // As in life, what pods leave is not counted in the conditions before all else has been looked at.
  if (pods.length > 0) return { ...nothing, waiting: true };
  const offered = await discover(client);
  const deletable = offered.filter(({ resource, verbs }) => resource.namespaced && verbs.has("delete"));
  for (const { resource, verbs } of deletable) {
    if (resource.plural === "pods" || !verbs.has("list")) continue;
    try {
      const remaining = await clear(client, resource, namespace);
      if (remaining.length > 0) objects.set(`${resource.plural}.${groupOf(resource)}`, remaining.length);
      for (const finalizer of remaining.flatMap((object) => object.metadata.finalizers ?? []))
        finalizers.set(finalizer, (finalizers.get(finalizer) ?? 0) + 1);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  return { ...nothing, waiting: false };
}

/** Deletes all objects of a resource in a namespace; those that are still there. */
async function clear(client: Client, resource: Resource, namespace: string): Promise<KubeObject[]> {
  const selection = { namespace, metadataOnly: true };
  const before = await client.list(resource, selection);
  if (before.items.length === 0) return [];
  if (before.items.some((object) => !object.metadata.deletionTimestamp)) {
    const options = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy: "Background" };
    await client.request("DELETE", collectionPath(resource, namespace), options);
  }
  return (await client.list(resource, selection)).items;
}
