import { describe, expect, test } from "vitest";
import { kinds } from "./kinds.ts";
import { openApiDocument, openApiIndex } from "./openapi.ts";

interface Document {
  paths: Record<string, Record<string, { parameters: { name: string }[]; "x-kubernetes-group-version-kind": object }>>;
  components: { schemas: Record<string, { properties?: Record<string, object> }> };
}

const roots = Object.keys(openApiIndex().paths as object);
const documents = new Map(roots.map((root) => [root, openApiDocument(root) as unknown as Document]));

describe("the documents that kubectl asks for", () => {
  test("every kind that can be patched says so, with its kind and fieldValidation", () => {
    const operations = [...documents.values()].flatMap(({ paths }) => Object.values(paths));
    for (const { group, version, kind, verbs } of kinds) {
      if (!verbs.includes("patch")) continue;
      const patches = operations.flatMap(({ patch }) => (patch ? [patch] : []));
      const own = patches.find((patch) => {
        const gvk = patch["x-kubernetes-group-version-kind"];
        return JSON.stringify(gvk) === JSON.stringify({ group, version, kind });
      });
      expect(
        own?.parameters.map(({ name }) => name),
        kind,
      ).toContain("fieldValidation");
    }
  });

  test("every reference leads somewhere", () => {
    for (const [root, document] of documents) {
      const text = JSON.stringify(document);
      const names = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map((match) => match[1] ?? "");
      expect(
        names.filter((name) => !(name in document.components.schemas)),
        root,
      ).toEqual([]);
    }
  });

  test("merge keys, list types and defaults are told as a real server tells them", () => {
    const schemas = documents.get("apis/apps/v1")?.components.schemas ?? {};
    expect(schemas["io.k8s.api.core.v1.PodSpec"]?.properties?.containers).toEqual({
      type: "array",
      items: { allOf: [{ $ref: "#/components/schemas/io.k8s.api.core.v1.Container" }], default: {} },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["name"],
      "x-kubernetes-patch-merge-key": "name",
      "x-kubernetes-patch-strategy": "merge",
    });
    expect(schemas["io.k8s.api.core.v1.ContainerPort"]?.properties?.protocol).toEqual({
      type: "string",
      default: "TCP",
      enum: ["SCTP", "TCP", "UDP"],
    });
  });

  test("the rehearsal group is there, another is not", () => {
    const schemas = documents.get("apis/rehearse.salvor.dev/v1")?.components.schemas ?? {};
    expect(schemas["dev.salvor.rehearse.v1.Behaviour"]).toMatchObject({
      "x-kubernetes-group-version-kind": [{ group: "rehearse.salvor.dev", version: "v1", kind: "Behaviour" }],
    });
    expect(openApiDocument("apis/apps/v9")).toBeUndefined();
  });
});
