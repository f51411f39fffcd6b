import { type Case, type Client, configMap, container, deployment, type Fields, type Said } from "./case.ts";

const by = (manager: string, more = ""): { query: string } => ({ query: `fieldManager=${manager}${more}` });
const force = "&force=true";

/** What was said, and who owns what afterwards (without the times). */
function owners({ status, body }: Said): unknown {
  const { metadata, data, spec, message, reason, details } = body as Fields;
  const managedFields = metadata?.managedFields?.filter(({ manager }) => manager !== "kube-controller-manager");
  return { status, data, spec, message, reason, details, managedFields };
}

const web = (spec: object, podSpec: object = {}): object => deployment("web", spec, podSpec);
const map = (data: Record<string, string>, metadata: object = {}): object => configMap("a", data, metadata);

async function story(client: Client, said: readonly (() => Promise<Said>)[]): Promise<unknown[]> {
  void client;
  const seen: unknown[] = [];
  for (const one of said) seen.push(owners(await one()));
  return seen;
}

/** Server-side apply: who owns a field, and what happens when two want it. */
export const cases: readonly Case[] = [
  {
    id: "apply-creates",
    title: "apply creates, changes nothing the second time, and removes what it no longer says",
    run: (client) => {
      const path = client.core("configmaps/a");
      return story(client, [
        () => client.apply(path, map({ a: "1", b: "2" }), by("one")),
        () => client.apply(path, map({ a: "1", b: "2" }), by("one")),
        () => client.apply(path, map({ a: "3" }), by("one")),
      ]);
    },
  },
  {
    id: "apply-conflict",
    title: "another manager's field: a conflict that names it, then force takes it",
    run: (client) => {
      const path = client.core("configmaps/a");
      return story(client, [
        () => client.apply(path, map({ a: "1", b: "2" }), by("one")),
        () => client.apply(path, map({ a: "9", b: "9" }), by("two")),
        () => client.apply(path, map({ a: "9" }), by("two", force)),
        () => client.apply(path, map({ a: "1", b: "2" }), by("one")),
      ]);
    },
  },
  {
    id: "apply-shared",
    title: "two managers of the same value share it; one leaving does not remove it",
    run: (client) => {
      const path = client.core("configmaps/a");
      return story(client, [
        () => client.apply(path, map({ a: "1" }), by("one")),
        () => client.apply(path, map({ a: "1", b: "2" }), by("two")),
        () => client.apply(path, map({}), by("one")),
        () => client.apply(path, map({}), by("two")),
      ]);
    },
  },
  {
    id: "apply-after-update",
    title: "fields that an update or a patch wrote conflict with apply, with the words for an update",
    run: (client) => {
      const path = client.core("configmaps/a");
      return story(client, [
        () => client.create(client.core("configmaps"), map({ a: "1" }), by("creator")),
        () => client.patch(path, "merge", { data: { b: "2" } }, by("patcher")),
        () => client.apply(path, map({ a: "9" }), by("one")),
        () => client.apply(path, map({ b: "9" }), by("one")),
        () => client.apply(path, map({ a: "1" }), by("one")),
        () => client.apply(path, map({ a: "9", b: "9" }), by("one", force)),
        () => client.replace(path, map({ a: "5" }), by("updater")),
      ]);
    },
  },
  {
    id: "apply-list-items",
    title: "containers, ports and env are owned item by item",
    run: (client) => {
      const path = client.group("apps/v1", "deployments/web");
      const withEnv = (env: object[]): object => ({ containers: [{ ...container, env }] });
      return story(client, [
        () => client.apply(path, web({ replicas: 0 }, withEnv([{ name: "A", value: "1" }])), by("one")),
        () =>
          client.apply(
            path,
            {
              apiVersion: "apps/v1",
              kind: "Deployment",
              metadata: { name: "web" },
              spec: { template: { spec: { containers: [{ name: "app", env: [{ name: "B", value: "2" }] }] } } },
            },
            by("two"),
          ),
        // Several owners at once would be told in an order that is chance.
        () =>
          client.apply(
            path,
            web({ replicas: 0 }, { containers: [{ ...container, env: [{ name: "B", value: "3" }] }] }),
            by("three"),
          ),
        () => client.apply(path, web({ replicas: 0 }, { containers: [{ ...container, image: "x:2" }] }), by("four")),
        () =>
          client.apply(
            path,
            web({ replicas: 0 }, { containers: [{ ...container, ports: [{ containerPort: 80 }] }] }),
            by("one"),
          ),
      ]);
    },
  },
  {
    id: "apply-atomic",
    title: "a selector is one field: it is replaced whole or conflicts whole",
    run: (client) => {
      const path = client.core("services/a");
      const service = (selector: object): object => ({
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "a" },
        spec: { selector, ports: [{ port: 80 }] },
      });
      return story(client, [
        () => client.apply(path, service({ app: "a" }), by("one")),
        () => client.apply(path, service({ app: "a", tier: "b" }), by("two")),
        () => client.apply(path, service({ app: "b" }), by("one")),
      ]);
    },
  },
  {
    id: "apply-sets",
    title: "finalizers are a set that several managers fill",
    run: (client) => {
      const path = client.core("configmaps/a");
      return story(client, [
        () => client.apply(path, map({}, { finalizers: ["x.example/one"] }), by("one")),
        () => client.apply(path, map({}, { finalizers: ["x.example/two"] }), by("two")),
        () => client.apply(path, map({}), by("one")),
        () => client.patch(path, "merge", { metadata: { finalizers: null } }, by("cleaner")),
      ]);
    },
  },
  {
    id: "apply-refused",
    title:
      "apply without manager, with managedFields, with another name, of another kind, with a uid, with an old version",
    run: async (client) => {
      const path = client.core("configmaps/a");
      await client.create(client.core("configmaps"), map({ a: "1" }));
      const plain = { query: "x=y" };
      return [
        await client.apply(path, map({ a: "2" }), plain),
        await client.apply(path, map({ a: "2" }, { managedFields: [{ manager: "x" }] })),
        await client.apply(path, configMap("b")),
        await client.apply(path, { apiVersion: "v1", kind: "Secret", metadata: { name: "a" } }),
        await client.apply(path, { data: {} }),
        await client.apply(path, map({ a: "2" }, { uid: "00000000-0000-0000-0000-000000000000" }), by("one", force)),
        await client.apply(path, map({ a: "2" }, { resourceVersion: "1" }), by("one", force)),
        await client.apply(
          client.core("configmaps/none"),
          configMap("none", {}, { uid: "00000000-0000-0000-0000-000000000000" }),
        ),
        await client.apply(path, map({ a: "2" }), by("x".repeat(129))),
        await client.apply(path, "{ no yaml: [", by("one")),
        await client.patch(path, "merge", { data: { a: "2" } }, by("one", force)),
        await client.apply("/api/v1/namespaces/no-such-namespace/configmaps/a", configMap("a")),
      ];
    },
  },
  {
    id: "apply-invalid",
    title: "what is applied is validated like everything else",
    run: async (client) => [
      await client.apply(client.group("apps/v1", "deployments/web"), web({ replicas: -1 })),
      await client.apply(client.group("apps/v1", "deployments/web"), web({ replicas: "two" })),
      await client.apply(client.core("configmaps/Bad_Name"), configMap("Bad_Name")),
      await client.apply(client.core("services/a"), {
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "a" },
        spec: { ports: [{ port: 80 }, { port: 80 }] },
      }),
    ],
  },
  {
    id: "apply-unknown-field",
    title: "apply refuses an unknown field by default",
    run: async (client) => [
      await client.apply(client.core("configmaps/a"), { ...map({}), dato: {} }),
      await client.apply(client.core("configmaps/a"), { ...map({}), dato: {} }, by("one", "&fieldValidation=Ignore")),
      await client.apply(client.group("apps/v1", "deployments/web"), web({ replicass: 2 })),
    ],
  },
  {
    id: "apply-dry-run",
    title: "apply with dryRun=All tells conflicts and writes nothing",
    run: async (client) => {
      const path = client.core("configmaps/a");
      return [
        ...(await story(client, [
          () => client.apply(path, map({ a: "1" }), by("one")),
          () => client.apply(path, map({ a: "2" }), by("one", "&dryRun=All")),
          () => client.apply(path, map({ a: "2" }), by("two", "&dryRun=All")),
        ])),
        ((await client.get(path)).body as Fields).data,
      ];
    },
  },
  {
    id: "apply-adopts",
    title: "kubectl's way of moving client-side ownership: managedFields are written by JSON patch",
    run: async (client) => {
      const path = client.core("configmaps/a");
      await client.create(client.core("configmaps"), map({ a: "1", b: "2" }), by("kubectl-client-side-apply"));
      const live = (await client.get(path)).body as Fields;
      const { managedFields, resourceVersion } = live.metadata;
      const moved = (managedFields ?? []).map((entry: Fields) => ({
        ...entry,
        manager: "kubectl",
        operation: "Apply",
      }));
      return story(client, [
        () =>
          client.patch(path, "json", [
            { op: "replace", path: "/metadata/managedFields", value: moved },
            { op: "replace", path: "/metadata/resourceVersion", value: resourceVersion },
          ]),
        () => client.apply(path, map({ a: "1" }), by("kubectl")),
        () => client.patch(path, "merge", { metadata: { managedFields: [{}] } }, by("reset")),
        () =>
          client.patch(path, "json", [
            { op: "replace", path: "/metadata/managedFields", value: [{ manager: "x", operation: "Wish" }] },
          ]),
      ]);
    },
  },
  {
    id: "apply-status",
    title: "apply to /status owns status fields under that subresource",
    run: (client) => {
      const path = client.group("apps/v1", "deployments/web");
      const status = (replicas: number): object => ({
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "web" },
        spec: { replicas: 9 },
        status: { replicas },
      });
      return story(client, [
        () => client.apply(path, web({ replicas: 0, paused: true }), by("one")),
        () => client.apply(`${path}/status`, status(0), by("watcher")),
      ]);
    },
  },
  {
    id: "managed-fields-of-writes",
    title: "creates, updates, patches and scales leave their manager, operation and fields",
    run: (client) => {
      const path = client.group("apps/v1", "deployments/web");
      return story(client, [
        () => client.create(client.group("apps/v1", "deployments"), web({ replicas: 0, paused: true })),
        () => client.patch(path, "merge", { metadata: { labels: { a: "b" } } }, by("labeller")),
        () =>
          client.patch(
            path,
            "strategic",
            { spec: { template: { spec: { containers: [{ name: "app", image: "x:2" }] } } } },
            by("setter"),
          ),
        async () => {
          // A write of the controller after this one would put the two entries into which it splits one together again.
          await client.until(path, ({ metadata, status }) => status?.observedGeneration === metadata.generation);
          return client.patch(`${path}/scale`, "merge", { spec: { replicas: 0 } }, by("scaler"));
        },
        () => client.get(path),
        () => client.patch(path, "merge", { metadata: { labels: null } }, by("other")),
      ]);
    },
  },
];
