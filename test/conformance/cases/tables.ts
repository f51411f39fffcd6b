import { ageless, type Case, type Client, configMap, container, deployment, type Fields, pod } from "./case.ts";

const table = { headers: { accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" } };

/** Descriptions are documentation, not behaviour. */
interface Column {
  readonly name: string;
  readonly description: string;
}

interface Row {
  readonly cells: readonly unknown[];
}

async function rows(client: Client, path: string): Promise<unknown> {
  const { status, body } = await client.get(path, table);
  const { columnDefinitions, rows: all, ...rest } = body as Fields;
  const columns = ((columnDefinitions ?? []) as readonly Column[]).map(({ description: _, ...column }) => column);
  return {
    status,
    columns,
    kind: rest.kind,
    cells: ((all ?? []) as readonly Row[]).map((row) => row.cells.map(ageless)),
  };
}

/** What kubectl prints: columns and cells are the server's. */
export const cases: readonly Case[] = [
  {
    id: "table-plain",
    title: "config maps, secrets, namespaces",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a", { x: "1", y: "2" }, { labels: { own: "" } }));
      await client.create(client.core("secrets"), { metadata: { name: "a" }, stringData: { x: "1" } });
      return [
        await rows(client, client.core("configmaps?labelSelector=own")),
        await rows(client, client.core("secrets")),
        await rows(client, `/api/v1/namespaces/${client.namespace}`),
      ];
    },
  },
  {
    id: "table-workloads",
    title: "deployments, replica sets and pods that run",
    run: async (client) => {
      await client.create(client.group("apps/v1", "deployments"), deployment("web"));
      await client.until(
        client.group("apps/v1", "deployments/web"),
        (body) => (body.status as unknown as { availableReplicas?: number } | undefined)?.availableReplicas === 1,
      );
      return [
        await rows(client, client.group("apps/v1", "deployments")),
        await rows(client, client.group("apps/v1", "replicasets")),
        ((await rows(client, client.core("pods"))) as { cells: unknown[][] }).cells.map((row) => row.slice(0, 5)),
      ];
    },
  },
  {
    id: "table-pending",
    title: "pods that do not run",
    run: async (client) => {
      const away = { nodeSelector: { none: "such" } };
      await client.create(client.core("pods"), pod("pending", away));
      await client.create(
        client.core("pods"),
        pod("with-init", { ...away, initContainers: [{ name: "i", image: "i" }] }),
      );
      await client.create(client.core("pods"), pod("gated", { schedulingGates: [{ name: "x.example/y" }] }));
      await client.create(
        client.core("pods"),
        pod("two", { ...away, containers: [container, { name: "b", image: "b" }] }),
      );
      return rows(client, client.core("pods"));
    },
  },
  {
    id: "table-services",
    title: "services of each type",
    run: async (client) => {
      const ports = [
        { name: "a", port: 80 },
        { name: "b", port: 53, protocol: "UDP" },
      ];
      await client.create(client.core("services"), {
        metadata: { name: "a" },
        spec: { selector: { app: "a", b: "c" }, ports },
      });
      await client.create(client.core("services"), { metadata: { name: "b" }, spec: { clusterIP: "None", ports } });
      await client.create(client.core("services"), {
        metadata: { name: "c" },
        spec: { type: "ExternalName", externalName: "x.example" },
      });
      await client.create(client.core("services"), {
        metadata: { name: "d" },
        spec: { type: "LoadBalancer", ports: [{ port: 80, nodePort: 31555 }] },
      });
      return rows(client, client.core("services"));
    },
  },
  {
    id: "table-events",
    title: "events, in the older and the newer group",
    run: async (client) => {
      await client.create(client.core("events"), {
        metadata: { name: "a" },
        involvedObject: { apiVersion: "v1", kind: "Pod", name: "p", namespace: client.namespace },
        reason: "Tried",
        message: "It was tried.",
        type: "Warning",
        source: { component: "tester", host: "here" },
        firstTimestamp: "2026-01-01T00:00:00Z",
        lastTimestamp: "2026-01-01T00:00:01Z",
        count: 2,
      });
      return rows(client, client.core("events"));
    },
  },
  {
    id: "table-nodes",
    title: "the columns of nodes and of pods across namespaces",
    run: async (client) => {
      const columns = async (path: string): Promise<unknown> =>
        ((await rows(client, path)) as { columns: unknown }).columns;
      return [await columns("/api/v1/nodes"), await columns("/api/v1/pods?limit=1")];
    },
  },
  {
    id: "table-include-object",
    title: "how much of the object a row carries",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a", {}, { labels: { own: "" } }));
      const kinds = async (include: string): Promise<unknown> => {
        const { status, body } = await client.get(
          client.core(`configmaps?labelSelector=own&includeObject=${include}`),
          table,
        );
        const all = ((body as Fields).rows ?? []) as readonly { object?: Fields }[];
        return status === 200 ? all.map(({ object }) => [object?.kind, object?.data]) : body;
      };
      return [await kinds("None"), await kinds("Metadata"), await kinds("Object"), await kinds("Some")];
    },
  },
];
