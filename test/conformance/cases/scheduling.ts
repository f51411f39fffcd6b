import { type Case, type Client, container, type Fields, pod } from "./case.ts";

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
}

/** What the scheduler says of a pod that it cannot place: the condition and the event. */
async function refused(client: Client, name: string, spec: object): Promise<unknown> {
  const { status } = await client.create(client.core("pods"), pod(name, spec));
  const found = (await client.until(client.core(`pods/${name}`), (body) => scheduled(body) !== undefined)) as Fields;
  const events = (await client.until(
    client.core(`events?fieldSelector=involvedObject.name%3D${name}`),
    (body) => body.items.length > 0,
    5,
  )) as Fields;
  const [event] = events.items;
  const { lastTransitionTime: _, ...condition } = (scheduled(found) ?? {}) as Condition & {
    lastTransitionTime?: string;
  };
  return {
    status,
    phase: (found.status as Fields).phase,
    condition,
    event: event && {
      type: event.type,
      reason: event.reason,
      message: event.message,
      action: event.action,
      by: event.reportingComponent,
    },
  };
}

function scheduled(body: Fields): Condition | undefined {
  return ((body.status?.conditions ?? []) as readonly Condition[]).find(({ type }) => type === "PodScheduled");
}

const asks = (resources: object): object => ({ containers: [{ ...container, resources: { requests: resources } }] });

const affinity = (operator: string, values?: string[]): object => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key: "disk", operator, ...(values ? { values } : {}) }] }],
      },
    },
  },
});

/** Where pods may run, and the sentences for those that may run nowhere. */
export const cases: readonly Case[] = [
  {
    id: "schedule-selector",
    title: "no node has the label",
    run: (client) => refused(client, "p", { nodeSelector: { disk: "ssd" } }),
  },
  {
    id: "schedule-resources",
    title: "no node has so much CPU, memory, or a resource that nobody offers",
    run: async (client) => [
      await refused(client, "cpu", asks({ cpu: "4000" })),
      await refused(client, "memory", asks({ memory: "900Ti" })),
      await refused(client, "both", asks({ cpu: "4000", memory: "900Ti" })),
      await refused(client, "strange", {
        containers: [{ ...container, resources: { limits: { "example.io/gadget": "1" } } }],
      }),
    ],
  },
  {
    id: "schedule-affinity",
    title: "node affinity that no node satisfies",
    run: async (client) => [
      await refused(client, "in", affinity("In", ["ssd"])),
      await refused(client, "exists", affinity("Exists")),
    ],
  },
  {
    id: "schedule-gates",
    title: "a scheduling gate holds a pod back until it is lifted",
    run: async (client) => {
      const first = await refused(client, "p", { schedulingGates: [{ name: "example.io/wait" }] });
      await client.patch(client.core("pods/p"), "json", [{ op: "remove", path: "/spec/schedulingGates/0" }]);
      const after = (await client.until(client.core("pods/p"), (body) => body.status?.phase === "Running")) as Fields;
      return { first, phase: (after.status as Fields).phase };
    },
  },
  {
    id: "schedule-places",
    title: "a pod that fits is bound, with the event that says so",
    run: async (client) => {
      await client.create(client.core("pods"), pod("p", asks({ cpu: "100m", memory: "32Mi" })));
      const found = (await client.until(client.core("pods/p"), (body) => body.status?.phase === "Running")) as Fields;
      const events = (await client.until(
        client.core("events?fieldSelector=reason%3DScheduled"),
        (body) => body.items.length > 0,
      )) as Fields;
      const [event] = events.items;
      const message = event?.message?.replace(String(found.spec.nodeName), "<node>");
      return { message, type: event?.type, by: event?.reportingComponent, action: event?.action };
    },
  },
  {
    id: "schedule-nobody",
    title: "a pod for a scheduler that nobody runs is left alone",
    run: async (client) => {
      await client.create(client.core("pods"), pod("p", { schedulerName: "nobody" }));
      await new Promise((resolve) => setTimeout(resolve, 1000));
      const { status } = (await client.get(client.core("pods/p"))).body as Fields;
      return status;
    },
  },
  {
    id: "schedule-priority",
    title: "a priority class that is there, and one that is not",
    run: async (client) => {
      const critical = (
        await client.create(
          client.core("pods"),
          pod("p", { priorityClassName: "system-node-critical", nodeSelector: { none: "such" } }),
        )
      ).body as Fields;
      return [
        critical.spec?.priority,
        await client.create(client.core("pods"), pod("q", { priorityClassName: "none" })),
      ];
    },
  },
  {
    id: "schedule-service-account",
    title: "a service account that is not there",
    run: (client) => client.create(client.core("pods"), pod("p", { serviceAccountName: "nobody" })),
  },
];
