import { expect, test } from "vitest";
import { routeOf } from "./routes.ts";

function route(method: string, url: string): Record<string, unknown> {
  const [path = "", search = ""] = url.split("?");
  const { isResource: _, path: __, ...rest } = routeOf(method, path, new URLSearchParams(search));
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ""));
}

test("a path names verb, kind, place and part as RBAC sees them", () => {
  expect(route("GET", "/api/v1/namespaces/shop/pods/api-0/log")).toEqual({
    verb: "get",
    version: "v1",
    namespace: "shop",
    resource: "pods",
    name: "api-0",
    subresource: "log",
  });
  expect(route("DELETE", "/apis/apps/v1/namespaces/shop/deployments")).toMatchObject({ verb: "deletecollection" });
  expect(route("GET", "/api/v1/pods?watch=1")).toMatchObject({ verb: "watch" });
  expect(route("GET", "/api/v1/pods?watch=false")).toMatchObject({ verb: "list" });
});

test("a namespace is a resource of its own, and so are its status and finalizers", () => {
  expect(route("GET", "/api/v1/namespaces/shop")).toMatchObject({
    resource: "namespaces",
    name: "shop",
    namespace: "shop",
  });
  expect(route("PUT", "/api/v1/namespaces/shop/finalize")).toMatchObject({
    resource: "namespaces",
    subresource: "finalize",
  });
});

test("a list that is narrowed to one name is asked for under that name", () => {
  expect(route("GET", "/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dx")).toMatchObject({
    verb: "list",
    name: "x",
  });
});

test("what lies above a version is no resource", () => {
  expect(routeOf("GET", "/apis/apps/v1", new URLSearchParams()).isResource).toBe(false);
  expect(routeOf("GET", "/healthz", new URLSearchParams())).toMatchObject({ verb: "get", isResource: false });
});
