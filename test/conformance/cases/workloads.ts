import { type Case, type Client, container, deployment, type Fields, pod } from "./case.ts";
import { tell, tellSettled } from "./tell.ts";

const deployments = (client: Client, rest = ""): string => client.group("apps/v1", `deployments${rest}`);
const sets = (client: Client, rest = ""): string => client.group("apps/v1", `replicasets${rest}`);

const status = (body: Fields): Record<string, number | undefined> =>
  (body.status ?? {}) as unknown as Record<string, number | undefined>;

/** Waits until a Deployment runs as it is declared. */
async function rolledOut(client: Client, name = "web"): Promise<void> {
  await client.until(deployments(client, `/${name}`), (body) => {
    const { observedGeneration, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status(body);
    const desired = body.spec.replicas ?? 1;
    return (
      observedGeneration === body.metadata.generation &&
      updatedReplicas === desired &&
      replicas === desired &&
      availableReplicas === desired
    );
  });
}

const image = (tag: string): object => ({
  spec: { template: { spec: { containers: [{ name: "app", image: `registry.example/shop/app:${tag}` }] } } },
});

async function condition(client: Client, type: string, reason: string): Promise<void> {
  await client.until(deployments(client, "/web"), (body) =>
    ((body.status?.conditions ?? []) as readonly { type: string; reason: string }[]).some(
      (one) => one.type === type && one.reason === reason,
    ),
  );
}

const replicaSet = (name: string, spec: object = {}): object => ({
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [container] } },
    ...spec,
  },
});

/** Deployments and ReplicaSets as they live: counts, conditions, revisions, pods and events. */
export const cases: readonly Case[] = [
  {
    id: "rollout",
    title: "a new Deployment of two becomes available",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", { replicas: 2 }));
      await rolledOut(client);
      return tellSettled(client);
    },
  },
  {
    id: "rollout-update",
    title: "a new image: a new revision, the old ReplicaSet scaled to nothing",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", { replicas: 2 }));
      await rolledOut(client);
      await client.patch(deployments(client, "/web"), "strategic", image("2.0"));
      await rolledOut(client);
      await client.until(client.core("pods"), (body) => body.items.length === 2);
      return tellSettled(client);
    },
  },
  {
    id: "rollout-undo",
    title: "the old template again: its ReplicaSet is used again and takes the next revision",
    run: async (client) => {
      await client.create(deployments(client), deployment("web"));
      await rolledOut(client);
      for (const tag of ["2.0", "1.0"]) {
        await client.patch(deployments(client, "/web"), "strategic", image(tag));
        await rolledOut(client);
      }
      await client.until(client.core("pods"), (body) => body.items.length === 1);
      const { deployments: told, replicaSets } = await tellSettled(client);
      return { told, replicaSets };
    },
  },
  {
    id: "rollout-pause",
    title: "a paused Deployment changes nothing until it is resumed",
    run: async (client) => {
      await client.create(deployments(client), deployment("web"));
      await rolledOut(client);
      await client.patch(deployments(client, "/web"), "merge", { spec: { paused: true } });
      await client.patch(deployments(client, "/web"), "strategic", image("2.0"));
      await condition(client, "Progressing", "DeploymentPaused");
      await client.until(
        deployments(client, "/web"),
        (body) => status(body).observedGeneration === body.metadata.generation,
      );
      const paused = await tellSettled(client);
      await client.patch(deployments(client, "/web"), "merge", { spec: { paused: null } });
      await rolledOut(client);
      await client.until(client.core("pods"), (body) => body.items.length === 1);
      return [paused, await tellSettled(client)];
    },
  },
  {
    id: "rollout-recreate",
    title: "Recreate ends the old pods before it makes new ones",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", { strategy: { type: "Recreate" } }));
      await rolledOut(client);
      await client.patch(deployments(client, "/web"), "strategic", image("2.0"));
      await rolledOut(client);
      return tellSettled(client);
    },
  },
  {
    id: "rollout-deadline",
    title: "a rollout that makes no progress says so after its deadline",
    run: async (client) => {
      await client.create(
        deployments(client),
        deployment("web", { progressDeadlineSeconds: 2 }, { nodeSelector: { none: "such" } }),
      );
      await condition(client, "Progressing", "ProgressDeadlineExceeded");
      return tellSettled(client);
    },
  },
  {
    id: "rollout-stuck-update",
    title: "an update that cannot run leaves the old pods serving",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", { replicas: 3 }));
      await rolledOut(client);
      await client.patch(deployments(client, "/web"), "strategic", {
        spec: { progressDeadlineSeconds: 2, template: { spec: { nodeSelector: { none: "such" } } } },
      });
      await condition(client, "Progressing", "ProgressDeadlineExceeded");
      return tellSettled(client);
    },
  },
  {
    id: "scale-up-and-down",
    title: "scaled to three and to none",
    run: async (client) => {
      await client.create(deployments(client), deployment("web"));
      await rolledOut(client);
      await client.patch(deployments(client, "/web/scale"), "merge", { spec: { replicas: 3 } });
      await rolledOut(client);
      const three = await tellSettled(client);
      await client.patch(deployments(client, "/web/scale"), "merge", { spec: { replicas: 0 } });
      await client.until(client.core("pods"), (body) => body.items.length === 0);
      return [three, await tellSettled(client)];
    },
  },
  {
    id: "history-limit",
    title: "old ReplicaSets beyond the history limit go",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", { revisionHistoryLimit: 1 }));
      await rolledOut(client);
      for (const tag of ["2.0", "3.0", "4.0"]) {
        await client.patch(deployments(client, "/web"), "strategic", image(tag));
        await rolledOut(client);
      }
      await client.until(sets(client), (body) => body.items.length === 2);
      return (await tellSettled(client)).replicaSets;
    },
  },
  {
    id: "replica-failure",
    title: "pods that may not be made: the ReplicaSet and the Deployment say why",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", {}, { serviceAccountName: "nobody" }));
      await condition(client, "ReplicaFailure", "FailedCreate");
      return tellSettled(client);
    },
  },
  {
    id: "quota",
    title: "a quota that leaves room for one pod",
    run: async (client) => {
      await client.create(client.core("resourcequotas"), { metadata: { name: "one" }, spec: { hard: { pods: "1" } } });
      await client.until(
        client.core("resourcequotas/one"),
        (body) => (body.status as Fields | undefined)?.used !== undefined,
      );
      await client.create(deployments(client), deployment("web", { replicas: 2 }));
      await condition(client, "ReplicaFailure", "FailedCreate");
      await client.until(client.core("pods"), (body) =>
        body.items.some((one) => (one.status as Fields).phase === "Running"),
      );
      return [
        (await tellSettled(client)).replicaSets,
        ((await client.get(client.core("resourcequotas/one"))).body as Fields).status,
        await client.create(client.core("pods"), pod("another")),
      ];
    },
  },
  {
    id: "adoption",
    title: "a ReplicaSet takes a pod that fits and releases one that no longer does",
    run: async (client) => {
      await client.create(client.core("pods"), pod("orphan", {}, { labels: { app: "set" } }));
      await client.create(sets(client), replicaSet("set"));
      const adopted = (await client.until(
        client.core("pods/orphan"),
        (body) => body.metadata.ownerReferences !== undefined,
      )) as Fields;
      const before = ((await client.get(client.core("pods"))).body as Fields).items.length;
      await client.patch(client.core("pods/orphan"), "merge", { metadata: { labels: { app: "other" } } });
      const released = (await client.until(
        client.core("pods/orphan"),
        (body) => body.metadata.ownerReferences === undefined,
      )) as Fields;
      await client.until(client.core("pods"), (body) => body.items.length === 2);
      return {
        adopted: adopted.metadata.ownerReferences,
        before,
        released: released.metadata.ownerReferences ?? "none",
        end: (await tellSettled(client)).replicaSets,
      };
    },
  },
  {
    id: "replaced-pods",
    title: "a pod that is deleted is made again",
    run: async (client) => {
      await client.create(sets(client), replicaSet("set", { replicas: 2 }));
      await client.until(sets(client, "/set"), (body) => status(body).readyReplicas === 2);
      const [first] = ((await client.get(client.core("pods"))).body as Fields).items;
      await client.remove(client.core(`pods/${first?.metadata.name}`));
      await client.until(
        client.core("pods"),
        (body) => body.items.length === 2 && body.items.every((one) => one.metadata.name !== first?.metadata.name),
      );
      await client.until(sets(client, "/set"), (body) => status(body).readyReplicas === 2);
      return tellSettled(client);
    },
  },
  {
    id: "min-ready-seconds",
    title: "available comes minReadySeconds after ready",
    run: async (client) => {
      await client.create(deployments(client), deployment("web", { minReadySeconds: 5 }));
      await client.until(deployments(client, "/web"), (body) => status(body).readyReplicas === 1);
      const ready = await tell(client);
      await rolledOut(client);
      return [ready.deployments, (await tellSettled(client)).deployments];
    },
  },
  {
    id: "selector-overlap",
    title: "two Deployments with one selector leave each other's pods alone",
    run: async (client) => {
      await client.create(deployments(client), deployment("web"));
      await rolledOut(client);
      const other = deployment("web") as { metadata: object };
      await client.create(deployments(client), { ...other, metadata: { name: "other" } });
      await rolledOut(client, "other");
      return (await tellSettled(client)).deployments;
    },
  },
];
