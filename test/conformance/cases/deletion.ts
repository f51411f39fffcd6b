import { bare, type Case, type Client, configMap, container, deployment, type Fields, pod, type Said } from "./case.ts";

const sketch = ({ status, body }: Said): unknown => {
  const { metadata, kind, message, reason, details } = body as Fields;
  const { finalizers, deletionTimestamp } = metadata ?? {};
  const grace = (metadata as unknown as { deletionGracePeriodSeconds?: number } | undefined)
    ?.deletionGracePeriodSeconds;
  return { status, kind, message, reason, details, finalizers, deleting: deletionTimestamp !== undefined, grace };
};

const gone = (body: Fields): boolean => body.reason === "NotFound";

/** A ConfigMap that another one owns. */
const owned = (name: string, owner: Fields, more: object = {}): object =>
  configMap(
    name,
    {},
    {
      ownerReferences: [
        { apiVersion: "v1", kind: "ConfigMap", name: owner.metadata.name, uid: owner.metadata.uid, ...more },
      ],
    },
  );

async function family(client: Client, more: object = {}): Promise<void> {
  const owner = (await client.create(client.core("configmaps"), configMap("owner"))).body as Fields;
  await client.create(client.core("configmaps"), owned("child", owner, more));
}

/** How objects go. */
export const cases: readonly Case[] = [
  {
    id: "delete-answers",
    title: "a deleted ConfigMap, Service and Deployment: what the answer says",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a"));
      await client.create(client.core("services"), { metadata: { name: "a" }, spec: { ports: [{ port: 80 }] } });
      await client.create(client.group("apps/v1", "deployments"), deployment("a", { replicas: 0 }));
      return [
        await client.remove(client.core("configmaps/a")),
        bare(await client.remove(client.core("services/a"))),
        await client.remove(client.group("apps/v1", "deployments/a")),
        await client.remove(client.core("configmaps/a")),
      ];
    },
  },
  {
    id: "finalizers",
    title: "a finalizer holds an object until it is taken off; no new one may be put on",
    run: async (client) => {
      const path = client.core("configmaps/a");
      await client.create(client.core("configmaps"), configMap("a", {}, { finalizers: ["x.example/hold"] }));
      return [
        sketch(await client.remove(path)),
        sketch(await client.remove(path)),
        sketch(await client.get(path)),
        sketch(await client.patch(path, "merge", { metadata: { finalizers: ["x.example/hold", "x.example/more"] } })),
        sketch(await client.patch(path, "merge", { data: { still: "writable" } })),
        sketch(await client.patch(path, "merge", { metadata: { finalizers: null } })),
        sketch(await client.get(path)),
      ];
    },
  },
  {
    id: "grace-of-pods",
    title: "a pod that no node has goes at once, grace 0 forces it",
    run: async (client) => {
      await client.create(client.core("pods"), pod("a", { nodeSelector: { none: "such" } }));
      await client.create(client.core("pods"), pod("b", { nodeSelector: { none: "such" } }));
      return [
        sketch(await client.remove(client.core("pods/a"))),
        sketch(await client.remove(client.core("pods/b"), { gracePeriodSeconds: 0 })),
        sketch(await client.get(client.core("pods/a"))),
        await client.remove(client.core("pods/b"), { gracePeriodSeconds: -1 }),
      ];
    },
  },
  {
    id: "grace-of-running-pods",
    title: "a running pod is first marked, with its grace, and then gone",
    run: async (client) => {
      await client.create(client.core("pods"), pod("a", { terminationGracePeriodSeconds: 5 }));
      await client.until(client.core("pods/a"), (body) => body.status?.phase === "Running");
      const first = sketch(await client.remove(client.core("pods/a")));
      await client.until(client.core("pods/a"), gone);
      return [first, sketch(await client.get(client.core("pods/a")))];
    },
  },
  {
    id: "delete-options-refused",
    title: "delete options that contradict or are none",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a"));
      const path = client.core("configmaps/a");
      return [
        await client.remove(path, { propagationPolicy: "Sideways" }),
        await client.remove(path, { propagationPolicy: "Orphan", orphanDependents: true }),
        await client.remove(path, undefined, { query: "propagationPolicy=Sideways" }),
        await client.remove(path, "{ no json"),
        await client.remove(path, { kind: "Wish", apiVersion: "v1" }),
      ];
    },
  },
  {
    id: "gc-background",
    title: "what a deleted owner owned is collected",
    run: async (client) => {
      await family(client);
      await client.remove(client.core("configmaps/owner"), { propagationPolicy: "Background" });
      return sketch({ status: 0, body: await client.until(client.core("configmaps/child"), gone) });
    },
  },
  {
    id: "gc-foreground",
    title: "a foreground deletion waits for what blocks it",
    run: async (client) => {
      await family(client, { blockOwnerDeletion: true, controller: true });
      const first = sketch(await client.remove(client.core("configmaps/owner"), { propagationPolicy: "Foreground" }));
      await client.until(client.core("configmaps/owner"), gone);
      return [
        first,
        sketch(await client.get(client.core("configmaps/owner"))),
        sketch(await client.get(client.core("configmaps/child"))),
      ];
    },
  },
  {
    id: "gc-orphan",
    title: "an orphaning deletion leaves the dependents, without the owner reference",
    run: async (client) => {
      await family(client);
      const first = sketch(await client.remove(client.core("configmaps/owner"), { propagationPolicy: "Orphan" }));
      await client.until(client.core("configmaps/owner"), gone);
      const child = (await client.until(
        client.core("configmaps/child"),
        (body) => body.metadata.ownerReferences === undefined,
      )) as Fields;
      return [first, child.metadata.name, child.metadata.ownerReferences ?? "none"];
    },
  },
  {
    id: "gc-absent-owner",
    title: "an object whose owner never was is collected",
    run: async (client) => {
      const ownerReferences = [
        { apiVersion: "v1", kind: "ConfigMap", name: "ghost", uid: "11111111-1111-4111-8111-111111111111" },
      ];
      await client.create(client.core("configmaps"), configMap("child", {}, { ownerReferences }));
      return sketch({ status: 0, body: await client.until(client.core("configmaps/child"), gone) });
    },
  },
  {
    id: "gc-deployment",
    title: "a deleted Deployment takes its ReplicaSets and pods along",
    run: async (client) => {
      await client.create(client.group("apps/v1", "deployments"), deployment("web"));
      await client.until(client.core("pods"), (body) => body.items.length === 1);
      await client.remove(client.group("apps/v1", "deployments/web"));
      const pods = (await client.until(client.core("pods"), (body) => body.items.length === 0, 45)) as Fields;
      const sets = (await client.until(
        client.group("apps/v1", "replicasets"),
        (body) => body.items.length === 0,
      )) as Fields;
      return { pods: pods.items.length, sets: sets.items.length };
    },
  },
  {
    id: "namespace-deletion",
    title: "a deleted namespace is Terminating, refuses new objects, empties, and goes",
    run: async (client) => {
      const name = `${client.namespace}-doomed`;
      const path = `/api/v1/namespaces/${name}`;
      await client.create("/api/v1/namespaces", { metadata: { name } });
      await client.create(`${path}/configmaps`, configMap("held", {}, { finalizers: ["x.example/hold"] }));
      await client.create(`${path}/configmaps`, configMap("plain"));
      const first = bare(await client.remove(path));
      const refused = await client.create(`${path}/configmaps`, configMap("late"));
      const plain = await client.until(`${path}/configmaps/plain`, gone);
      const told = (await client.until(path, (body) => conditionsOf(body).length >= 5)) as Fields;
      await client.patch(`${path}/configmaps/held`, "merge", { metadata: { finalizers: null } });
      const end = await client.until(path, gone, 30);
      return [first, refused, plain, conditionsOf(told).map(({ lastTransitionTime: _, ...rest }) => rest), end];
    },
  },
  {
    id: "namespace-is-there",
    title: "a new namespace: its finalizer, its label, what is made in it",
    run: async (client) => {
      const root = await client.until(client.core("configmaps/kube-root-ca.crt"), (body) => body.kind === "ConfigMap");
      return [
        bare((await client.get(`/api/v1/namespaces/${client.namespace}`)).body),
        bare((await client.get(client.core("serviceaccounts/default"))).body),
        Object.keys((root as Fields).data ?? {}),
        (root as Fields).metadata.annotations,
      ];
    },
  },
  {
    id: "eviction",
    title: "an eviction deletes; a disruption budget without room refuses",
    run: async (client) => {
      await client.create(client.core("pods"), pod("a", {}, { labels: { app: "a" } }));
      await client.create(client.core("pods"), pod("b", { containers: [container] }));
      const evict = (name: string): Promise<Said> =>
        client.create(client.core(`pods/${name}/eviction`), {
          apiVersion: "policy/v1",
          kind: "Eviction",
          metadata: { name },
        });
      await client.until(client.core("pods/b"), (body) => body.status?.phase === "Running");
      return [await evict("b"), await evict("none")];
    },
  },
];

interface Condition {
  readonly type: string;
  readonly lastTransitionTime?: string;
}

function conditionsOf(body: Fields): readonly Condition[] {
  return (body.status?.conditions ?? []) as readonly Condition[];
}
