import { createHash } from "node:crypto";
import type { Call, Reply } from "./call.ts";
import { acceptClauses, plainForm, replyOf } from "./forms.ts";
import { apiVersionOf, type KindRow, kinds } from "./kinds.ts";

/** What is served, in the three ways in which clients ask: aggregated v2 and v2beta1, and one document for each version. */

type Json = Record<string, unknown>;

const groups = [...new Set(kinds.map((row) => row.group))];

function rowsOf(group: string): KindRow[] {
  return kinds.filter((row) => row.group === group);
}

function versionsOf(group: string): string[] {
  return [...new Set(rowsOf(group).map((row) => row.version))];
}

const some = <T>(name: string, list: readonly T[]): Json => (list.length > 0 ? { [name]: list } : {});

function aggregatedResource(row: KindRow): Json {
  // As upstream: a kind of the same group and version is told without them.
  const responseKind = { group: "", version: "", kind: row.kind };
  return {
    resource: row.resource,
    responseKind,
    scope: row.namespaced ? "Namespaced" : "Cluster",
    singularResource: row.singular,
    verbs: row.verbs,
    ...some("shortNames", row.shortNames),
    ...some("categories", row.categories),
    ...some(
      "subresources",
      row.subresources.map((part) => ({
        subresource: part.name,
        responseKind: { group: part.group ?? "", version: part.version ?? "", kind: part.kind },
        verbs: part.verbs,
      })),
    ),
  };
}

function aggregated(version: "v2" | "v2beta1", served: readonly string[]): Json {
  const items = served.map((group) => ({
    metadata: group === "" ? {} : { name: group },
    versions: versionsOf(group).map((name) => ({
      version: name,
      resources: rowsOf(group)
        .filter((row) => row.version === name)
        .map(aggregatedResource),
      freshness: "Current",
    })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
}

function aggregatedVersion(call: Call): "v2" | "v2beta1" | undefined {
  for (const { parameters, type } of acceptClauses(call.incoming.headers.accept ?? "")) {
    if (parameters.get("as") === "APIGroupDiscoveryList" && parameters.get("g") === "apidiscovery.k8s.io") {
      const version = parameters.get("v");
      if (version === "v2" || version === "v2beta1") return version;
    } else if (type === "application/json" || type === "*/*" || type === "application/*") return undefined;
  }
  return undefined;
}

async function aggregatedReply(call: Call, version: "v2" | "v2beta1", served: readonly string[]): Promise<Reply> {
  const form = plainForm(call.incoming, call.query);
  const reply = await replyOf(200, JSON.stringify(aggregated(version, served)), form);
  const etag = createHash("sha512").update(reply.body).digest("hex").toUpperCase();
  call.outgoing.setHeader("etag", `"${etag}"`);
  call.outgoing.setHeader("vary", "Accept");
  const contentType = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  if (call.incoming.headers["if-none-match"] === `"${etag}"`) return { code: 304, body: "", contentType };
  return { ...reply, contentType };
}

/** What clients compare to see that objects are stored in another version. */
function storageHash(row: KindRow): string {
  return createHash("sha256")
    .update(`${apiVersionOf(row)}/${row.kind}`)
    .digest()
    .subarray(0, 8)
    .toString("base64");
}

function resourceList(group: string, version: string): Json {
  const rows = rowsOf(group).filter((row) => row.version === version);
  const resources = rows.flatMap((row) => [
    {
      name: row.resource,
      singularName: row.singular,
      namespaced: row.namespaced,
      kind: row.kind,
      verbs: row.verbs,
      ...some("shortNames", row.shortNames),
      ...some("categories", row.categories),
      ...(row.verbs.length === 1 ? {} : { storageVersionHash: storageHash(row) }),
    },
    ...row.subresources.map((part) => ({
      name: `${row.resource}/${part.name}`,
      singularName: "",
      namespaced: row.namespaced,
      ...(part.group === undefined ? {} : { group: part.group, version: part.version }),
      kind: part.kind,
      verbs: part.verbs,
    })),
  ]);
  const groupVersion = group === "" ? version : `${group}/${version}`;
  return { kind: "APIResourceList", ...(group === "" ? {} : { apiVersion: "v1" }), groupVersion, resources };
}

function groupEntry(group: string): Json {
  const versions = versionsOf(group).map((version) => ({ groupVersion: `${group}/${version}`, version }));
  return { name: group, versions, preferredVersion: versions[0] };
}

function allPaths(): string[] {
  const named = groups.filter((group) => group !== "").sort();
  const served = named.flatMap((group) => [
    `/apis/${group}`,
    ...versionsOf(group).map((version) => `/apis/${group}/${version}`),
  ]);
  const others = ["/healthz", "/livez", "/openapi/v3", "/openapi/v3/", "/readyz", "/version"];
  return ["/api", "/api/v1", "/apis", "/apis/", ...served, ...others];
}

/** Answers `/`, `/api`, `/apis` and the documents below them; undefined for a path that is none of them. */
export async function handleDiscovery(call: Call): Promise<Reply | undefined> {
  const parts = call.route.path.split("/").filter((part) => part !== "");
  if (parts.length === 0)
    return replyOf(200, JSON.stringify({ paths: allPaths() }), plainForm(call.incoming, call.query));
  if (parts[0] === "api") return coreDiscovery(call, parts);
  return parts[0] === "apis" ? groupDiscovery(call, parts) : undefined;
}

async function coreDiscovery(call: Call, parts: readonly string[]): Promise<Reply | undefined> {
  const form = plainForm(call.incoming, call.query);
  if (parts.length > 1) {
    const served = parts.length === 2 && parts[1] === "v1";
    return served ? replyOf(200, JSON.stringify(resourceList("", "v1")), form) : undefined;
  }
  const asked = aggregatedVersion(call);
  if (asked) return aggregatedReply(call, asked, [""]);
  const addresses = [{ clientCIDR: "0.0.0.0/0", serverAddress: call.incoming.headers.host ?? "" }];
  const document = { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: addresses };
  return replyOf(200, JSON.stringify(document), form);
}

async function groupDiscovery(call: Call, parts: readonly string[]): Promise<Reply | undefined> {
  const [, group = "", version] = parts;
  const form = plainForm(call.incoming, call.query);
  const json = (value: Json): Promise<Reply> => replyOf(200, JSON.stringify(value), form);
  const asked = aggregatedVersion(call);
  if (parts.length > 3) return undefined;
  const named = groups.filter((name) => name !== "");
  if (parts.length === 1) {
    if (asked) return aggregatedReply(call, asked, named);
    return json({ kind: "APIGroupList", apiVersion: "v1", groups: named.map(groupEntry) });
  }
  if (!named.includes(group)) return undefined;
  if (version === undefined) return json({ kind: "APIGroup", apiVersion: "v1", ...groupEntry(group) });
  return versionsOf(group).includes(version) ? json(resourceList(group, version)) : undefined;
}
