import {
  AppsV1Api,
  CoreV1Api,
  KubeConfig,
  KubernetesObjectApi,
  makeInformer,
  PatchStrategy,
  type V1ConfigMap,
} from "@kubernetes/client-node";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEmbedded, type Side } from "./sides.ts";

/** The official JavaScript client, which shares no code with the rehearsal cluster or with our own client. */

let cluster: Side;
const config = new KubeConfig();
const namespace = "default";

beforeAll(async () => {
  cluster = await openEmbedded({ nodes: 1 });
  config.loadFromString(cluster.kubeconfig());
});
afterAll(async () => {
  await cluster?.stop();
});

const configMap = (name: string, data: Record<string, string>): V1ConfigMap => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, namespace, labels: { own: "yes" } },
  data,
});

test("an informer lists, then follows what is added, changed and deleted", async () => {
  const core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedConfigMap({ namespace, body: configMap("first", { a: "1" }) });
  const labelSelector = "own=yes";
  const informer = makeInformer(
    config,
    `/api/v1/namespaces/${namespace}/configmaps`,
    () => core.listNamespacedConfigMap({ namespace, labelSelector }),
    labelSelector,
  );
  const seen: string[] = [];
  const { promise: done, resolve } = Promise.withResolvers<void>();
  const note = (what: string) => (object: V1ConfigMap) => {
    seen.push(`${what} ${object.metadata?.name} ${object.data?.a}`);
    if (what === "delete") resolve();
  };
  informer.on("add", note("add"));
  informer.on("update", note("update"));
  informer.on("delete", note("delete"));
  informer.on("error", () => undefined);
  await informer.start();
  await core.createNamespacedConfigMap({ namespace, body: configMap("second", { a: "1" }) });
  await core.replaceNamespacedConfigMap({ namespace, name: "second", body: configMap("second", { a: "2" }) });
  await core.deleteNamespacedConfigMap({ namespace, name: "second" });
  await done;
  await informer.stop();
  expect(seen).toEqual(["add first 1", "add second 1", "update second 2", "delete second 2"]);
});

test("server-side apply through the object API", async () => {
  const api = KubernetesObjectApi.makeApiClient(config);
  const apply = (data: Record<string, string>, force: boolean): Promise<V1ConfigMap> =>
    api.patch(
      { ...configMap("applied", data), metadata: { name: "applied", namespace } },
      undefined,
      undefined,
      "client-node",
      force,
      PatchStrategy.ServerSideApply,
    ) as Promise<V1ConfigMap>;
  const first = await apply({ a: "1", b: "2" }, false);
  expect(first.data).toEqual({ a: "1", b: "2" });
  expect(first.metadata?.managedFields?.map(({ manager, operation }) => [manager, operation])).toEqual([
    ["client-node", "Apply"],
  ]);
  const second = await apply({ a: "3" }, false);
  expect(second.data).toEqual({ a: "3" });
});

test("a typed client creates a Deployment and reads it available", async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const labels = { app: "typed" };
  await apps.createNamespacedDeployment({
    namespace,
    body: {
      metadata: { name: "typed" },
      spec: {
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "app", image: "registry.example/typed:1" }] } },
      },
    },
  });
  await expect
    .poll(async () => (await apps.readNamespacedDeployment({ namespace, name: "typed" })).status?.availableReplicas, {
      timeout: 20_000,
    })
    .toBe(1);
});
