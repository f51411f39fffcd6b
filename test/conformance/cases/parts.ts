import { bare, type Case, configMap, container, deployment, type Fields, pod, type Said } from "./case.ts";

const numbers = ({ status, body }: Said): unknown => {
  const { metadata, spec, status: state, message } = body as Fields;
  return {
    status,
    message,
    kind: (body as Fields).kind,
    generation: metadata?.generation,
    replicas: spec?.replicas,
    state,
  };
};

const service = (name: string, spec: object): object => ({
  metadata: { name },
  spec: { ports: [{ port: 80 }], ...spec },
});

/** Parts of objects with an address of their own, and what Services are given. */
export const cases: readonly Case[] = [
  {
    id: "scale",
    title: "the scale of a Deployment: read, patched, replaced, refused",
    run: async (client) => {
      const path = client.group("apps/v1", "deployments/web");
      await client.create(client.group("apps/v1", "deployments"), deployment("web", { replicas: 0, paused: true }));
      const scale = (replicas: number, metadata: object = {}): object => ({
        apiVersion: "autoscaling/v1",
        kind: "Scale",
        metadata: { name: "web", namespace: client.namespace, ...metadata },
        spec: { replicas },
      });
      await client.until(path, (body) => body.status?.observedGeneration === 1);
      return [
        await client.get(`${path}/scale`),
        numbers(await client.patch(`${path}/scale`, "merge", { spec: { replicas: 1 } })),
        numbers(await client.replace(`${path}/scale`, scale(0))),
        await client.replace(`${path}/scale`, scale(-1)),
        await client.replace(`${path}/scale`, scale(1, { resourceVersion: "1" })),
        await client.patch(`${path}/scale`, "merge", { spec: { replicas: "one" } }),
        ((await client.get(path)).body as Fields).spec.replicas,
      ];
    },
  },
  {
    id: "status-part",
    title: "/status takes the status alone, the object's address takes everything else",
    run: async (client) => {
      const path = client.core("services/a");
      await client.create(client.core("services"), service("a", { type: "LoadBalancer", clusterIP: "" }));
      const balancer = { loadBalancer: { ingress: [{ ip: "192.0.2.1" }] } };
      return [
        bare(await client.patch(path, "merge", { status: balancer })),
        bare(
          await client.patch(`${path}/status`, "merge", {
            status: balancer,
            spec: { sessionAffinity: "ClientIP" },
            metadata: { labels: { a: "b" } },
          }),
        ),
        bare(await client.get(`${path}/status`)),
        bare(
          await client.patch(`${path}/status`, "merge", {
            status: { loadBalancer: { ingress: [{ ip: "not an address" }] } },
          }),
        ),
      ];
    },
  },
  {
    id: "pod-status",
    title: "a pod's status is written under /status and its spec is not",
    run: async (client) => {
      const path = client.core("pods/a");
      await client.create(client.core("pods"), pod("a", { nodeSelector: { none: "such" } }));
      await client.until(path, (body) => body.status?.conditions !== undefined);
      const { status, body } = await client.patch(`${path}/status`, "strategic", {
        status: { conditions: [{ type: "Made", status: "True" }] },
        spec: { priority: 5 },
      });
      const conditions = ((body as Fields).status.conditions as { type: string; status: string }[]).map(
        ({ type, status: is }) => [type, is],
      );
      return { status, conditions: conditions.sort(), priority: (body as Fields).spec.priority };
    },
  },
  {
    id: "binding",
    title: "a pod is bound once",
    run: async (client) => {
      await client.create(client.core("pods"), pod("a", { schedulerName: "nobody" }));
      const bind = (node: string): Promise<Said> =>
        client.create(client.core("pods/a/binding"), {
          apiVersion: "v1",
          kind: "Binding",
          metadata: { name: "a" },
          target: { apiVersion: "v1", kind: "Node", name: node },
        });
      return [
        await bind("no-such-node"),
        await bind("another"),
        ((await client.get(client.core("pods/a"))).body as Fields).spec.nodeName,
      ];
    },
  },
  {
    id: "ephemeral-containers",
    title: "debug containers are added under their own address",
    run: async (client) => {
      await client.create(client.core("pods"), pod("a", { nodeSelector: { none: "such" } }));
      const debug = {
        spec: { ephemeralContainers: [{ name: "debug", image: "busybox", targetContainerName: "app" }] },
      };
      const { status, body } = await client.patch(client.core("pods/a/ephemeralcontainers"), "strategic", debug);
      return { status, ephemeral: (body as Fields).spec?.ephemeralContainers, message: (body as Fields).message };
    },
  },
  {
    id: "events-two-ways",
    title: "one event, read as v1 and as events.k8s.io/v1",
    run: async (client) => {
      const involvedObject = { apiVersion: "v1", kind: "Pod", name: "p", namespace: client.namespace };
      await client.create(client.core("events"), {
        metadata: { name: "a" },
        involvedObject,
        reason: "Tried",
        message: "It was tried.",
        type: "Normal",
        source: { component: "tester" },
        firstTimestamp: "2026-01-01T00:00:00Z",
        lastTimestamp: "2026-01-01T00:00:01Z",
        count: 2,
      });
      return [
        bare(await client.get(client.core("events/a"))),
        bare(await client.get(client.group("events.k8s.io/v1", "events/a"))),
        await client.create(client.core("events"), {
          metadata: { name: "b" },
          involvedObject: { ...involvedObject, namespace: "elsewhere" },
          reason: "x",
        }),
      ];
    },
  },
  {
    id: "service-addresses",
    title: "cluster addresses: asked for, taken, given up and taken again",
    run: async (client) => {
      const path = client.core("services");
      const brief = ({ status, body }: Said): unknown => ({
        status,
        ip: (body as Fields).spec?.clusterIP,
        message: (body as Fields).message,
      });
      return [
        brief(await client.create(path, service("a", { clusterIP: "10.96.77.7" }))),
        await client.create(path, service("b", { clusterIP: "10.96.77.7" })),
        (await client.remove(client.core("services/a"))).status,
        brief(await client.create(path, service("b", { clusterIP: "10.96.77.7" }))),
        brief(
          await client.patch(client.core("services/b"), "merge", {
            spec: { type: "ExternalName", externalName: "x.example", clusterIP: "", clusterIPs: null },
          }),
        ),
        brief(await client.create(path, service("c", { clusterIP: "10.96.77.7" }))),
      ];
    },
  },
  {
    id: "service-node-ports",
    title: "node ports: asked for, taken, kept and dropped",
    run: async (client) => {
      const path = client.core("services");
      const ports = [{ port: 80, nodePort: 31977 }];
      const brief = ({ status, body }: Said): unknown => ({
        status,
        ports: JSON.stringify((body as Fields).spec?.ports ?? null),
        message: (body as Fields).message,
      });
      return [
        brief(await client.create(path, service("a", { type: "NodePort", ports }))),
        await client.create(path, service("b", { type: "NodePort", ports })),
        brief(
          await client.patch(client.core("services/a"), "merge", { spec: { ports: [{ port: 81, nodePort: 31977 }] } }),
        ),
        brief(await client.patch(client.core("services/a"), "merge", { spec: { type: "ClusterIP" } })),
        brief(await client.create(path, service("b", { type: "NodePort", ports }))),
      ];
    },
  },
  {
    id: "service-kubernetes",
    title: "the Service of the API server itself",
    run: async (client) => {
      const { spec } = (await client.get("/api/v1/namespaces/default/services/kubernetes")).body as Fields;
      return {
        type: spec.type,
        clusterIP: spec.clusterIP,
        ports: (spec.ports as { name: string; port: number }[]).map(({ name, port }) => [name, port]),
      };
    },
  },
  {
    id: "service-account-token",
    title: "a token for a service account",
    run: async (client) => {
      const path = client.core("serviceaccounts/default/token");
      const { status, body } = await client.create(path, { spec: { expirationSeconds: 3600 } });
      const token = (body as Fields).status?.token;
      const { status: used } = await client.get("/apis", { headers: { authorization: `Bearer ${token}` } });
      const refused = await client.get(client.core("pods"), { headers: { authorization: `Bearer ${token}` } });
      return {
        status,
        kind: (body as Fields).kind,
        isToken: /^[\w-]+\.[\w-]+\.[\w-]+$/.test(String(token)),
        used,
        refused,
        short: await client.create(path, { spec: { expirationSeconds: 5 } }),
      };
    },
  },
  {
    id: "immutable-classes",
    title: "volumes and their mounts survive a round trip unknown to nobody",
    run: async (client) => {
      const claim = {
        metadata: { name: "data" },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
      };
      return [
        bare(await client.create(client.core("persistentvolumeclaims"), claim)),
        await client.create(client.core("persistentvolumeclaims"), {
          metadata: { name: "bad" },
          spec: { accessModes: [], resources: {} },
        }),
        bare(
          await client.create(client.core("limitranges"), {
            metadata: { name: "l" },
            spec: { limits: [{ type: "Container", default: { cpu: "1" } }] },
          }),
        ),
        (await client.create(client.core("configmaps"), configMap("a"))).status,
        (
          (
            await client.create(
              client.core("pods"),
              pod("p", { nodeSelector: { none: "such" }, containers: [container] }),
            )
          ).body as Fields
        ).status,
      ];
    },
  },
];
