import { type Case, configMap, type Fields } from "./case.ts";

const uidOf = (said: { body: unknown }): string => (said.body as Fields).metadata.uid;
const versionOf = (said: { body: unknown }): string => (said.body as Fields).metadata.resourceVersion;

/** Creating, reading, replacing and deleting plain objects, and the words of each refusal. */
export const cases: readonly Case[] = [
  {
    id: "create-and-read",
    title: "a ConfigMap is created, read and listed",
    run: async (client) => [
      await client.create(client.core("configmaps"), configMap("a", { k: "v" }, { labels: { x: "y" } })),
      await client.get(client.core("configmaps/a")),
      await client.get(client.core("configmaps"), { query: "fieldSelector=metadata.name%3Da" }),
    ],
  },
  {
    id: "already-exists",
    title: "a second object of the same name",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a"));
      return [
        await client.create(client.core("configmaps"), configMap("a")),
        await client.create("/api/v1/namespaces", { metadata: { name: client.namespace } }),
      ];
    },
  },
  {
    id: "not-found",
    title: "an object that is not there: get, replace, patch, delete",
    run: async (client) => [
      await client.get(client.core("configmaps/none")),
      await client.replace(client.core("configmaps/none"), configMap("none", {}, { resourceVersion: "5" })),
      await client.replace(client.core("secrets/none"), { metadata: { name: "none" } }),
      await client.patch(client.core("configmaps/none"), "merge", { data: { a: "2" } }),
      await client.patch(client.group("apps/v1", "deployments/none"), "strategic", { spec: { replicas: 2 } }),
      await client.remove(client.core("configmaps/none")),
      await client.get("/api/v1/namespaces/none"),
      await client.get(client.group("apps/v1", "deployments/none/scale")),
    ],
  },
  {
    id: "no-such-namespace",
    title: "creating in a namespace that is not there, and one that the body contradicts",
    run: async (client) => [
      await client.create("/api/v1/namespaces/no-such-namespace/configmaps", configMap("a")),
      await client.create(client.core("configmaps"), configMap("a", {}, { namespace: "another" })),
      await client.get("/api/v1/namespaces/no-such-namespace/configmaps"),
    ],
  },
  {
    id: "wrong-body",
    title: "a body that is no JSON, of another kind, of another version, without kind, empty",
    run: async (client) => [
      await client.create(client.core("configmaps"), "{ no json", { headers: { "content-type": "application/json" } }),
      await client.create(client.core("configmaps"), { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }),
      await client.create(client.core("configmaps"), { apiVersion: "v9", kind: "ConfigMap", metadata: { name: "a" } }),
      await client.create(client.core("configmaps"), { metadata: { name: "without-kind" } }),
      await client.create(client.core("configmaps"), "", { headers: { "content-type": "application/json" } }),
      await client.create(client.core("configmaps"), "[1]", { headers: { "content-type": "application/json" } }),
    ],
  },
  {
    id: "names-disagree",
    title: "the name or namespace in the body is not that of the address",
    run: async (client) => {
      await client.create(client.core("configmaps"), configMap("a"));
      return [
        await client.replace(client.core("configmaps/a"), configMap("b")),
        await client.replace(client.core("configmaps/a"), configMap("a", {}, { namespace: "another" })),
        await client.patch(client.core("configmaps/a"), "merge", { metadata: { name: "b" } }),
        await client.create(client.core("configmaps"), { apiVersion: "v1", kind: "ConfigMap", metadata: {} }),
      ];
    },
  },
  {
    id: "generate-name",
    title: "names are made from generateName",
    run: async (client) => {
      const object = { metadata: { generateName: "made-" } };
      const { status, body } = await client.create(client.core("configmaps"), object);
      const { name, ...metadata } = (body as Fields).metadata;
      return { status, metadata, shape: /^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/.test(name) };
    },
  },
  {
    id: "replace-conflict",
    title: "replacing with an old resourceVersion, with none, and with another uid",
    run: async (client) => {
      const first = await client.create(client.core("configmaps"), configMap("a"));
      const path = client.core("configmaps/a");
      return [
        await client.replace(path, configMap("a", { a: "2" })),
        await client.replace(path, configMap("a", { a: "3" }, { resourceVersion: versionOf(first) })),
        await client.replace(path, configMap("a", { a: "4" }, { uid: "00000000-0000-0000-0000-000000000000" })),
        await client.patch(path, "merge", { metadata: { resourceVersion: versionOf(first) }, data: { a: "5" } }),
      ];
    },
  },
  {
    id: "no-op-writes",
    title: "a write that changes nothing keeps the resourceVersion",
    run: async (client) => {
      const path = client.core("configmaps/a");
      const first = await client.create(client.core("configmaps"), configMap("a"));
      return [
        first,
        await client.replace(path, first.body),
        await client.patch(path, "merge", { data: { a: "1" } }),
        await client.patch(path, "json", []),
        await client.patch(path, "merge", { data: { a: "2" } }),
      ];
    },
  },
  {
    id: "generation",
    title: "generation grows with the spec alone, and status is not taken from a plain write",
    run: async (client) => {
      const path = client.group("apps/v1", "deployments/web");
      const spec = {
        replicas: 0,
        selector: { matchLabels: { app: "web" } },
        template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "a", image: "a:1" }] } },
      };
      const numbers = async (said: Promise<{ status: number; body: unknown }>): Promise<unknown> => {
        const { status, body } = await said;
        const { metadata, spec: now } = body as Fields;
        return { status, generation: metadata?.generation, replicas: now?.replicas, message: (body as Fields).message };
      };
      return [
        await numbers(
          client.create(client.group("apps/v1", "deployments"), {
            metadata: { name: "web", generation: 7 },
            spec,
            status: { replicas: 9 },
          }),
        ),
        await numbers(client.patch(path, "merge", { metadata: { labels: { a: "b" } } })),
        await numbers(client.patch(path, "merge", { status: { replicas: 5 } })),
        await numbers(client.patch(path, "merge", { spec: { paused: true } })),
        await numbers(client.patch(`${path}/status`, "merge", { spec: { replicas: 4 }, status: { replicas: 0 } })),
        await numbers(client.patch(path, "merge", { spec: { paused: null } })),
      ];
    },
  },
  {
    id: "secrets",
    title: "stringData becomes data, types are kept and checked",
    run: async (client) => [
      await client.create(client.core("secrets"), {
        metadata: { name: "a" },
        stringData: { key: "value" },
        data: { old: "b2xk" },
      }),
      await client.patch(client.core("secrets/a"), "merge", { stringData: { key: "new" } }),
      await client.patch(client.core("secrets/a"), "merge", { type: "kubernetes.io/tls" }),
      await client.create(client.core("secrets"), { metadata: { name: "b" }, data: { key: "not base64!" } }),
      await client.create(client.core("secrets"), { metadata: { name: "c" }, type: "kubernetes.io/tls", data: {} }),
      await client.create(client.core("secrets"), {
        metadata: { name: "d" },
        type: "kubernetes.io/dockerconfigjson",
        stringData: { ".dockerconfigjson": "no json" },
      }),
    ],
  },
  {
    id: "immutable-data",
    title: "an immutable ConfigMap keeps its data",
    run: async (client) => {
      const path = client.core("configmaps/a");
      await client.create(client.core("configmaps"), { ...configMap("a"), immutable: true });
      return [
        await client.patch(path, "merge", { data: { a: "2" } }),
        await client.patch(path, "merge", { immutable: false }),
        await client.patch(path, "merge", { metadata: { labels: { x: "y" } } }),
      ];
    },
  },
  {
    id: "dry-run",
    title: "dryRun=All answers as if and writes nothing; another value is refused",
    run: async (client) => {
      const all = { query: "dryRun=All" };
      await client.create(client.core("configmaps"), configMap("kept"));
      const path = client.core("configmaps/kept");
      const { status, body } = await client.create(client.core("configmaps"), configMap("a"), all);
      const { resourceVersion, uid, ...metadata } = (body as Fields).metadata;
      return [
        { status, metadata, has: { resourceVersion: resourceVersion !== undefined, uid: uid !== undefined } },
        await client.get(client.core("configmaps/a")),
        await client.patch(path, "merge", { data: { a: "2" } }, all),
        await client.remove(path, undefined, all),
        await client.get(path),
        await client.create(client.core("configmaps"), configMap("a"), { query: "dryRun=Some" }),
      ];
    },
  },
  {
    id: "delete-preconditions",
    title: "deleting with a uid or a resourceVersion that is not the object's",
    run: async (client) => {
      const path = client.core("configmaps/a");
      const first = await client.create(client.core("configmaps"), configMap("a"));
      return [
        await client.remove(path, { preconditions: { uid: "00000000-0000-0000-0000-000000000000" } }),
        await client.remove(path, { preconditions: { resourceVersion: "1" } }),
        await client.remove(path, { preconditions: { uid: uidOf(first) } }),
        await client.remove(path),
      ];
    },
  },
  {
    id: "delete-collection",
    title: "deleting what a selector takes",
    run: async (client) => {
      for (const name of ["a", "b", "c"]) {
        const labels = { keep: name === "b" ? "yes" : "no" };
        await client.create(client.core("configmaps"), configMap(name, {}, { labels }));
      }
      const { status, body } = await client.ask("DELETE", client.core("configmaps?labelSelector=keep%3Dno"));
      const left = (await client.get(client.core("configmaps?labelSelector=keep"))).body as Fields;
      return { status, kind: (body as Fields).kind, left: left.items.map((item: Fields) => item.metadata.name) };
    },
  },
  {
    id: "yaml-body",
    title: "a YAML body, and YAML in the answer",
    run: async (client) => {
      const text =
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n  on: 'yes'\n  text: |\n    two\n    lines\n";
      return [
        await client.create(client.core("configmaps"), text, { headers: { "content-type": "application/yaml" } }),
        await client.header(client.core("configmaps/a"), "content-type", { headers: { accept: "application/yaml" } }),
      ];
    },
  },
];
