import type { Fact, Vertex } from "../../model/graph.ts";
import type { FluxFact, KustomizationFact, Opaque, Root } from "../../model/repository.ts";
import type { Clock } from "../../model/world.ts";
import { evidence } from "../evidence.ts";
import type { Masker } from "../mask/masker.ts";
import { createDocuments } from "./documents.ts";
import { type Draft, identityOf } from "./survey/draft.ts";
import { fileVertices } from "./survey/file-facts.ts";
import { takeInventory } from "./survey/inventory.ts";
import { kustomizationFacts } from "./survey/kustomization-facts.ts";
import { objectVertex, type VertexMaker } from "./survey/object-vertex.ts";
import { rootsOf } from "./survey/roots.ts";
import { sightsOf } from "./survey/sees.ts";
import type { Tree } from "./tree.ts";

/** What a survey needs. */
export interface Surveyor {
  readonly tree: Tree;
  readonly masker: Masker;
  readonly clock: Clock;
}

/** Everything that a repository says: its files, and its roots with their objects. */
export function* survey({ tree, masker, clock }: Surveyor): Iterable<Fact> {
  const maker: VertexMaker = { tree, masker, look: { at: clock.now(), mode: "declared", source: "file" } };
  const inventory = takeInventory(tree, createDocuments(tree));
  for (const vertex of fileVertices(inventory, maker)) yield { vertex };
  const drafts = rootsOf(inventory);
  const sights = sightsOf(drafts);
  for (const draft of drafts) yield* rootFacts(maker, draft, sights.get(draft.root.name) ?? []);
  for (const value of kustomizationFacts(inventory, drafts)) yield { vertex: kustomizationVertex(maker, value) };
}

function* rootFacts(maker: VertexMaker, draft: Draft, sees: readonly string[]): Iterable<Fact> {
  const { name, path } = draft.root;
  const value: Root = { ...draft.root, sees };
  const excerpt = `${draft.objects.length} objects of ${draft.files.size} files`;
  const seen = evidence({ ...maker.look, query: path, content: [...draft.files], excerpt });
  yield { vertex: { id: `root:${name}`, subject: { kind: "repository", name }, value, evidence: seen } };
  const known = new Set<string>();
  for (const raw of draft.objects) {
    const id = identityOf(raw.object);
    if (known.has(id)) continue;
    known.add(id);
    yield { vertex: objectVertex(maker, name, raw) };
  }
  for (const [index, hidden] of draft.hidden.entries()) yield { vertex: opaqueVertex(maker, name, hidden, index) };
  for (const value of draft.flux) yield { vertex: fluxVertex(maker, value) };
  for (const edge of draft.edges) yield { edge };
  yield { covers: `${name}:`, look: { seen: true, value: "complete", evidence: seen } };
}

function opaqueVertex(
  maker: VertexMaker,
  root: string,
  { at, ...what }: Draft["hidden"][number],
  index: number,
): Vertex<Opaque> {
  const place = at.line === undefined ? at.path : `${at.path}:${at.line}`;
  return {
    id: `opaque:${root}:${place}#${index}`,
    subject: { kind: "file", ...at },
    value: { root, ...what },
    evidence: evidence({ ...maker.look, query: place, content: what.why, excerpt: what.why }),
    origin: () => at,
  };
}

function fluxVertex(maker: VertexMaker, value: FluxFact): Vertex<FluxFact> {
  const [, id = ""] = /^[^:]*:[^/]+\/[^/]+\/(.*)$/.exec(value.kustomization) ?? [];
  const excerpt = value.path?.written ?? value.source;
  return {
    id: `flux:${value.root}:${id}`,
    subject: { kind: "repository", name: value.root },
    value,
    evidence: evidence({ ...maker.look, query: value.root, content: value, excerpt }),
  };
}

function kustomizationVertex(maker: VertexMaker, value: KustomizationFact): Vertex<KustomizationFact> {
  const path = value.file;
  const excerpt = `${value.paths.length} paths, ${value.result.is}`;
  return {
    id: `kustomization:${path}`,
    subject: { kind: "file", path },
    value,
    evidence: evidence({ ...maker.look, query: path, content: value, excerpt }),
    origin: (field) => ({ path, line: 1, ...(field ? { field } : {}) }),
  };
}
