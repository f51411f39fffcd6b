import { expect, test } from "vitest";
import { withPaths } from "./moved.ts";

test("every path of a kustomization leads back, and nothing else changes", () => {
  const moved = withPaths(
    {
      namespace: "shop",
      resources: ["a.yaml", "../base", "https://example.com/a.yaml", "github.com/org/repo/base?ref=v1"],
      components: ["../part"],
      patches: [{ path: "patch.yaml" }, { patch: "- op: remove\n  path: /a" }],
      patchesStrategicMerge: ["old.yaml", "kind: ConfigMap\nmetadata: { name: a }\n"],
      configMapGenerator: [
        { name: "c", files: ["app/settings.conf", "key=b.txt"], envs: ["c.env"], literals: ["a=b"] },
      ],
      openapi: { path: "schema.json" },
    },
    (path) => `/home/${path}`,
  );
  expect(moved).toEqual({
    namespace: "shop",
    resources: ["/home/a.yaml", "/home/../base", "https://example.com/a.yaml", "github.com/org/repo/base?ref=v1"],
    components: ["/home/../part"],
    patches: [{ path: "/home/patch.yaml" }, { patch: "- op: remove\n  path: /a" }],
    patchesStrategicMerge: ["/home/old.yaml", "kind: ConfigMap\nmetadata: { name: a }\n"],
    configMapGenerator: [
      {
        name: "c",
        files: ["settings.conf=/home/app/settings.conf", "key=/home/b.txt"],
        envs: ["/home/c.env"],
        literals: ["a=b"],
      },
    ],
    openapi: { path: "/home/schema.json" },
  });
});
