import { type Case, type Client, configMap, container, deployment, pod, type Said } from "./case.ts";

const strict = { query: "fieldValidation=Strict" };

/** Creates each object and tells what was said; none of them must succeed. */
async function refusals(client: Client, path: string, objects: readonly object[]): Promise<Said[]> {
  const said: Said[] = [];
  for (const object of objects) said.push(await client.create(path, object));
  return said;
}

const withContainer = (fields: object): object => pod("a", { containers: [{ ...container, ...fields }] });
const service = (spec: object, name = "a"): object => ({ apiVersion: "v1", kind: "Service", metadata: { name }, spec });

/** What the server refuses, in its own words. */
export const cases: readonly Case[] = [
  {
    id: "invalid-names",
    title: "names, labels and annotations that are none",
    run: (client) =>
      refusals(client, client.core("configmaps"), [
        configMap("Capital"),
        configMap("with_underscore"),
        configMap(`${"x".repeat(254)}`),
        configMap("-dash"),
        configMap("a", {}, { labels: { "bad key!": "x" } }),
        configMap("a", {}, { labels: { key: "bad value!" } }),
        configMap("a", {}, { annotations: { "bad key!": "x" } }),
        configMap("a", { "bad key!": "x" }),
        configMap("a", {}, { finalizers: ["unqualified"] }),
        configMap("a", {}, { ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "p" }] }),
      ]),
  },
  {
    id: "invalid-namespaces",
    title: "names of namespaces and services",
    run: async (client) => [
      await client.create("/api/v1/namespaces", { metadata: { name: "Bad_Name" } }),
      await client.create("/api/v1/namespaces", { metadata: { name: "x".repeat(64) } }),
      await client.create(client.core("services"), service({ ports: [{ port: 80 }] }, "with.dot")),
      await client.create(client.core("services"), service({ ports: [{ port: 80 }] }, "1st")),
    ],
  },
  {
    id: "invalid-pods",
    title: "pods without what they need",
    run: (client) =>
      refusals(client, client.core("pods"), [
        pod("a", { containers: [] }),
        { apiVersion: "v1", kind: "Pod", metadata: { name: "a" } },
        pod("a", { containers: [{ name: "x" }] }),
        pod("a", { containers: [{ image: "x" }] }),
        pod("a", { containers: [container, container] }),
        pod("a", { restartPolicy: "Sometimes" }),
        pod("a", { terminationGracePeriodSeconds: -1 }),
        pod("a", {
          volumes: [
            { name: "v", configMap: { name: "c" } },
            { name: "v", emptyDir: {} },
          ],
        }),
        pod("a", { dnsPolicy: "Never" }),
        pod("a", { nodeSelector: { "bad key!": "x" } }),
        pod("a", { tolerations: [{ key: "k", operator: "Is", value: "v" }] }),
      ]),
  },
  {
    id: "invalid-containers",
    title: "containers that contradict themselves",
    run: (client) =>
      refusals(client, client.core("pods"), [
        withContainer({ name: "Bad_Name" }),
        withContainer({ imagePullPolicy: "Maybe" }),
        withContainer({ ports: [{ containerPort: 0 }] }),
        withContainer({ ports: [{ containerPort: 70000, protocol: "HTTP" }] }),
        withContainer({ ports: [{ name: "too-long-a-port-name", containerPort: 80 }] }),
        withContainer({ env: [{ name: "" }] }),
        withContainer({ env: [{ name: "A", value: "x", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }] }),
        withContainer({ env: [{ name: "A", valueFrom: {} }] }),
        withContainer({ volumeMounts: [{ name: "none", mountPath: "/x" }] }),
        withContainer({ resources: { requests: { cpu: "2" }, limits: { cpu: "1" } } }),
        withContainer({ readinessProbe: { httpGet: { path: "/", port: 0 } } }),
        withContainer({ readinessProbe: { periodSeconds: -1, tcpSocket: { port: 80 } } }),
        withContainer({ readinessProbe: {} }),
        withContainer({ livenessProbe: { successThreshold: 2, tcpSocket: { port: "none" } } }),
        withContainer({ resources: { requests: { cpu: "-1" } } }),
      ]),
  },
  {
    id: "unparsable-values",
    title: "values of another type than the field's",
    run: (client) =>
      refusals(client, client.core("pods"), [
        withContainer({ resources: { requests: { cpu: "lots" } } }),
        withContainer({ ports: "80" }),
        withContainer({ ports: [{ containerPort: "eighty" }] }),
        withContainer({ env: [{ name: "A", value: 1 }] }),
        pod("a", { hostNetwork: "yes" }),
        pod("a", { terminationGracePeriodSeconds: 1.5 }),
        { apiVersion: "v1", kind: "Pod", metadata: { name: "a", labels: { a: 1 } } },
        { apiVersion: "v1", kind: "Pod", metadata: "a" },
      ]),
  },
  {
    id: "invalid-deployments",
    title: "Deployments whose parts do not fit together",
    run: (client) =>
      refusals(client, client.group("apps/v1", "deployments"), [
        deployment("a", { selector: { matchLabels: { app: "other" } } }),
        deployment("a", { selector: {} }),
        deployment("a", { selector: undefined }),
        deployment("a", { replicas: -1 }),
        deployment("a", { strategy: { type: "Recreate", rollingUpdate: { maxSurge: 1 } } }),
        deployment("a", { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } }),
        deployment("a", { strategy: { rollingUpdate: { maxSurge: "half" } } }),
        deployment("a", { strategy: { type: "Slowly" } }),
        deployment("a", { minReadySeconds: 700, progressDeadlineSeconds: 600 }),
        deployment("a", { revisionHistoryLimit: -1 }),
        deployment("a", {}, { restartPolicy: "Never" }),
        deployment("a", {}, { containers: [] }),
        deployment("a", { selector: { matchExpressions: [{ key: "app", operator: "Near", values: ["a"] }] } }),
      ]),
  },
  {
    id: "invalid-services",
    title: "Services that cannot be",
    run: (client) =>
      refusals(client, client.core("services"), [
        service({}),
        service({ ports: [{ port: 0 }] }),
        service({ ports: [{ port: 80 }, { port: 81 }] }),
        service({
          ports: [
            { name: "a", port: 80 },
            { name: "a", port: 81 },
          ],
        }),
        service({
          ports: [
            { name: "a", port: 80 },
            { name: "b", port: 80 },
          ],
        }),
        service({ type: "Public", ports: [{ port: 80 }] }),
        service({ ports: [{ port: 80, protocol: "HTTP" }] }),
        service({ clusterIP: "10.1.2.3", ports: [{ port: 80 }] }),
        service({ clusterIP: "not-an-address", ports: [{ port: 80 }] }),
        service({ type: "ExternalName" }),
        service({ type: "NodePort", ports: [{ port: 80, nodePort: 80 }] }),
        service({ sessionAffinity: "Always", ports: [{ port: 80 }] }),
        service({ ports: [{ port: 80, targetPort: "Not_A_Name" }] }),
      ]),
  },
  {
    id: "immutable-fields",
    title: "fields that cannot change after the creation",
    run: async (client) => {
      await client.create(client.group("apps/v1", "deployments"), deployment("web", { replicas: 0 }));
      await client.create(client.core("pods"), pod("p", { nodeSelector: { none: "such" } }));
      const created = await client.create(client.core("services"), service({ ports: [{ port: 80 }] }));
      return [
        created.status,
        await client.patch(client.group("apps/v1", "deployments/web"), "merge", {
          spec: {
            selector: { matchLabels: { app: "web", more: "1" } },
            template: { metadata: { labels: { more: "1" } } },
          },
        }),
        await client.patch(client.core("pods/p"), "merge", { spec: { serviceAccountName: "other" } }),
        await client.patch(client.core("pods/p"), "strategic", { spec: { containers: [{ name: "app", image: "" }] } }),
        await client.patch(client.core("services/a"), "merge", {
          spec: { clusterIP: "10.96.99.99", clusterIPs: ["10.96.99.99"] },
        }),
        await client.patch(client.core("services/a"), "merge", {
          metadata: { uid: "00000000-0000-0000-0000-000000000000" },
        }),
        await client.patch(client.core("services/a"), "merge", {
          metadata: { creationTimestamp: "2020-01-01T00:00:00Z" },
        }),
      ];
    },
  },
  {
    id: "unknown-fields-strict",
    title: "fieldValidation=Strict names every unknown and doubled field",
    run: async (client) => [
      await client.create(client.core("configmaps"), { ...configMap("a"), dato: {}, meta: 1 }, strict),
      await client.create(
        client.group("apps/v1", "deployments"),
        deployment("a", { replicass: 2 }, { container: [] }),
        strict,
      ),
      await client.create(
        client.core("configmaps"),
        '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","name":"b"},"data":{"k":"1","k":"2"}}',
        { ...strict, headers: { "content-type": "application/json" } },
      ),
      await client.create(
        client.core("configmaps"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  k: '1'\n  k: '2'\nextra: 1\n",
        { ...strict, headers: { "content-type": "application/yaml" } },
      ),
      await client.create(
        client.core("pods"),
        withContainer({ imagee: "x", env: [{ name: "A", valeu: "1" }] }),
        strict,
      ),
      await client.create(client.core("pods"), pod("case", { Containers: [] }), strict),
    ],
  },
  {
    id: "unknown-fields-in-patches",
    title: "fieldValidation=Strict looks at patches too",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a"));
      await client.create(client.group("apps/v1", "deployments"), deployment("web", { replicas: 0 }));
      return [
        await client.patch(client.core("configmaps/a"), "merge", { dato: { a: "2" } }, strict),
        await client.patch(client.group("apps/v1", "deployments/web"), "strategic", { spec: { replicass: 2 } }, strict),
        await client.patch(client.core("configmaps/a"), "json", [{ op: "add", path: "/dato", value: {} }], strict),
        await client.apply(
          client.core("configmaps/a"),
          { ...configMap("a"), dato: {} },
          { query: "fieldManager=t&fieldValidation=Strict" },
        ),
        await client.apply(client.core("configmaps/b"), { ...configMap("b"), dato: {} }),
      ];
    },
  },
  {
    id: "unknown-fields-warn",
    title: "by default a warning is given and the field is dropped; Ignore is silent; another value is refused",
    run: async (client) => [
      await client.create(client.core("configmaps"), { ...configMap("a"), dato: {} }),
      await client.create(
        client.core("configmaps"),
        { ...configMap("b"), dato: {} },
        { query: "fieldValidation=Ignore" },
      ),
      await client.create(client.core("configmaps"), configMap("c"), { query: "fieldValidation=Loud" }),
    ],
  },
  {
    id: "status-of-deployment",
    title: "a status that cannot be",
    run: async (client) => {
      await client.create(client.group("apps/v1", "deployments"), deployment("web", { paused: true, replicas: 0 }));
      const path = client.group("apps/v1", "deployments/web/status");
      return [
        await client.patch(path, "merge", { status: { replicas: -1 } }),
        await client.patch(path, "merge", { status: { replicas: 1, readyReplicas: 2 } }),
      ];
    },
  },
];
