import {
  bare,
  type Case,
  type Client,
  configMap,
  container,
  declared,
  deployment,
  type Fields,
  type PatchForm,
  type Said,
} from "./case.ts";

/** Patches an object one step after the other and tells what each said. */
async function steps(
  client: Client,
  path: string,
  patches: readonly (readonly [PatchForm, unknown])[],
): Promise<Said[]> {
  const said: Said[] = [];
  for (const [form, body] of patches) said.push(bare(declared(await client.patch(path, form, body))));
  return said;
}

const two = [
  container,
  {
    name: "side",
    image: "side:1",
    env: [
      { name: "A", value: "1" },
      { name: "B", value: "2" },
    ],
  },
];

async function workload(client: Client): Promise<string> {
  await client.create(
    client.group("apps/v1", "deployments"),
    deployment("web", { replicas: 0, paused: true }, { containers: two }),
  );
  return client.group("apps/v1", "deployments/web");
}

/** The template's pod spec after each patch, or what was said against it. */
async function podSpecs(client: Client, patches: readonly unknown[]): Promise<unknown[]> {
  const path = await workload(client);
  const seen: unknown[] = [];
  for (const patch of patches) {
    const { status, body } = await client.patch(path, "strategic", patch);
    seen.push(status === 200 ? (body as Fields).spec.template.spec : body);
  }
  return seen;
}

const inPod = (spec: unknown): unknown => ({ spec: { template: { spec } } });

/** The three older forms of patches. */
export const cases: readonly Case[] = [
  {
    id: "merge-patch",
    title: "a merge patch adds, replaces, removes with null, and replaces lists whole",
    run: async (client) => {
      const path = await workload(client);
      return steps(client, path, [
        ["merge", { metadata: { labels: { a: "1", b: null }, annotations: { n: "v" } } }],
        ["merge", { spec: { template: { spec: { containers: [container] } } } }],
        ["merge", { spec: { replicas: null, template: { spec: { containers: null } } } }],
        ["merge", { spec: null }],
      ]);
    },
  },
  {
    id: "json-patch",
    title: "a JSON patch: add, replace, remove, move, copy, test",
    run: async (client) => {
      await client.create(
        client.core("configmaps"),
        configMap("a", { one: "1" }, { annotations: { "x.example/b": "2" } }),
      );
      return steps(client, client.core("configmaps/a"), [
        ["json", [{ op: "add", path: "/data/two", value: "2" }]],
        ["json", [{ op: "replace", path: "/metadata/annotations/x.example~1b", value: "3" }]],
        ["json", [{ op: "move", from: "/data/two", path: "/data/three" }]],
        ["json", [{ op: "copy", from: "/data/three", path: "/data/four" }]],
        [
          "json",
          [
            { op: "test", path: "/data/four", value: "2" },
            { op: "remove", path: "/data/four" },
          ],
        ],
        ["json", [{ op: "test", path: "/data/one", value: "9" }]],
        ["json", [{ op: "remove", path: "/data/none" }]],
        ["json", [{ op: "replace", path: "/data/none", value: "1" }]],
        ["json", [{ op: "add", path: "/none/x", value: "1" }]],
        ["json", [{ op: "jump", path: "/data/one" }]],
        ["json", { op: "add" }],
      ]);
    },
  },
  {
    id: "json-patch-lists",
    title: "a JSON patch into lists",
    run: async (client) => {
      const path = await workload(client);
      return steps(client, path, [
        ["json", [{ op: "add", path: "/spec/template/spec/containers/-", value: { name: "last", image: "l:1" } }]],
        ["json", [{ op: "add", path: "/spec/template/spec/containers/0", value: { name: "first", image: "f:1" } }]],
        ["json", [{ op: "remove", path: "/spec/template/spec/containers/9" }]],
      ]);
    },
  },
  {
    id: "strategic-merge-keys",
    title: "a strategic patch merges containers, env, ports and volumes by their keys",
    run: (client) =>
      podSpecs(client, [
        inPod({ containers: [{ name: "side", image: "side:2" }] }),
        inPod({
          containers: [
            {
              name: "side",
              env: [
                { name: "C", value: "3" },
                { name: "A", value: "9" },
              ],
            },
          ],
        }),
        inPod({
          containers: [{ name: "app", ports: [{ containerPort: 80 }, { containerPort: 81, protocol: "UDP" }] }],
        }),
        inPod({
          volumes: [{ name: "v", emptyDir: {} }],
          containers: [{ name: "app", volumeMounts: [{ name: "v", mountPath: "/v" }] }],
        }),
        inPod({ volumes: [{ name: "v", $retainKeys: ["name", "configMap"], configMap: { name: "c" } }] }),
        inPod({ tolerations: [{ key: "k", operator: "Exists" }] }),
        inPod({ tolerations: [{ key: "l", operator: "Exists" }] }),
      ]),
  },
  {
    id: "strategic-directives",
    title: "$patch: delete and replace, $deleteFromPrimitiveList, $setElementOrder",
    run: (client) =>
      podSpecs(client, [
        inPod({ containers: [{ name: "side", $patch: "delete" }] }),
        inPod({
          $setElementOrder: { containers: [{ name: "new" }, { name: "app" }] },
          containers: [{ name: "new", image: "n:1" }],
        }),
        inPod({ containers: [{ $patch: "replace" }, { name: "only", image: "o:1" }] }),
        inPod({ nodeSelector: { $patch: "replace", a: "b" } }),
        inPod({ containers: [{ image: "without-name" }] }),
        inPod({ containers: [{ name: "only", $patch: "explode" }] }),
      ]),
  },
  {
    id: "strategic-strategy",
    title: "a strategic patch of the strategy drops what the new type does not have",
    run: async (client) => {
      const path = await workload(client);
      return steps(client, path, [
        ["strategic", { spec: { strategy: { type: "Recreate" } } }],
        ["strategic", { spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } }],
      ]);
    },
  },
  {
    id: "strategic-finalizers",
    title: "lists of plain values: finalizers are a set, args are replaced",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a", {}, { finalizers: ["x.example/one"] }));
      const path = client.core("configmaps/a");
      const said = await steps(client, path, [
        ["strategic", { metadata: { finalizers: ["x.example/two"] } }],
        ["strategic", { metadata: { "$deleteFromPrimitiveList/finalizers": ["x.example/one"] } }],
        ["strategic", { metadata: { finalizers: null } }],
      ]);
      return said;
    },
  },
  {
    id: "bad-patches",
    title: "patches that are none",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a"));
      const path = client.core("configmaps/a");
      return steps(client, path, [
        ["merge", "{ no json"],
        ["merge", "[]"],
        ["json", "{ no json"],
        ["strategic", "5"],
        ["merge", { data: { a: 1 } }],
        ["merge", { data: "text" }],
        ["merge", { kind: "Secret" }],
        ["merge", { apiVersion: "apps/v1" }],
        ["merge", { metadata: { namespace: "other" } }],
      ]);
    },
  },
];
