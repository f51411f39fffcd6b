import type { Fact, Vertex } from "../../../model/graph.ts";
import type {
  ArgoFact,
  ChartPath,
  Duplicate,
  FluxFact,
  KustomizationFact,
  Opaque,
  PatchTarget,
  Root,
} from "../../../model/repository.ts";
import { objectId, type Position, type Subject, shortName } from "../../../model/subject.ts";
import { evidence, lazyEvidence } from "../../evidence.ts";
import { type Aimed, type Draft, type Hidden, identityOf } from "./draft.ts";
import { objectVertex, refIn, type VertexMaker } from "./object-vertex.ts";
import type { RawObject } from "./raw-object.ts";

/** Everything that is known of a root. */
export function* rootFacts(maker: VertexMaker, draft: Draft, sees: readonly string[]): Iterable<Fact> {
  const { name, path } = draft.root;
  const value: Root = { ...draft.root, made: draft.made, sees };
  const excerpt = `${draft.objects.length} objects of ${draft.files.size} files`;
  const seen = evidence({ ...maker.look, query: path, content: [...draft.files], excerpt });
  yield { vertex: { id: `root:${name}`, subject: { kind: "repository", name }, value, evidence: seen } };
  const known = new Map<string, { readonly first: number; readonly count: number }>();
  for (const [index, raw] of draft.objects.entries()) {
    const id = identityOf(raw.object);
    const { first, count } = known.get(id) ?? { first: index, count: 0 };
    known.set(id, { first, count: count + 1 });
    const owners = [draft.owners[first], draft.owners[index]] as const;
    yield {
      vertex: count === 0 ? objectVertex(maker, name, raw) : duplicateVertex(maker, name, { raw, count, owners }),
    };
  }
  for (const [index, hidden] of draft.hidden.entries()) yield { vertex: opaqueVertex(maker, name, { hidden, index }) };
  for (const fact of draft.flux) yield { vertex: fluxVertex(maker, fact) };
  for (const fact of draft.argo) yield { vertex: argoVertex(maker, fact) };
  for (const fact of draft.chartPaths) yield { vertex: chartPathVertex(maker, fact) };
  for (const edge of draft.edges) yield { edge };
  yield { covers: `${name}:`, look: { seen: true, value: "complete", evidence: seen } };
}

function opaqueVertex(
  { look }: VertexMaker,
  root: string,
  { hidden: { at, ...what }, index }: { readonly hidden: Hidden; readonly index: number },
): Vertex<Opaque> {
  return {
    id: `opaque:${root}:${at.path}#${index}`,
    subject: subjectAt(at),
    value: { root, ...what },
    evidence: lazyEvidence({ ...look, query: () => placed(at), content: () => what.why, excerpt: () => what.why }),
    origin: () => at,
  };
}

/** Its line is counted when somebody asks for it. */
function subjectAt(at: Position): Subject {
  const { path, field } = at;
  return {
    kind: "file",
    path,
    get line() {
      return at.line;
    },
    ...(field === undefined ? {} : { field }),
  };
}

function placed({ path, line }: Position): string {
  return line === undefined ? path : `${path}:${line}`;
}

interface Again {
  readonly raw: RawObject;
  readonly count: number;
  readonly owners: readonly [string | undefined, string | undefined];
}

function duplicateVertex(
  { look, isClusterScoped }: VertexMaker,
  root: string,
  { raw, count, owners: [first, second] }: Again,
): Vertex<Duplicate> {
  const ref = refIn(root, raw.object, isClusterScoped);
  const again = raw.origin();
  const excerpt = `${shortName(ref)} again`;
  return {
    id: `duplicate:${objectId(ref)}#${count}`,
    subject: { kind: "file", ...again },
    value: { of: objectId(ref), again, ...(first && second && first !== second ? { owners: [first, second] } : {}) },
    evidence: evidence({ ...look, query: placed(again), content: excerpt, excerpt }),
    origin: () => again,
  };
}

function fluxVertex({ look }: VertexMaker, value: FluxFact): Vertex<FluxFact> {
  const { root, at, kustomization, path, source } = value;
  const excerpt = path?.written ?? source;
  return {
    id: `flux:${root}:${placeIn(kustomization)}`,
    subject: subjectAt(at),
    value,
    evidence: lazyEvidence({ ...look, query: () => placed(at), content: () => value, excerpt: () => excerpt }),
    origin: () => at,
  };
}

function argoVertex({ look }: VertexMaker, value: ArgoFact): Vertex<ArgoFact> {
  const { root, application, field, path } = value;
  return {
    id: `argo:${root}:${placeIn(application)}#${field}`,
    subject: { kind: "repository", name: root },
    value,
    evidence: lazyEvidence({ ...look, query: root, content: () => value, excerpt: () => path.written }),
  };
}

function chartPathVertex({ look }: VertexMaker, value: ChartPath): Vertex<ChartPath> {
  const { root, object, path } = value;
  return {
    id: `chart-path:${root}:${placeIn(object)}#${path.field}`,
    subject: { kind: "repository", name: root },
    value,
    evidence: lazyEvidence({ ...look, query: root, content: () => value, excerpt: () => path.written }),
  };
}

/** The namespace and name in a vertex id of an object. */
function placeIn(id: string): string {
  return /^[^:]*:[^/]+\/[^/]+\/(.*)$/.exec(id)?.[1] ?? id;
}

/** The vertex of a kustomization. Its fields stand where its own file says them. */
export function kustomizationVertex(
  { look }: VertexMaker,
  value: KustomizationFact,
  origin: RawObject["origin"],
): Vertex {
  const path = value.file;
  const excerpt = `${value.paths.length} paths, ${value.result.is}`;
  return {
    id: `kustomization:${path}`,
    subject: { kind: "file", path },
    value,
    evidence: lazyEvidence({ ...look, query: path, content: () => value, excerpt: () => excerpt }),
    origin,
  };
}

/**
 * The targets of patches that name objects. A component or a patch of several Applications is for all that use it: it
 * is enough that one of them has the object.
 */
export function* patchTargetVertices({ look }: VertexMaker, drafts: readonly Draft[]): Iterable<Vertex<PatchTarget>> {
  const known = new Map<string, { readonly aim: Aimed; readonly at: Position }>();
  for (const aim of drafts.flatMap(({ aims }) => aims)) {
    const at = aim.at();
    const id = `patch-target:${placed(at)}#${at.field ?? ""}`;
    const before = known.get(id)?.aim.found;
    if (before === undefined || rank[aim.found] > rank[before]) known.set(id, { aim, at });
  }
  for (const [id, { aim, at }] of known) {
    const { at: _, ...value } = aim;
    const excerpt = `${value.kind} ${value.name}`.trim();
    const seen = lazyEvidence({ ...look, query: () => placed(at), content: () => value, excerpt: () => excerpt });
    yield { id, subject: subjectAt(at), value, evidence: seen, origin: () => at };
  }
}

const rank = { no: 0, unknown: 1, yes: 2 } as const;
