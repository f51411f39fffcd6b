import type { Look } from "../../model/evidence.ts";
import type { ResourceKind } from "../../model/world.ts";
import type { Api, ApiFailure } from "./api.ts";
import type { Server } from "./server.ts";

/** Which kinds a server serves, under which names. Asked once per process; asked again for a kind that is not there. */
export interface Discovery {
  resource(apiVersion: string, kind: string): Promise<Look<ResourceKind | null>>;
}

const aggregated =
  "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/** A list that is older than this is read again before a kind is called unknown: a CRD may have come since. */
const freshSeconds = 2;

type Kinds = ReadonlyMap<string, ResourceKind>;

/** Makes the discovery of one server. */
export function createDiscovery(server: Server): Discovery {
  let held: { kinds: Kinds; at: number } | undefined;
  const known = async (fresh: boolean): Promise<Kinds | ApiFailure> => {
    if (held && !fresh) return held.kinds;
    const kinds = await discover(server.api);
    if (kinds instanceof Map) held = { kinds, at: Date.now() };
    return kinds;
  };
  return {
    async resource(apiVersion, kind) {
      const query = `${server.access.kubectl} api-resources`;
      let kinds = await known(false);
      const stale = held !== undefined && Date.now() - held.at > freshSeconds * 1000;
      if (isKinds(kinds) && !kinds.has(keyOf(apiVersion, kind)) && stale) kinds = await known(true);
      if (!isKinds(kinds)) return server.unseen(query, kinds);
      const value = kinds.get(keyOf(apiVersion, kind)) ?? null;
      const excerpt = value
        ? `${apiVersion} ${kind}: ${value.resource}`
        : `no matches for kind "${kind}" in version "${apiVersion}"`;
      return { seen: true, value, evidence: await server.evidence(query, { content: value, excerpt }) };
    },
  };
}

function isKinds(found: Kinds | ApiFailure): found is Kinds {
  return found instanceof Map;
}

function keyOf(apiVersion: string, kind: string): string {
  return `${apiVersion} ${kind}`;
}

interface GroupDiscovery {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly scope: string;
      readonly responseKind?: { readonly kind?: string };
      readonly verbs?: readonly string[];
    }[];
  }[];
}

async function discover(api: Api): Promise<Kinds | ApiFailure> {
  const kinds = new Map<string, ResourceKind>();
  for (const path of ["/api", "/apis"]) {
    const got = await api.json({ method: "GET", path, accept: aggregated });
    if (!got.ok) return got;
    const body = got.body as { kind?: string; items?: readonly GroupDiscovery[] };
    if (body.kind === "APIGroupDiscoveryList") for (const group of body.items ?? []) addGroup(kinds, group);
    else {
      const failure = await discoverSingly(api, path, { body: got.body, kinds });
      if (failure) return failure;
    }
  }
  return kinds;
}

function addGroup(kinds: Map<string, ResourceKind>, group: GroupDiscovery): void {
  const name = group.metadata?.name;
  for (const { version, resources } of group.versions ?? []) {
    const apiVersion = name ? `${name}/${version}` : version;
    for (const { resource, scope, responseKind, verbs = [] } of resources ?? []) {
      const kind = responseKind?.kind;
      if (kind)
        kinds.set(keyOf(apiVersion, kind), { apiVersion, kind, resource, namespaced: scope === "Namespaced", verbs });
    }
  }
}

interface ResourceList {
  readonly resources?: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs?: readonly string[];
  }[];
}

/** Servers before 1.27: one document for each group and version. One that does not answer is left out, as kubectl does. */
async function discoverSingly(
  api: Api,
  path: string,
  into: { body: unknown; kinds: Map<string, ResourceKind> },
): Promise<ApiFailure | undefined> {
  const body = into.body as {
    versions?: readonly string[];
    groups?: readonly { versions?: readonly { groupVersion: string }[] }[];
  };
  const versions = path === "/api" ? (body.versions ?? []) : versionsOf(body.groups ?? []);
  for (const apiVersion of versions) {
    const got = await api.json({ method: "GET", path: `${path}/${apiVersion}` });
    if (got.ok) addResources(into.kinds, apiVersion, got.body as ResourceList);
    else if (got.status === 0) return got;
  }
  return undefined;
}

function addResources(kinds: Map<string, ResourceKind>, apiVersion: string, list: ResourceList): void {
  for (const { name, kind, namespaced, verbs = [] } of list.resources ?? []) {
    if (!name.includes("/"))
      kinds.set(keyOf(apiVersion, kind), { apiVersion, kind, resource: name, namespaced, verbs });
  }
}

function versionsOf(groups: readonly { versions?: readonly { groupVersion: string }[] }[]): readonly string[] {
  return groups.flatMap((group) => (group.versions ?? []).map((one) => one.groupVersion));
}
