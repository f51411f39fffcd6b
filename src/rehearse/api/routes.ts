/** What a request's method and path ask for. Source: k8s.io/apiserver/pkg/endpoints/request/requestinfo.go. */
export interface Route {
  /** As RBAC names it: `get`, `list`, `watch`, `create` …; the method in lower case where it is no resource. */
  readonly verb: string;
  readonly path: string;
  readonly isResource: boolean;
  readonly group: string;
  readonly version: string;
  readonly namespace: string;
  readonly resource: string;
  readonly subresource: string;
  readonly name: string;
  /** What follows the subresource: the path behind a proxy, without its first slash. */
  readonly rest: string;
}

const verbs: Readonly<Record<string, string>> = {
  POST: "create",
  GET: "get",
  HEAD: "get",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

interface Parts {
  namespace: string;
  rest: string[];
}

function splitNamespace(parts: string[]): Parts {
  const [first, namespace, third] = parts;
  if (first !== "namespaces" || namespace === undefined) return { namespace: "", rest: parts };
  if (parts.length > 2 && third !== "status" && third !== "finalize") return { namespace, rest: parts.slice(2) };
  return { namespace, rest: parts };
}

function isTrue(value: string | null): boolean {
  return value !== null && value !== "0" && value.toLowerCase() !== "false";
}

function resourceVerb(verb: string, name: string, query: URLSearchParams): string {
  if (name !== "") return verb;
  if (verb === "get") return isTrue(query.get("watch")) ? "watch" : "list";
  return verb === "delete" ? "deletecollection" : verb;
}

/** A list that a field selector narrows to one name is authorized as if it had that name. */
function selectedName(verb: string, query: URLSearchParams): string {
  if (verb !== "list" && verb !== "watch" && verb !== "deletecollection") return "";
  const selector = query.get("fieldSelector") ?? "";
  return /(?:^|,)metadata\.name==?([^,!=]+)(?:,|$)/.exec(selector)?.[1] ?? "";
}

function isPathSegment(name: string): boolean {
  return name !== "." && name !== ".." && !/[/%]/.test(name);
}

const nothing = { group: "", version: "", namespace: "", resource: "", subresource: "", name: "", rest: "" };

/** Group and version, where a path goes on behind them. */
function versionPlace(parts: string[]): { group: string; version: string; rest: string[] } | undefined {
  const [root, first = "", second = ""] = parts;
  if (root === "api" && parts.length > 2) return { group: "", version: first, rest: parts.slice(2) };
  if (root === "apis" && parts.length > 3) return { group: first, version: second, rest: parts.slice(3) };
  return undefined;
}

/** Reads method and path. Whether anything is served there is not looked at. */
export function routeOf(method: string, path: string, query: URLSearchParams): Route {
  const parts = path.split("/").filter((part, index) => index > 0 && part !== "");
  const place = versionPlace(parts);
  if (!place) return { ...nothing, verb: method.toLowerCase(), path, isResource: false };
  const { namespace, rest } = splitNamespace(place.rest.map(decoded));
  const [resource = "", name = "", subresource = "", ...behind] = rest;
  const verb = resourceVerb(verbs[method] ?? method.toLowerCase(), name, query);
  const selected = name === "" ? selectedName(verb, query) : "";
  const trailing = behind.length > 0 && path.endsWith("/") ? "/" : "";
  return {
    verb,
    path,
    isResource: true,
    group: place.group,
    version: place.version,
    namespace: resource === "namespaces" && name === "" ? "" : namespace,
    resource,
    subresource,
    name: name === "" && isPathSegment(selected) ? selected : name,
    rest: `${behind.join("/")}${trailing}`,
  };
}
