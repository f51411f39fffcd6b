import { bare, type Case, type Client, configMap, type Fields, type Said } from "./case.ts";

const as = (user: string, ...groups: string[]): { headers: Record<string, string> } => ({
  headers: { "impersonate-user": user, ...(groups[0] ? { "impersonate-group": groups[0] } : {}) },
});
const rbac = "rbac.authorization.k8s.io/v1";
const alice = as("alice");

const status = ({ status: code, body }: Said): unknown => (code < 300 ? code : body);

async function grant(client: Client, rules: object[], user = "alice"): Promise<void> {
  await client.create(client.group(rbac, "roles"), { metadata: { name: "granted" }, rules });
  await client.create(client.group(rbac, "rolebindings"), {
    metadata: { name: "granted" },
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "granted" },
    subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: user }],
  });
}

/** Asks again until the grant is known: authorizers follow roles by a watch. */
async function settled(client: Client, path: string, extras: { headers: Record<string, string> }): Promise<Said> {
  for (let attempt = 0; ; attempt += 1) {
    const said = await client.get(path, extras);
    if (said.status !== 403 || attempt > 30) return said;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const review = (client: Client, spec: object, extras = {}): Promise<Said> =>
  client.create("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", { spec }, extras);

/** Who may do what, in the words of the refusal. */
export const cases: readonly Case[] = [
  {
    id: "forbidden",
    title: "what is said to a user who may do nothing, verb by verb",
    run: async (client) => [
      await client.get(client.core("configmaps"), alice),
      await client.get(client.core("configmaps/a"), alice),
      await client.get("/api/v1/configmaps", alice),
      await client.get("/api/v1/nodes", alice),
      await client.get("/api/v1/nodes/n", alice),
      await client.get(client.core("configmaps?watch=true"), alice),
      await client.create(client.core("configmaps"), configMap("a"), alice),
      await client.replace(client.core("configmaps/a"), configMap("a"), alice),
      await client.patch(client.core("configmaps/a"), "merge", {}, alice),
      await client.remove(client.core("configmaps/a"), undefined, alice),
      await client.remove(client.core("configmaps"), undefined, alice),
      await client.get(client.core("pods/p/log"), alice),
      await client.get(client.group("apps/v1", "deployments/web/scale"), alice),
      await client.create("/api/v1/namespaces", { metadata: { name: "new" } }, alice),
      await client.get("/api/v1/namespaces/default", alice),
      await client.get("/metrics", alice),
      await client.create(client.core("pods/p/exec"), {}, alice),
      await client.get(client.core("services/http:a:80/proxy/x"), alice),
      await client.get(client.group("apps/v1", "nothings"), alice),
    ],
  },
  {
    id: "anonymous",
    title: "without a token",
    run: async (client) => {
      const nobody = { headers: { authorization: "" } };
      return [
        await client.get(client.core("pods"), nobody),
        status(await client.get("/version", nobody)) === 200,
        status(await client.get("/readyz", nobody)) === 200,
        await client.get("/api", nobody),
      ];
    },
  },
  {
    id: "granted",
    title: "a role gives what it says and no more",
    run: async (client) => {
      await grant(client, [
        { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "list"] },
        { apiGroups: [""], resources: ["secrets"], resourceNames: ["mine"], verbs: ["get"] },
        { apiGroups: ["apps"], resources: ["deployments/scale"], verbs: ["*"] },
      ]);
      return [
        status(await settled(client, client.core("configmaps"), alice)),
        status(await client.get(client.core("configmaps/none"), alice)),
        status(await client.create(client.core("configmaps"), configMap("a"), alice)),
        status(await client.get(client.core("secrets/mine"), alice)),
        status(await client.get(client.core("secrets/other"), alice)),
        status(await client.get(client.core("secrets"), alice)),
        status(await client.get(client.group("apps/v1", "deployments/none/scale"), alice)),
        status(await client.get(client.group("apps/v1", "deployments/none"), alice)),
        status(await client.get("/api/v1/namespaces/default/configmaps", alice)),
      ];
    },
  },
  {
    id: "groups-and-service-accounts",
    title: "grants to a group and to a service account",
    run: async (client) => {
      await client.create(client.group(rbac, "rolebindings"), {
        metadata: { name: "viewers" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
        subjects: [
          { apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "viewers" },
          { kind: "ServiceAccount", name: "reader", namespace: client.namespace },
        ],
      });
      const account = as(`system:serviceaccount:${client.namespace}:reader`);
      return [
        status(await settled(client, client.core("pods"), as("bob", "viewers"))),
        status(await client.get(client.core("pods"), as("bob"))),
        status(await client.get(client.core("secrets"), as("bob", "viewers"))),
        status(await settled(client, client.core("pods"), account)),
        status(await client.remove(client.core("pods/p"), undefined, account)),
      ];
    },
  },
  {
    id: "impersonation",
    title: "acting as somebody needs the right to",
    run: async (client) => {
      const nested = { headers: { "impersonate-group": "x" } };
      return [
        await client.get("/api/v1/nodes", nested),
        await client.create("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, as("alice", "team")),
        await client.create("/apis/authentication.k8s.io/v1/selfsubjectreviews", {}, as("system:serviceaccount:a:b")),
        await client.create(
          "/apis/authentication.k8s.io/v1/selfsubjectreviews",
          {},
          { headers: { ...as("alice").headers, "impersonate-extra-scopes": "view" } },
        ),
      ];
    },
  },
  {
    id: "whoami",
    title: "who the administrator is",
    run: async (client) => {
      const { status: code, body } = await client.create("/apis/authentication.k8s.io/v1/selfsubjectreviews", {});
      const info = (body as Fields).status.userInfo as { username: string; groups: string[] };
      return { code, name: info.username, groups: info.groups };
    },
  },
  {
    id: "access-reviews",
    title: "self subject access reviews of the administrator and of another",
    run: async (client) => {
      await grant(client, [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }]);
      await settled(client, client.core("configmaps/x"), alice);
      const resource = (more: object): object => ({
        resourceAttributes: { namespace: client.namespace, verb: "get", resource: "configmaps", ...more },
      });
      return [
        await review(client, resource({})),
        (bare(await review(client, resource({}), alice)).body as Fields).status.allowed,
        await review(client, resource({ verb: "delete" }), alice),
        await review(client, { nonResourceAttributes: { path: "/nothing", verb: "get" } }, alice),
        await review(client, {}),
        await review(client, { ...resource({}), nonResourceAttributes: { path: "/x", verb: "get" } }),
        (
          await client.create("/apis/authorization.k8s.io/v1/subjectaccessreviews", {
            spec: { user: "alice", ...resource({}) },
          })
        ).status,
        await client.create(client.group("authorization.k8s.io/v1", "localsubjectaccessreviews"), {
          spec: { user: "alice", resourceAttributes: { namespace: "other", verb: "get", resource: "pods" } },
        }),
      ];
    },
  },
  {
    id: "rules-review",
    title: "what a user may do in a namespace",
    run: async (client) => {
      await grant(client, [{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }]);
      await settled(client, client.core("configmaps/x"), alice);
      const { status: code, body } = await client.create(
        "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
        { spec: { namespace: client.namespace } },
        alice,
      );
      const { resourceRules, nonResourceRules, incomplete } = (body as Fields).status as unknown as {
        resourceRules: object[];
        nonResourceRules: object[];
        incomplete: boolean;
      };
      const sorted = (rules: object[]): string[] => rules.map((rule) => JSON.stringify(rule)).sort();
      return { code, incomplete, resource: sorted(resourceRules), other: sorted(nonResourceRules) };
    },
  },
  {
    id: "escalation",
    title: "nobody grants what they do not have",
    run: async (client) => {
      await grant(client, [
        { apiGroups: [rbac.split("/")[0] ?? ""], resources: ["roles", "rolebindings"], verbs: ["*"] },
        { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] },
      ]);
      await settled(client, client.group(rbac, "roles"), alice);
      const role = (rules: object[]): object => ({ metadata: { name: "more" }, rules });
      return [
        await client.create(
          client.group(rbac, "roles"),
          role([{ apiGroups: [""], resources: ["secrets"], verbs: ["get"] }]),
          alice,
        ),
        status(
          await client.create(
            client.group(rbac, "roles"),
            role([{ apiGroups: [""], resources: ["configmaps"], verbs: ["get"] }]),
            alice,
          ),
        ),
        await client.create(
          client.group(rbac, "rolebindings"),
          {
            metadata: { name: "more" },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
            subjects: [{ kind: "ServiceAccount", name: "x", namespace: client.namespace }],
          },
          alice,
        ),
      ];
    },
  },
  {
    id: "bootstrap-roles",
    title: "the cluster roles that every cluster has",
    run: async (client) => {
      const rules = async (name: string): Promise<unknown> =>
        ((await client.get(`/apis/${rbac}/clusterroles/${name}`)).body as Fields).rules;
      const admin = await client.until(
        `/apis/${rbac}/clusterroles/admin`,
        (body) => body.rules !== null && body.rules !== undefined,
      );
      return [
        await rules("cluster-admin"),
        await rules("view"),
        await rules("edit"),
        (admin as Fields).rules,
        await rules("system:basic-user"),
      ];
    },
  },
  {
    id: "invalid-rbac",
    title: "roles and bindings that cannot be",
    run: async (client) => [
      await client.create(client.group(rbac, "roles"), {
        metadata: { name: "a" },
        rules: [{ apiGroups: [""], resources: ["pods"] }],
      }),
      await client.create(client.group(rbac, "rolebindings"), {
        metadata: { name: "a" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Wish", name: "x" },
      }),
      await client.create(client.group(rbac, "rolebindings"), {
        metadata: { name: "a" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "x" },
        subjects: [{ kind: "User" }],
      }),
    ],
  },
];
