import type { Catalog, CauseRule, Check, Example, ReadinessRule, Relation, Rule } from "../model/catalog.ts";
import type { Evidence } from "../model/evidence.ts";
import { type Fleet, noFleet } from "../model/fleet.ts";
import type { Graph, Vertex } from "../model/graph.ts";
import { apiVersionOf } from "../model/kubernetes/kinds.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import type { Past } from "../model/readiness.ts";
import { groupKind, objectId } from "../model/subject.ts";
import type { Clock, ListScope, World } from "../model/world.ts";
import { checkGraph } from "./check.ts";
import { addDeclared } from "./declared.ts";
import type { FactGraph } from "./graph.ts";
import { observe } from "./observe.ts";
import { createMemory } from "./past.ts";
import { judge } from "./readiness.ts";

/** What trying an example came to: `wrong` is empty when it is as the example says. */
export interface Tried {
  readonly wrong: readonly string[];
  readonly got: readonly unknown[];
}

/** Makes the world of an example: `memoryWorld`. */
export type OpenExample = (example: Example, clock: Clock) => World;

/** A rule of the catalogue that can be tried by itself, with its sort. */
export type Tryable =
  | { readonly sort: "relations"; readonly rule: Relation }
  | { readonly sort: "checks"; readonly rule: Check }
  | { readonly sort: "causes"; readonly rule: CauseRule }
  | { readonly sort: "readiness"; readonly rule: ReadinessRule };

const defaultInstant = "2026-01-01T00:00:00.000Z";

/** Tries one example of a rule in a world of its own, with the looks and relations of the catalogue. */
export async function runExample(
  item: Tryable,
  example: Example,
  { catalog, open }: { readonly catalog: Pick<Catalog, "looks" | "relations">; readonly open: OpenExample },
): Promise<Tried> {
  const now = example.at ?? defaultInstant;
  const world = open(example, { now: () => now, sleep: () => Promise.resolve() });
  const lists = scopesOf(item.rule, catalog, example);
  const { signal } = new AbortController();
  const files = example.files ? { repository: "." } : {};
  const { graph } = await observe({ world, catalog, lists, live: false, signal, ...files });
  await addPlan(graph, example, open);
  const start = new Map((await read(example.atStart ?? [], example, open)).map((vertex) => [vertex.id, vertex]));
  const got = results(item, graph, example, { now, atStart: (id) => start.get(id) });
  return { got, wrong: [...missing(example.expect, got), ...forbidden(example.not, got)] };
}

/** Every kind that the rule, the relations or the example itself speaks of. */
function scopesOf(rule: Rule, catalog: Pick<Catalog, "relations">, example: Example): readonly ListScope[] {
  const kinds = new Set([...rule.needs, ...catalog.relations.flatMap((relation) => [...relation.needs])]);
  for (const object of [...(example.objects ?? []), ...(example.plan ?? [])])
    kinds.add(groupKind(object as KubeObject));
  return [...kinds].sort().flatMap((kind) => {
    const apiVersion = apiVersionOf(kind);
    return apiVersion === undefined ? [] : { apiVersion, kind: kind.slice(kind.indexOf("/") + 1) };
  });
}

async function addPlan(graph: FactGraph, example: Example, open: OpenExample): Promise<void> {
  for (const { value, evidence } of await read(example.plan ?? [], example, open)) {
    addDeclared(graph, [{ object: value as KubeObject, evidence }]);
  }
}

/** Objects as they are read in a world of their own. */
async function read(objects: readonly object[], example: Example, open: OpenExample): Promise<readonly Vertex[]> {
  const world = open({ ...example, objects }, { now: () => defaultInstant, sleep: async () => {} });
  const vertices: Vertex[] = [];
  for (const { apiVersion, kind, metadata } of objects as readonly KubeObject[]) {
    const { name, namespace } = metadata;
    const ref = { apiVersion, kind, name, ...(namespace === undefined ? {} : { namespace }) };
    const look = await world.kube.get(ref);
    if (!look.seen || !look.value) continue;
    vertices.push({ id: objectId(ref), subject: { kind: "object", ref }, value: look.value, evidence: look.evidence });
  }
  return vertices;
}

function results(
  item: Tryable,
  graph: Graph,
  example: Example,
  { now, atStart }: Pick<Past, "now" | "atStart">,
): readonly unknown[] {
  if (item.sort === "checks") return checkGraph({ graph, fleet: fleetOf(example), checks: [item.rule] });
  const vertices = verticesOf(graph, example);
  if (item.sort === "relations") return vertices.flatMap((vertex) => [...graph.out(vertex.id, item.rule.id)]);
  if (item.sort === "causes") return vertices.flatMap((vertex) => [...item.rule.explain(vertex, graph)]);
  return vertices.filter((vertex) => kindOf(vertex) === item.rule.groupKind).map((vertex) => verdict(vertex));

  function verdict(vertex: Vertex): unknown {
    if (vertex.subject.kind !== "object") return undefined;
    const memory = createMemory(atStart);
    const before = new Date(Date.parse(now) - (example.heldSeconds ?? 0) * 1000).toISOString();
    const at = { graph, rules: item.sort === "readiness" ? [item.rule] : [] };
    if (example.heldSeconds !== undefined) judge(vertex.subject.ref, at, memory.judgement(before));
    return judge(vertex.subject.ref, at, memory.judgement(now));
  }
}

function verticesOf(graph: Graph, example: Example): readonly Vertex[] {
  return ((example.objects ?? []) as readonly KubeObject[]).flatMap((object) => {
    const { namespace, name } = object.metadata;
    const look = graph.sight(objectId({ ...object, name, ...(namespace === undefined ? {} : { namespace }) }));
    return look.seen ? (look.value ?? []) : [];
  });
}

function kindOf({ subject }: Vertex): string {
  return subject.kind === "object" ? groupKind(subject.ref) : "";
}

/** `expect` is one result or a list of them: all must be there, and as many as there are. */
function missing(expect: unknown, got: readonly unknown[]): readonly string[] {
  const wanted = Array.isArray(expect) ? expect : [expect];
  const wrong = wanted.filter((one) => !got.some((result) => holds(one, result))).map((one) => `missing ${show(one)}`);
  const told = got.filter(isTold).length;
  if (wanted.filter(isTold).length !== told) wrong.push(`${told} instead of ${wanted.length}: ${show(got)}`);
  else if (wrong.length > 0) wrong.push(`there is ${show(got)}`);
  return wrong;
}

function fleetOf({ fleet }: Example): Fleet {
  return fleet === undefined ? noFleet : { ...noFleet, path: "salvor.yaml", ...fleet };
}

/** A check may pass many things by the way, or none; an example names those that matter to it. */
function isTold(result: unknown): boolean {
  return !["pass", "skipped"].includes(String((result as { verdict?: unknown } | null | undefined)?.verdict));
}

function forbidden(not: unknown, got: readonly unknown[]): readonly string[] {
  const unwanted = not === undefined ? [] : Array.isArray(not) ? not : [not];
  return unwanted.filter((one) => got.some((result) => holds(one, result))).map((one) => `must not say ${show(one)}`);
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? "nothing";
}

/** Whether a result has every part that is wanted of it. */
function holds(wanted: unknown, result: unknown): boolean {
  if (typeof wanted !== "object" || wanted === null) return wanted === result;
  if (Array.isArray(wanted)) return Array.isArray(result) && wanted.every((one) => result.some((r) => holds(one, r)));
  const has = (result ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(wanted).every(([key, part]) => {
    if (key === "because") return String(has.because).includes(String(part));
    if (key === "evidence") return excerpts(has.evidence).includes(String(part));
    return holds(part, has[key]);
  });
}

function excerpts(evidence: unknown): string {
  return ((evidence ?? []) as readonly Evidence[]).map(({ excerpt }) => excerpt).join("\n");
}
