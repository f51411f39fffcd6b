import type { Fact, Vertex } from "../../model/graph.ts";
import type { Duplicate, FluxFact, KustomizationFact, Opaque, Root } from "../../model/repository.ts";
import { objectId, shortName } from "../../model/subject.ts";
import type { Clock } from "../../model/world.ts";
import { evidence } from "../evidence.ts";
import type { Masker } from "../mask/masker.ts";
import { builderFacts } from "./builder-facts.ts";
import { createDocuments } from "./documents.ts";
import { type Draft, identityOf } from "./survey/draft.ts";
import { fileVertices } from "./survey/file-facts.ts";
import { takeInventory } from "./survey/inventory.ts";
import { kustomizationFacts } from "./survey/kustomization-facts.ts";
import { objectVertex, refIn, type VertexMaker } from "./survey/object-vertex.ts";
import type { RawObject } from "./survey/raw-object.ts";
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
  const documents = createDocuments(tree);
  const inventory = takeInventory(tree, documents);
  for (const vertex of fileVertices(inventory, maker)) yield { vertex };
  const drafts = rootsOf(inventory);
  const sights = sightsOf(drafts);
  for (const draft of drafts) yield* rootFacts(maker, draft, sights.get(draft.root.name) ?? []);
  for (const value of kustomizationFacts(inventory, drafts)) yield { vertex: kustomizationVertex(maker, value) };
  yield* builderFacts({ tree, masker, clock, documents });
}

function* rootFacts(maker: VertexMaker, draft: Draft, sees: readonly string[]): Iterable<Fact> {
  const { name, path } = draft.root;
  const value: Root = { ...draft.root, sees };
  const excerpt = `${draft.objects.length} objects of ${draft.files.size} files`;
  const seen = evidence({ ...maker.look, query: path, content: [...draft.files], excerpt });
  yield { vertex: { id: `root:${name}`, subject: { kind: "repository", name }, value, evidence: seen } };
  const known = new Map<string, number>();
  for (const raw of draft.objects) {
    const id = identityOf(raw.object);
    const count = known.get(id) ?? 0;
    known.set(id, count + 1);
    yield { vertex: count === 0 ? objectVertex(maker, name, raw) : duplicateVertex(maker, name, raw, count) };
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

function duplicateVertex(maker: VertexMaker, root: string, raw: RawObject, count: number): Vertex<Duplicate> {
  const ref = refIn(root, raw.object);
  const again = raw.origin();
  const excerpt = `${shortName(ref)} again`;
  return {
    id: `duplicate:${objectId(ref)}#${count}`,
    subject: { kind: "file", ...again },
    value: { of: objectId(ref), again },
    evidence: evidence({ ...maker.look, query: `${again.path}:${again.line ?? 1}`, content: excerpt, excerpt }),
    origin: () => again,
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
