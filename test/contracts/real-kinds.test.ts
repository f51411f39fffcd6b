import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { apiVersions } from "../../src/facts/api-versions.ts";
import { schemaFiles } from "../../src/facts/schemas/files.gen.ts";
import { loadSchemas } from "../../src/facts/schemas/index.ts";
import { mistakesIn } from "../../src/model/kubernetes/schema.ts";
import { readDocuments } from "../../src/world/repo/yaml.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const real = resolve(root, process.env.SALVOR_REAL ?? "../shared/real");
const there = existsSync(real);
if (!there) console.warn(`SKIPPED: the kinds of real repositories (not in ${real}; say where with SALVOR_REAL)`);

/** Files that are no objects although they look like some. */
const patches = /dev-team-patch\.yaml$/;

interface Declared {
  readonly path: string;
  readonly object: { readonly apiVersion?: string; readonly kind?: string };
}

function everything(): readonly Declared[] {
  const paths = globSync("**/*.{yaml,yml}", { cwd: real }).filter((name) => !patches.test(name));
  return paths.flatMap((path) => documents(path).map((object) => ({ path, object })));
}

function documents(path: string): readonly object[] {
  try {
    const all = readDocuments(path, readFileSync(join(real, path), "utf8"));
    return all.filter((one) => typeof one === "object" && one !== null);
  } catch {
    return [];
  }
}

describe.skipIf(!there)("the kinds of real repositories", async () => {
  const schemas = await loadSchemas(Object.keys(schemaFiles));
  const all = there ? everything() : [];
  const known = all.filter(({ object }) => schemas.schemaOf(object.apiVersion ?? "", object.kind ?? ""));

  it("have schemas that say nothing against objects which run", () => {
    const mistakes = known.flatMap(({ path, object }) => {
      const schema = schemas.schemaOf(object.apiVersion ?? "", object.kind ?? "");
      return schema ? [...mistakesIn(object, schema)].map(({ pointer }) => `${path}: ${pointer}`) : [];
    });
    expect(mistakes).toEqual([]);
    expect(known.length).toBeGreaterThan(600);
  });

  it("are known, but for those whose definitions nobody publishes where they can be read", () => {
    const strangers = all.flatMap(({ object: { apiVersion = "", kind = "" } }) => {
      const known = schemas.schemaOf(apiVersion, kind) ?? apiVersions[apiVersion]?.[kind];
      const isObject =
        apiVersion !== "" && kind !== "" && !/^(?:kustomize\.config\.k8s\.io|skaffold)\//.test(apiVersion);
      return known || !isObject ? [] : [`${apiVersion} ${kind}`];
    });
    expect([...new Set(strangers)].sort()).toEqual([
      "certmanager.k8s.io/v1alpha1 Certificate",
      "certmanager.k8s.io/v1alpha1 ClusterIssuer",
      "monitoring.googleapis.com/v1 PodMonitoring",
      "monitoring.googleapis.com/v1 Rules",
      "networking.gke.io/v1 MultiClusterIngress",
      "networking.gke.io/v1 MultiClusterService",
      "observability.giantswarm.io/v1alpha2 Silence",
      "volsync.backube/v1alpha1 KopiaMaintenance",
      "volsync.backube/v1alpha1 ReplicationDestination",
      "volsync.backube/v1alpha1 ReplicationSource",
    ]);
  });
});
