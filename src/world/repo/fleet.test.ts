import { expect, test } from "vitest";
import type { SalvorProblem } from "../../model/problem.ts";
import type { FileSource } from "./files.ts";
import { findFleet } from "./find-fleet.ts";
import { readFleet } from "./fleet.ts";

const files = (text: string): FileSource => ({
  walk: async (path) => (path === "/a/salvor.yaml" ? { kind: "file", files: [path] } : { kind: "absent", files: [] }),
  read: async () => text,
});

const head = "apiVersion: salvor.dev/v1\nkind: Fleet\nmetadata: { name: shop }\n";

async function problem(text: string): Promise<SalvorProblem> {
  return readFleet("/a/salvor.yaml", files(text)).then(
    () => expect.fail("it was read"),
    (error: unknown) => error as SalvorProblem,
  );
}

test("a fleet file is read into seconds, references and defaults", async () => {
  const fleet = await readFleet(
    "/a/salvor.yaml",
    files(`${head}sources: [{ path: deploy }]
layers: [data, web]
services:
  store: { layer: data, stableFor: 1m30s }
  page:
    layer: web
    objects: [Deployment/shop/page, Namespace/shop]
    dependsOn: [store]
    checks: [{ http: { service: page, port: http, path: /healthz } }]
ignore: [{ check: image-*, object: "Deployment/dev/*", reason: dev follows main, until: 2027-01-31 }]
lock: { namespace: shop }
`),
  );
  expect(fleet).toEqual({
    name: "shop",
    path: "/a/salvor.yaml",
    folder: "/a",
    cluster: {},
    registries: {},
    sources: [{ path: "deploy" }],
    layers: ["data", "web"],
    services: [
      { name: "store", layer: "data", dependsOn: [], stableForSeconds: 90, checks: [] },
      {
        name: "page",
        layer: "web",
        objects: [
          { kind: "Deployment", namespace: "shop", name: "page" },
          { kind: "Namespace", name: "shop" },
        ],
        dependsOn: ["store"],
        checks: [{ http: { service: "page", port: "http", path: "/healthz", expect: 200 } }],
      },
    ],
    ignore: [{ check: "image-*", object: "Deployment/dev/*", reason: "dev follows main", until: "2027-01-31" }],
    lock: { namespace: "shop" },
  });
});

test("every key that nothing acts on is refused by name, with its line and the nearest known key", async () => {
  const { exit, message } = await problem(`${head}policies: {}
services:
  page:
    dependOn: [x]
    onFailure: rollback
sources:
  - kustomize: overlays/prod
`);
  expect(exit).toBe(2);
  expect(message).toContain("/a/salvor.yaml:4: policies is a key that this version does not act on");
  expect(message).toMatch(/:7: services\.page\.dependOn .*did you mean "dependsOn"\?/);
  expect(message).toMatch(/:8: services\.page\.onFailure .*layer, objects, dependsOn, stableFor, checks/);
  expect(message).toMatch(/:10: sources\[0\]\.kustomize /);
});

test("wrong values are told with their line and what was expected", async () => {
  const { message } = await problem(`${head}layers: [a]
services:
  page: { layer: b, dependsOn: [nobody] }
`);
  expect(message).toContain('/a/salvor.yaml:6: services.page.layer names the layer "b"; layers has a');
  expect(message).toContain(':6: services.page.dependsOn names the service "nobody"');
  const types = await problem(
    `${head}services:\n  page:\n    stableFor: 15\n    checks:\n      - http: { service: x, port: 99999 }\n`,
  );
  expect(types.message).toContain(":6: services.page.stableFor must be a duration such as 15s");
  expect(types.message).toContain(":8: services.page.checks[0].http.port must be a port number");
});

test("a manifest given as the fleet file is told from one", async () => {
  const { exit, message } = await problem("apiVersion: apps/v1\nkind: Deployment\n");
  expect(exit).toBe(2);
  expect(message).toContain("this is a manifest, use `salvor deploy /a/salvor.yaml`");
});

test("the fleet file is found upwards", async () => {
  expect(await findFleet("/a/b/c", files(head))).toBe("/a/salvor.yaml");
  expect(await findFleet("/b", files(head))).toBeUndefined();
});
