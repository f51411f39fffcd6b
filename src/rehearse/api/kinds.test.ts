import { describe, expect, test } from "vitest";
import { bootstrapRbac } from "../../facts/bootstrap-rbac.ts";
import { rehearseCrds } from "./crds.ts";
import { apiVersionOf, kindByKind, kindByResource, kinds } from "./kinds.ts";
import { schemaOf } from "./schema.ts";

describe("the served kinds", () => {
  test("each has a schema and is found by its names", () => {
    for (const row of kinds) {
      expect(schemaOf(apiVersionOf(row), row.kind)?.fields.has("metadata"), row.kind).toBe(true);
      expect(kindByKind(apiVersionOf(row), row.kind)).toBe(row);
      expect(kindByResource(apiVersionOf(row), row.resource)).toBe(row);
    }
  });

  test("subresources of another group say so", () => {
    const pods = kindByResource("v1", "pods");
    expect(pods?.subresources.find(({ name }) => name === "eviction")).toEqual({
      name: "eviction",
      group: "policy",
      version: "v1",
      kind: "Eviction",
      verbs: ["create"],
    });
    const scale = kindByKind("apps/v1", "Deployment")?.subresources.find(({ name }) => name === "scale");
    expect(scale).toMatchObject({ group: "autoscaling", version: "v1", kind: "Scale" });
  });

  test("the rehearsal group is two custom resources with a status", () => {
    const crds = rehearseCrds();
    expect(crds.map(({ metadata }) => metadata.name)).toEqual([
      "behaviours.rehearse.salvor.dev",
      "faults.rehearse.salvor.dev",
    ]);
    for (const { spec } of crds)
      expect(spec).toMatchObject({ scope: "Cluster", versions: [{ subresources: { status: {} } }] });
  });

  test("aggregated bootstrap roles hold the rules of their parts", () => {
    const roles = bootstrapRbac as {
      metadata: { name: string };
      rules?: { verbs: string[]; resources?: string[] }[];
    }[];
    const view = roles.find(({ metadata }) => metadata.name === "view");
    const admin = roles.find(({ metadata }) => metadata.name === "admin");
    expect(view?.rules?.some(({ resources }) => resources?.includes("pods"))).toBe(true);
    expect(admin?.rules?.length).toBeGreaterThan(view?.rules?.length ?? 0);
  });
});
