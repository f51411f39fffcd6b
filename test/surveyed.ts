import { expect } from "vitest";
import type { Fact, Vertex } from "../src/model/graph.ts";
import type { KubeObject } from "../src/model/kubernetes/object.ts";
import type { Root } from "../src/model/repository.ts";
import { createMasker } from "../src/world/mask/create-masker.ts";
import type { Tool } from "../src/world/repo/survey/tool.ts";
import { survey } from "../src/world/repo/survey.ts";
import { memoryTree } from "../src/world/repo/tree.ts";

const clock = { now: () => "2026-01-01T00:00:00.000Z", sleep: async () => {} };

/** What a survey of some files finds. */
export async function vertices(files: Readonly<Record<string, string>>, tool?: Tool): Promise<readonly Vertex[]> {
  const masker = createMasker(Buffer.alloc(32, 1));
  const facts: Fact[] = [];
  for await (const fact of survey({ tree: memoryTree(files), masker, clock, tool })) facts.push(fact);
  return facts.flatMap((fact) => ("vertex" in fact ? fact.vertex : []));
}

/** The values of all vertices of a kind that is none of objects. */
export function values<T>(all: readonly Vertex[], kind: string): readonly T[] {
  return all.filter(({ id }) => id.startsWith(`${kind}:`)).map(({ value }) => value as T);
}

/** The objects of each root: `{ "clusters/a": ["ConfigMap/shop/a"] }`. */
export function roots(all: readonly Vertex[]): Readonly<Record<string, readonly string[]>> {
  const found = new Map(values<Root>(all, "root").map(({ name }) => [name, [] as string[]]));
  for (const { subject } of all) {
    if (subject.kind !== "object") continue;
    const { in: root = "", kind, namespace = "", name } = subject.ref;
    found.get(root)?.push(`${kind}/${namespace}/${name}`);
  }
  return Object.fromEntries(found);
}

/** Which roots each root sees. */
export function sees(all: readonly Vertex[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(values<Root>(all, "root").map(({ name, sees: others }) => [name, others]));
}

/** A vertex by its id. */
export function one(all: readonly Vertex[], id: string): Vertex<KubeObject> {
  return (all.find((vertex) => vertex.id === id) as Vertex<KubeObject>) ?? expect.fail(all.map((v) => v.id).join("\n"));
}

/** A ConfigMap. */
export const config = (name: string, more = ""): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${more} }\ndata: { a: "1" }\n`;
/** A kustomization that lists files. */
export const list = (...resources: readonly string[]): string => `resources: [${resources.join(", ")}]\n`;
/** A Kustomization of Flux that reads this repository. */
export const flux = (name: string, path: string, more = ""): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  path: ${path}
  sourceRef: { kind: GitRepository, name: flux-system }
${more}`;
