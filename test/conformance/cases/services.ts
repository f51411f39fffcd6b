import { bare, type Case, type Client, container, deployment, type Fields, pod } from "./case.ts";

const slices = (client: Client, service: string): string =>
  client.group("discovery.k8s.io/v1", `endpointslices?labelSelector=kubernetes.io/service-name%3D${service}`);

const service = (name: string, spec: object = {}): object => ({
  metadata: { name, labels: { kept: "yes" } },
  spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
});

const listening = {
  ...container,
  ports: [{ name: "web", containerPort: 8080 }],
  readinessProbe: { httpGet: { path: "/", port: "web" }, periodSeconds: 1 },
};

interface Endpoint {
  readonly nodeName?: string;
  readonly targetRef?: { readonly kind: string; readonly name: string; readonly uid: string };
  readonly [key: string]: unknown;
}

/** The slices of a Service, without the node each pod landed on; the order of endpoints is chance. */
function sliced(list: unknown): unknown {
  return bare(
    (list as Fields).items.map(({ metadata, endpoints, ...rest }) => ({
      ...rest,
      labels: metadata.labels,
      owners: metadata.ownerReferences,
      endpoints: ((endpoints ?? []) as readonly Endpoint[]).map(({ nodeName, targetRef, ...endpoint }) => ({
        ...endpoint,
        placed: nodeName !== undefined,
        kind: targetRef?.kind,
        known: targetRef?.uid !== undefined,
      })),
    })),
  );
}

const ready =
  (count: number) =>
  (body: Fields): boolean =>
    body.items
      .flatMap((slice) => (slice.endpoints ?? []) as readonly { conditions: { ready?: boolean } }[])
      .filter(({ conditions }) => conditions.ready).length === count;

async function web(client: Client, replicas: number): Promise<void> {
  await client.create(
    client.group("apps/v1", "deployments"),
    deployment("web", { replicas }, { containers: [listening] }),
  );
}

/** Services find their pods. */
export const cases: readonly Case[] = [
  {
    id: "slices-of-a-service",
    title: "the ready pods of a Service, by number and by name of the port",
    run: async (client) => {
      await web(client, 2);
      await client.create(client.core("services"), service("by-number"));
      await client.create(
        client.core("services"),
        service("by-name", { ports: [{ name: "web", port: 80, targetPort: "web" }] }),
      );
      return [
        sliced(await client.until(slices(client, "by-number"), ready(2))),
        sliced(await client.until(slices(client, "by-name"), ready(2))),
      ];
    },
  },
  {
    id: "slices-of-nothing",
    title: "a Service that selects nothing has an empty slice, one without selector none",
    run: async (client) => {
      await client.create(client.core("services"), service("empty"));
      await client.create(client.core("services"), service("without", { selector: undefined }));
      const empty = await client.until(slices(client, "empty"), (body) => body.items.length === 1);
      return [sliced(empty), sliced((await client.get(slices(client, "without"))).body)];
    },
  },
  {
    id: "slices-unready",
    title: "a pod that is not ready is an endpoint that is not, unless unready ones are published",
    run: async (client) => {
      const never = { ...container, readinessProbe: { tcpSocket: { port: 9999 }, periodSeconds: 1 } };
      await client.create(client.core("pods"), pod("p", { containers: [never] }, { labels: { app: "web" } }));
      await client.create(client.core("services"), service("plain"));
      await client.create(client.core("services"), service("eager", { publishNotReadyAddresses: true }));
      await client.until(client.core("pods/p"), (body) => body.status?.phase === "Running");
      const has = (body: Fields): boolean =>
        body.items.some((slice) => ((slice.endpoints ?? []) as readonly unknown[]).length === 1);
      return [
        sliced(await client.until(slices(client, "plain"), has)),
        sliced(await client.until(slices(client, "eager"), has)),
      ];
    },
  },
  {
    id: "endpoints",
    title: "the older Endpoints of a Service",
    run: async (client) => {
      await web(client, 1);
      await client.create(client.core("services"), service("web"));
      await client.until(slices(client, "web"), ready(1));
      const found = (await client.until(client.core("endpoints/web"), (body) =>
        ((body.subsets ?? []) as readonly { addresses?: unknown[] }[]).some(({ addresses }) => addresses?.length === 1),
      )) as Fields;
      const subsets = JSON.parse(JSON.stringify(found.subsets), (key, value) =>
        key === "nodeName" ? "<node>" : value,
      );
      // When it was last triggered is an annotation that comes and goes with the controller's own pace.
      return { labels: found.metadata.labels, subsets };
    },
  },
  {
    id: "service-proxy",
    title: "a Service and a pod through the API server's proxy, and what is said where nobody answers",
    run: async (client) => {
      await web(client, 1);
      await client.create(client.core("services"), service("web"));
      await client.create(client.core("services"), service("nobody", { selector: { app: "nobody" } }));
      await client.until(slices(client, "web"), ready(1));
      await client.until(slices(client, "nobody"), (body) => body.items.length === 1);
      const [one] = ((await client.get(client.core("pods"))).body as Fields).items;
      const name = one?.metadata.name;
      return [
        (await client.get(client.core("services/web:80/proxy/"))).status,
        (await client.get(client.core("services/http:web:80/proxy/nowhere"))).status,
        await client.get(client.core("services/nobody:80/proxy/")),
        await client.get(client.core("services/absent:80/proxy/")),
        await client.get(client.core("services/web:81/proxy/")),
        (await client.get(client.core(`pods/${name}:8080/proxy/`))).status,
        (await client.get(client.core(`pods/${name}:9999/proxy/`))).status,
        await client.get(client.core("pods/absent:80/proxy/")),
      ];
    },
  },
  {
    id: "logs",
    title: "logs through the API server, and what is said where there are none",
    run: async (client) => {
      await client.create(client.core("pods"), pod("p"));
      await client.create(client.core("pods"), pod("waits", { nodeSelector: { none: "such" } }));
      await client.create(
        client.core("pods"),
        pod("two", { containers: [container, { name: "side", image: "side:1" }] }),
      );
      for (const name of ["p", "two"])
        await client.until(client.core(`pods/${name}`), (body) => body.status?.phase === "Running");
      return [
        (await client.get(client.core("pods/p/log"))).status,
        await client.get(client.core("pods/p/log?tailLines=0")),
        await client.get(client.core("pods/p/log?container=none")),
        await client.get(client.core("pods/p/log?previous=true")),
        await client.get(client.core("pods/two/log")),
        await client.get(client.core("pods/waits/log")),
        await client.get(client.core("pods/absent/log")),
        await client.get(client.core("pods/p/log?tailLines=-1")),
      ];
    },
  },
];
