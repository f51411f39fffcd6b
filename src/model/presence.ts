import type { Evidence } from "./evidence.ts";
import type { Graph, Vertex } from "./graph.ts";
import { isBuiltIn } from "./kubernetes/built-in.ts";
import { gainsKeys } from "./kubernetes/gained-keys.ts";
import type { KubeObject } from "./kubernetes/object.ts";
import { isSlip, nearest } from "./nearest.ts";
import { vertexAt } from "./objects.ts";
import { remembered } from "./remember.ts";
import type { Opaque, Root } from "./repository.ts";

/** Whether what a reference names will be there. */
export type Presence =
  /** `gains`: keys that a controller adds to it. */
  | { readonly is: "there"; readonly vertex: Vertex; readonly gains?: readonly string[] | "any" }
  /** A controller makes it; `keys` are those that it gets, where they are known. */
  | { readonly is: "made"; readonly by: Vertex; readonly keys: readonly string[] | "any" }
  /** Every cluster has it. */
  | { readonly is: "built-in" }
  | { readonly is: "unknown"; readonly why: string; readonly evidence: Evidence }
  /** The list was complete and it is not in it. `elsewhere` are objects of that kind and name in other namespaces. */
  | { readonly is: "absent"; readonly evidence: Evidence; readonly elsewhere: readonly Vertex[] };

const idForm = /^([^:]*):([^/]+\/[^/]+)\/([^/]*)\/(.*)$/;

/** Looks for an object by its vertex id: declared, made by a controller, or hidden in what files do not tell. */
export function presenceOf(graph: Graph, id: string): Presence {
  return remembered(graph, `presence ${id}`, () => lookFor(graph, id));
}

function lookFor(graph: Graph, id: string): Presence {
  const found = foundAt(graph, id);
  if (found) return found;
  const here = graph.sight(id);
  const wanted = partsOf(id);
  const { root, kind, namespace, name } = wanted;
  if (isBuiltIn(kind, namespace, name)) return { is: "built-in" };
  if (!here.seen) return { is: "unknown", why: here.why, evidence: here.evidence };
  if (namespace === "*") return anywhereIn(graph, wanted, here.evidence);
  if (isFilledInLater(name))
    return { is: "unknown", why: `The name ${name} is filled in later`, evidence: here.evidence };
  const beside = seenFrom(graph, root);
  for (const other of beside) {
    const seen = foundAt(graph, `${other}:${kind}/${namespace}/${name}`);
    if (seen) return seen;
  }
  const hidden = hiddenIn(graph, wanted);
  if (hidden) return { is: "unknown", why: hidden.value.why, evidence: hidden.evidence };
  return nowhere(graph, wanted, here.evidence);
}

/** What a cluster-scoped object names is in the namespace of its controller, which files do not tell. */
function anywhereIn(graph: Graph, { root, kind, name }: Wanted, evidence: Evidence): Presence {
  const [vertex] = namesakes(graph, [root, ...seenFrom(graph, root)], kind, name);
  if (!vertex) return { is: "absent", evidence, elsewhere: [] };
  const declared = vertex.subject.kind === "object" && vertex.subject.ref.name === name;
  return declared ? { is: "there", vertex } : { is: "made", by: vertex, keys: "any" };
}

function nowhere(graph: Graph, wanted: Wanted, evidence: Evidence): Presence {
  const { root, kind, namespace, name } = wanted;
  const elsewhere = namesakes(graph, [root], kind, name);
  // A namespace that somebody wrote for an object of the cluster counts for nothing.
  const [ofCluster] = /\/Cluster[A-Z]|Class$|\/Namespace$/.test(kind) ? elsewhere : [];
  if (ofCluster) return { is: "there", vertex: ofCluster };
  const beside = namesakes(graph, seenFrom(graph, root), kind, name);
  const loose = [...elsewhere, ...beside].find(({ subject }) => namespace === "" || namespaceIn(subject) === "");
  if (loose) return { is: "unknown", why: unsettled, evidence: loose.evidence };
  const partial = elsewhere.length > 0 ? undefined : whyPartial(graph, wanted);
  return partial ? { is: "unknown", why: partial, evidence } : { is: "absent", evidence, elsewhere };
}

function foundAt(graph: Graph, id: string): Presence | undefined {
  const look = graph.sight(id);
  const made = makersOf(graph, id) ?? makersOf(graph, anywhere(id));
  if (!look.seen || !look.value) return made;
  return { is: "there", vertex: look.value, ...(made?.is === "made" ? { gains: made.keys } : {}) };
}

/** The id of what a controller makes in every namespace, or in those that it chooses. */
function anywhere(id: string): string {
  const { root, kind, name } = partsOf(id);
  return `${root}:${kind}/*/${name}`;
}

/**
 * Whether a text holds a place that a tool or a person fills in before it reaches the cluster: `${NAME}`, `{{ name }}`,
 * `{NAME}`, `<name>`, `$$name$$`, `REPLACE_ME`.
 */
export function isFilledInLater(text: string): boolean {
  return /\$\{|\$\(|\$\$|\{\{|\{[A-Z_]+\}|<%|<[A-Za-z_-]+>|@@|(?:REPLACE|CHANGE)[_-]?ME\b/.test(text);
}

const unsettled = "The namespace of one of the two is chosen when it is applied";

const namespaceIn = (subject: Vertex["subject"]): string =>
  subject.kind === "object" ? (subject.ref.namespace ?? "") : "";

/** What an object is called by what a kustomization builds with it, or by all others. */
function nameFor(by: string | undefined, { id, built }: Vertex): string {
  return built !== undefined && built.by === by ? built.name : partsOf(id).name;
}

/**
 * The names of a kind that will be there for who stands in a namespace of some roots: declared, or made by a controller.
 * Cluster-scoped objects have the namespace `""`.
 */
function namesIn(
  graph: Graph,
  roots: readonly string[],
  { kind, namespace, by }: Pick<Wanted, "kind" | "namespace"> & { readonly by: string | undefined },
): readonly string[] {
  const names = new Set<string>();
  for (const place of roots) {
    for (const vertex of graph.ofKind(kind, { in: place }))
      if (meets(namespaceIn(vertex.subject), namespace)) names.add(nameFor(by, vertex));
    for (const id of graph.made(kind, place)) {
      const made = partsOf(id);
      if (meets(made.namespace, namespace)) names.add(made.name);
    }
  }
  return [...names].sort();
}

/**
 * The name of something that is there and was probably meant by one that is not: in the same deployment, else in those
 * that it sees. What the kustomization `by` builds has the name of its files.
 */
export function nearName(graph: Graph, wanted: Wanted, by?: string): string | undefined {
  const { root, kind, namespace, name } = wanted;
  if (isFilledInLater(name)) return undefined;
  const near = (roots: readonly string[]): string | undefined => {
    const key = `names ${roots.length} ${root}:${kind}/${namespace} ${by ?? ""}`;
    const names = remembered(graph, key, () => namesIn(graph, roots, { kind, namespace, by }));
    return names.includes(name) ? undefined : nearest(name, names);
  };
  const own = near([root]);
  return own !== undefined && isSlip(name, own) ? own : near([root, ...seenFrom(graph, root)]);
}

/** Whether what stands in one namespace may be meant in another: one of the two is open, or they are the same. */
function meets(one: string, other: string): boolean {
  return one === other || [one, other].some((namespace) => namespace === "" || namespace === "*");
}

/** The parts of a vertex id of an object: `cluster:v1/Secret/shop/keys`. */
export function partsOf(id: string): Wanted {
  const [, root = "", kind = "", namespace = "", name = ""] = idForm.exec(id) ?? [];
  return { root, kind, namespace, name };
}

/** The keys of a ConfigMap or Secret that will be there; `any`: they are not known. */
export function keysOf(presence: Presence): readonly string[] | "any" {
  if (presence.is === "made") return presence.keys;
  if (presence.is !== "there") return "any";
  const object = presence.vertex.value as KubeObject & { data?: object; stringData?: object; binaryData?: object };
  const { gains = [] } = presence;
  if (gains === "any" || gainsKeys(object)) return "any";
  return [...Object.keys({ ...object.data, ...object.stringData, ...object.binaryData }), ...gains];
}

/**
 * Whether it is a guess that a root is a deployment of its own: Flux and Argo CD say what meets in a cluster, but of
 * several folders and kustomizations some may be applied one over the other.
 */
export function isGuessed(graph: Graph, root: string): boolean {
  const roots = [...graph.ofKind("root")] as readonly Vertex<Root>[];
  const own = roots.find(({ value }) => value.name === root)?.value;
  return own !== undefined && roots.length > 1 && own.made !== "flux" && own.made !== "argo";
}

/** Why something that a root lacks may come from another one. */
function whyPartial(graph: Graph, { root, kind, namespace, name }: Wanted): string | undefined {
  if (!isGuessed(graph, root)) return undefined;
  const roots = [...graph.ofKind("root")] as readonly Vertex<Root>[];
  const own = roots.find(({ value }) => value.name === root)?.value;
  const short = kind.slice(kind.indexOf("/") + 1);
  if (!declaresAny(graph, { root, kind })) return `${own?.path} declares no ${short}: ${name} may come from elsewhere`;
  if (own?.made !== "folder") return undefined;
  const other = roots.find(({ value }) => foundAt(graph, `${value.name}:${kind}/${namespace}/${name}`));
  return other
    ? `${other.value.path} declares the ${short} ${name}; whether it is applied as well, files cannot tell`
    : undefined;
}

/** Whether a root declares anything of a kind, in any namespace, or has something that makes it. */
export function declaresAny(graph: Graph, { root, kind }: Pick<Wanted, "root" | "kind">): boolean {
  for (const _ of graph.ofKind(kind, { in: root })) return true;
  for (const _ of graph.made(kind, root)) return true;
  return false;
}

function makersOf(graph: Graph, id: string): Presence | undefined {
  const edges = [...graph.in(id)].filter((edge) => edge.makes === true);
  const [first] = edges;
  const by = first && graph.sight(first.from);
  if (!by?.seen || !by.value) return undefined;
  const parts = edges.map((edge) => edge.part);
  const keys = parts.every((part) => part !== undefined) ? parts : "any";
  return { is: "made", by: by.value, keys };
}

/** The roots whose objects a root sees beside its own. */
export function seenFrom(graph: Graph, root: string): readonly string[] {
  return vertexAt<Root>(graph, `root:${root}`)?.value.sees ?? [];
}

/** An object by its place and name. */
export interface Wanted {
  readonly root: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function hiddenIn(graph: Graph, wanted: Wanted): Vertex<Opaque> | undefined {
  for (const vertex of graph.ofKind("opaque") as Iterable<Vertex<Opaque>>)
    if (covers(vertex.value, wanted)) return vertex;
  return undefined;
}

/** A chart, of which only names are known, brings what a program needs, and never the place where Flux finds charts. */
const isSource = (kind: string): boolean => kind.startsWith("source.toolkit.fluxcd.io/");

function covers(opaque: Opaque, { root, kind, namespace, name }: Wanted): boolean {
  return (
    opaque.root === root &&
    (opaque.namespace === undefined || opaque.namespace === namespace) &&
    (opaque.kinds === "any" ? opaque.names === "any" || !isSource(kind) : opaque.kinds.includes(kind)) &&
    (opaque.names === "any" || opaque.names.some((part) => name.includes(part)))
  );
}

/** Objects of a kind and name in some roots, and what makes one that is not declared itself. */
function namesakes(graph: Graph, roots: readonly string[], kind: string, name: string): readonly Vertex[] {
  const declared = [...graph.named(kind, name)].filter(
    ({ subject }) => subject.kind === "object" && roots.includes(subject.ref.in ?? "cluster"),
  );
  const makers = roots.flatMap((root) =>
    [...graph.made(kind, root)].flatMap((id) => {
      const [edge] = id.endsWith(`/${name}`) ? graph.in(id) : [];
      return (edge && vertexAt(graph, edge.from)) ?? [];
    }),
  );
  return [...declared, ...makers];
}
