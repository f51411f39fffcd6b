import { bare, type Case, type Client, container, deployment, pod } from "./case.ts";

/** A created object as the server completed it. */
const created = async (client: Client, path: string, object: object): Promise<unknown> =>
  bare(await client.create(path, object));

/** What the server fills in. */
export const cases: readonly Case[] = [
  {
    id: "default-pod",
    title: "a pod of one container",
    run: (client) => created(client, client.core("pods"), pod("a", { nodeSelector: { none: "such" } })),
  },
  {
    id: "default-pod-rich",
    title: "probes, ports, volumes, field references and pull policies of a pod",
    run: (client) =>
      created(
        client,
        client.core("pods"),
        pod("a", {
          nodeSelector: { none: "such" },
          initContainers: [{ name: "first", image: "busybox" }],
          containers: [
            {
              ...container,
              image: "registry.example/shop/app:latest",
              ports: [{ containerPort: 80 }],
              env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
              readinessProbe: { httpGet: { port: 80 } },
              livenessProbe: { tcpSocket: { port: 80 }, periodSeconds: 3 },
              startupProbe: { grpc: { port: 80 } },
              lifecycle: { preStop: { httpGet: { port: 80 } } },
              resources: { limits: { cpu: "0.1", memory: "1024Ki" } },
              volumeMounts: [{ name: "config", mountPath: "/config" }],
            },
            {
              name: "pinned",
              image: "busybox@sha256:9ae97d36d26566ff84e8893c64a6dc4fe8ca6d1144bf5b87b2b85a32def253c7",
            },
          ],
          volumes: [
            { name: "config", configMap: { name: "config" } },
            { name: "secret", secret: { secretName: "s" } },
            { name: "scratch", emptyDir: {} },
            { name: "host", hostPath: { path: "/x" } },
            {
              name: "all",
              projected: {
                sources: [
                  { serviceAccountToken: { path: "t" } },
                  { downwardAPI: { items: [{ path: "n", fieldRef: { fieldPath: "metadata.name" } }] } },
                ],
              },
            },
          ],
        }),
      ),
  },
  {
    id: "default-host-network",
    title: "a pod in the host's network takes its ports there",
    run: (client) =>
      created(
        client,
        client.core("pods"),
        pod("a", {
          hostNetwork: true,
          nodeSelector: { none: "such" },
          containers: [{ ...container, ports: [{ containerPort: 8080 }] }],
        }),
      ),
  },
  {
    id: "default-deployment",
    title: "a Deployment",
    run: async (client) =>
      bare(
        (await client.create(client.group("apps/v1", "deployments"), deployment("web", { paused: true, replicas: 0 })))
          .body,
      ),
  },
  {
    id: "default-deployment-strategy",
    title: "a Deployment with half a strategy",
    run: async (client) => [
      await created(
        client,
        client.group("apps/v1", "deployments"),
        deployment("a", { replicas: 0, strategy: { rollingUpdate: { maxSurge: 3 } } }),
      ),
      await created(
        client,
        client.group("apps/v1", "deployments"),
        deployment("b", { replicas: 0, strategy: { type: "Recreate" } }),
      ),
    ],
  },
  {
    id: "default-replicaset",
    title: "a ReplicaSet",
    run: (client) =>
      created(client, client.group("apps/v1", "replicasets"), {
        metadata: { name: "a" },
        spec: {
          replicas: 0,
          selector: { matchLabels: { app: "a" } },
          template: { metadata: { labels: { app: "a" } }, spec: { containers: [container] } },
        },
      }),
  },
  {
    id: "default-services",
    title: "Services of each type",
    run: async (client) => {
      const spec = { selector: { app: "a" }, ports: [{ port: 80 }] };
      const path = client.core("services");
      return [
        await created(client, path, { metadata: { name: "plain" }, spec }),
        await created(client, path, { metadata: { name: "headless" }, spec: { ...spec, clusterIP: "None" } }),
        await created(client, path, { metadata: { name: "node-port" }, spec: { ...spec, type: "NodePort" } }),
        await created(client, path, { metadata: { name: "balancer" }, spec: { ...spec, type: "LoadBalancer" } }),
        await created(client, path, {
          metadata: { name: "name" },
          spec: { type: "ExternalName", externalName: "a.example" },
        }),
        await created(client, path, { metadata: { name: "sticky" }, spec: { ...spec, sessionAffinity: "ClientIP" } }),
      ];
    },
  },
  {
    id: "default-plain-kinds",
    title: "ServiceAccount, Secret, Namespace, Lease, Role, RoleBinding, PodDisruptionBudget, Ingress",
    run: async (client) => [
      await created(client, client.core("serviceaccounts"), { metadata: { name: "a" } }),
      await created(client, client.core("secrets"), { metadata: { name: "a" } }),
      await created(client, "/api/v1/namespaces", { metadata: { name: `${client.namespace}-more` } }),
      await created(client, client.group("coordination.k8s.io/v1", "leases"), {
        metadata: { name: "a" },
        spec: { holderIdentity: "me", leaseDurationSeconds: 15, renewTime: "2026-01-01T00:00:00.000000Z" },
      }),
      await created(client, client.group("rbac.authorization.k8s.io/v1", "roles"), {
        metadata: { name: "a" },
        rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get"] }],
      }),
      await created(client, client.group("rbac.authorization.k8s.io/v1", "rolebindings"), {
        metadata: { name: "a" },
        roleRef: { kind: "Role", name: "a" },
        subjects: [
          { kind: "User", name: "u" },
          { kind: "ServiceAccount", name: "a" },
        ],
      }),
      await created(client, client.group("policy/v1", "poddisruptionbudgets"), {
        metadata: { name: "a" },
        spec: { minAvailable: 1, selector: { matchLabels: { a: "b" } } },
      }),
      await created(client, client.group("networking.k8s.io/v1", "ingresses"), {
        metadata: { name: "a" },
        spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
      }),
    ],
  },
  {
    id: "default-jobs",
    title: "Job, CronJob, StatefulSet and DaemonSet are completed though nobody here runs them",
    run: async (client) => {
      const template = {
        metadata: { labels: { app: "a" } },
        spec: { containers: [container], nodeSelector: { none: "such" } },
      };
      const selector = { matchLabels: { app: "a" } };
      const never = { ...template.spec, restartPolicy: "Never" };
      const spec = async (path: string, object: object): Promise<unknown> =>
        (bare(await client.create(path, object)).body as { spec?: unknown }).spec;
      return [
        await spec(client.group("batch/v1", "cronjobs"), {
          metadata: { name: "a" },
          spec: { schedule: "0 0 1 1 *", jobTemplate: { spec: { template: { spec: never } } } },
        }),
        await spec(client.group("apps/v1", "statefulsets"), {
          metadata: { name: "a" },
          spec: { replicas: 0, serviceName: "a", selector, template },
        }),
        await spec(client.group("apps/v1", "daemonsets"), { metadata: { name: "a" }, spec: { selector, template } }),
      ];
    },
  },
];
