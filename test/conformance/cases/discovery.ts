import { kindFacts } from "../../../src/facts/kinds.ts";
import type { Case, Fields } from "./case.ts";

const groups = [
  "v1",
  "apps/v1",
  "batch/v1",
  "networking.k8s.io/v1",
  "rbac.authorization.k8s.io/v1",
  "coordination.k8s.io/v1",
  "discovery.k8s.io/v1",
  "events.k8s.io/v1",
  "authorization.k8s.io/v1",
  "authentication.k8s.io/v1",
  "policy/v1",
  "storage.k8s.io/v1",
];

const aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

const rootOf = (groupVersion: string): string => (groupVersion === "v1" ? "/api/v1" : `/apis/${groupVersion}`);

/** A resource in a discovery document of the plain and of the aggregated form. */
interface Listed {
  readonly name: string;
  readonly storageVersionHash?: string;
}
interface Aggregated {
  readonly resource: string;
  readonly subresources?: readonly { readonly subresource: string }[];
}

/** The kinds that are promised: what else a real server has is not asked for. */
const served = new Set(kindFacts.map(({ resource }) => resource));

/** One resource list, as a map by name; storage version hashes are etcd's business. */
function byName(list: Fields): Record<string, unknown> {
  const resources = (list.resources ?? []) as readonly Listed[];
  return Object.fromEntries(
    resources
      .filter(({ name }) => served.has(name.split("/")[0] ?? ""))
      .map(({ name, storageVersionHash: _, ...rest }) => [name, rest]),
  );
}

function aggregatedByName(list: Fields): Record<string, unknown> {
  const [version] = (list.items[0]?.versions ?? []) as readonly { resources: readonly Aggregated[] }[];
  return Object.fromEntries(
    (version?.resources ?? [])
      .filter(({ resource }) => served.has(resource))
      .map((one) => [one.resource, { ...one, subresources: one.subresources?.map((sub) => sub.subresource) }]),
  );
}

/** What is served, and in what words it is refused where it is not. */
export const cases: readonly Case[] = [
  ...groups.map((groupVersion) => ({
    id: `discovery-${groupVersion.replace(/[^a-z0-9]+/g, "-")}`,
    title: `the resources of ${groupVersion}, as /api and /apis list them`,
    run: async (client: Parameters<Case["run"]>[0]) => {
      const { status, body } = await client.get(rootOf(groupVersion));
      const { resources: _, ...rest } = body as Fields;
      return { status, rest, resources: byName(body as Fields) };
    },
  })),
  {
    id: "discovery-aggregated",
    title: "aggregated discovery of the core group, and its content type",
    run: async (client) => {
      const headers = { accept: aggregated };
      const { status, body } = await client.get("/api", { headers });
      const type = await client.header("/api", "content-type", { headers });
      return { status, kind: (body as Fields).kind, type, resources: aggregatedByName(body as Fields) };
    },
  },
  {
    id: "version",
    title: "the version",
    run: async (client) => {
      const { major, minor, gitVersion } = (await client.get("/version")).body as Fields;
      return { major, minor, gitVersion };
    },
  },
  {
    id: "health",
    title: "readyz, livez and healthz answer ok",
    run: async (client) => Promise.all(["/readyz", "/livez", "/healthz"].map((path) => client.get(path))),
  },
  {
    id: "no-such-path",
    title: "a path, a group, a resource and a subresource that are not served",
    run: async (client) =>
      Promise.all(
        [
          "/nothing",
          "/apis/nothing.example",
          "/apis/nothing.example/v1",
          "/api/v1/nothings",
          client.core("nothings/x"),
          client.core("configmaps/x/status"),
        ].map((path) => client.get(path)),
      ),
  },
  {
    id: "not-acceptable",
    title: "an answer in a form that is not served",
    run: async (client) => client.get(client.core("configmaps"), { headers: { accept: "text/html" } }),
  },
  {
    id: "unsupported-media-type",
    title: "a body in a form that is not read",
    run: async (client) => [
      await client.create(client.core("configmaps"), "x", { headers: { "content-type": "text/plain" } }),
      await client.ask("PATCH", client.core("configmaps/x"), "{}", { headers: { "content-type": "application/json" } }),
    ],
  },
  {
    id: "method-not-allowed",
    title: "a verb that a resource does not have",
    run: async (client) => [
      await client.ask("PUT", client.core("configmaps"), {}),
      await client.ask("POST", client.core("configmaps/x"), {}),
      await client.ask("DELETE", "/api/v1/namespaces"),
    ],
  },
  {
    id: "unauthorized",
    title: "a token that nobody has",
    run: async (client) => client.get("/api/v1/pods", { headers: { authorization: "Bearer nobody" } }),
  },
];
