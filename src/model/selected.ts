import { type Graph, templateShelf, type Vertex, type Where } from "./graph.ts";
import { fieldsAt, isMapping } from "./kubernetes/fields.ts";
import { placeOf } from "./kubernetes/naming.ts";
import { podLabelsOf } from "./kubernetes/pods-of.ts";
import type { Selection } from "./kubernetes/selections.ts";
import { matchesRequirements, requirementsOf } from "./kubernetes/selectors.ts";
import { isSlip, nearest } from "./nearest.ts";
import { isGuessed, seenFrom } from "./presence.ts";
import type { Opaque } from "./repository.ts";

/** What a selector meets. `near` is what it meets in all labels but those that are `missed`. */
export type Selected =
  | { readonly is: "match" }
  | { readonly is: "unknown"; readonly why: string }
  /** `beyond`: it is in a namespace where is not looked. */
  | { readonly is: "nothing"; readonly near?: NearMiss; readonly beyond?: Vertex };

/** A label that differs: what is selected, and what the object has; `renamed`: it has that value under a mistyped key. */
export interface Miss {
  readonly key: string;
  readonly wanted: string;
  readonly has: string | undefined;
  readonly renamed?: string;
}

/** An object whose labels are nearly those that are selected. */
export interface NearMiss {
  readonly vertex: Vertex;
  readonly missed: readonly Miss[];
}

/** Looks for what an object selects. */
export function selectedBy(graph: Graph, of: Vertex, selection: Selection): Selected {
  const place = placeOf(of);
  if (!place) return { is: "nothing" };
  if (isMetBeside(graph, place, selection) || matchedBy(graph, of, selection).length > 0) return { is: "match" };
  const here = candidatesIn(graph, [place.root, ...seenFrom(graph, place.root)], selection, { own: place.namespace });
  const near = nearMiss(here, selection);
  const operated = operatedBy(graph, place, selection);
  if (operated !== undefined) return { is: "unknown", why: `The pods of ${operated} are labelled by its operator` };
  if (near && isSurely(near, of)) return { is: "nothing", near };
  const why = whyUnknown(graph, { root: place.root, namespace: place.namespace, candidates: here }, selection);
  const [beyond] =
    isMonitor(of) && (why ?? nothingHere) === nothingHere
      ? matchedBy(graph, of, { ...selection, namespaces: "any" })
      : [];
  if (why !== undefined && beyond === undefined) return { is: "unknown", why };
  return { is: "nothing", ...(beyond ? { beyond } : near ? { near } : {}) };
}

const nothingHere = "Nothing that it could select is declared here";
/** A policy or budget for pods of a common name may be meant for others than those of another namespace. */
const isMonitor = ({ subject }: Vertex): boolean => subject.kind === "object" && subject.ref.kind.endsWith("Monitor");

/**
 * Whether something in the very namespace of an object is selected, by the index of labels. What has no namespace may
 * also select what is in others, but seldom has to be looked for there: a repository has thousands of them.
 */
function isMetBeside(graph: Graph, { root, namespace }: Place, selection: Selection): boolean {
  const [label] = Object.entries(selection.selector.matchLabels ?? {});
  if (!label || selection.namespaces !== "own") return false;
  const requirements = requirementsOf(selection.selector);
  const [key, value] = [label[0], String(label[1])];
  return kindsOf(selection).some((kind) =>
    [...graph.labelled(kind, { key, value }, { in: root, namespace })].some((one) =>
      matchesRequirements(requirements, labelsOf(one, selection)),
    ),
  );
}

interface Place {
  readonly root: string;
  readonly namespace: string;
}

const kindsOf = ({ of }: Selection): readonly string[] =>
  of === "services" ? ["v1/Service"] : ["v1/Pod", templateShelf];

/** All that an object selects. */
export function matchedBy(graph: Graph, of: Vertex, selection: Selection): readonly Vertex[] {
  const place = placeOf(of);
  if (!place) return [];
  const requirements = requirementsOf(selection.selector);
  const [label] = Object.entries(selection.selector.matchLabels ?? {});
  const roots = [place.root, ...seenFrom(graph, place.root)];
  return candidatesIn(graph, roots, selection, { own: place.namespace, ...(label ? { label } : {}) }).filter((one) =>
    matchesRequirements(requirements, labelsOf(one, selection)),
  );
}

/** What might be selected; with a label, only what carries it, as far as that is indexed. */
function candidatesIn(
  graph: Graph,
  roots: readonly string[],
  selection: Selection,
  search: { readonly own: string; readonly label?: readonly [string, unknown] },
): readonly Vertex[] {
  const { own, label } = search;
  const { namespaces } = selection;
  // What has no namespace yet may come into any.
  const named = namespaces === "any" || own === "" ? undefined : [...(namespaces === "own" ? [own] : namespaces), ""];
  const places = roots.flatMap((root): readonly Where[] =>
    named ? [...new Set(named)].map((namespace) => ({ in: root, namespace })) : [{ in: root }],
  );
  return places.flatMap((where) =>
    kindsOf(selection).flatMap((kind) => [
      ...(label && where.namespace !== undefined
        ? graph.labelled(kind, { key: label[0], value: String(label[1]) }, where)
        : graph.ofKind(kind, where)),
    ]),
  );
}

function labelsOf(vertex: Vertex, { of }: Selection): Readonly<Record<string, string>> {
  if (of === "pods") return podLabelsOf(vertex);
  return (vertex.value as { metadata?: { labels?: Record<string, string> } }).metadata?.labels ?? {};
}

/** The candidate that lacks the fewest of the labels, if any has at least one or nearly so. */
function nearMiss(candidates: readonly Vertex[], selection: Selection): NearMiss | undefined {
  const wanted = Object.entries(selection.selector.matchLabels ?? {});
  let best: NearMiss | undefined;
  for (const vertex of candidates) {
    const labels = labelsOf(vertex, selection);
    const missed = wanted
      .filter(([key, value]) => labels[key] !== String(value))
      .map(([key, value]) => missOf(key, String(value), labels));
    const near = missed.length < wanted.length || missed.every(isNear);
    if (missed.length > 0 && near && (!best || weigh(missed) < weigh(best.missed))) best = { vertex, missed };
  }
  return best;
}

function missOf(key: string, wanted: string, labels: Readonly<Record<string, string>>): Miss {
  const has = labels[key];
  if (has !== undefined) return { key, wanted, has };
  const renamed = Object.keys(labels).find((other) => labels[other] === wanted && isSlip(key, other));
  return { key, wanted, has: undefined, ...(renamed === undefined ? {} : { renamed }) };
}

const isSlipOf = ({ wanted, has, renamed }: Miss): boolean =>
  renamed !== undefined || (has !== undefined && isSlip(wanted, has));

const isNear = (miss: Miss): boolean =>
  isSlipOf(miss) || (miss.has !== undefined && nearest(miss.wanted, [miss.has]) !== undefined);

const weigh = (missed: readonly Miss[]): number => missed.reduce((sum, one) => sum + (isSlipOf(one) ? 1 : 3), 0);

/** Whether the labels that differ are surely mistyped, or one differs and both have the same name. */
function isSurely({ vertex, missed }: NearMiss, of: Vertex): boolean {
  if (missed.length < 3 && missed.every(isSlipOf)) return true;
  const [own, other] = [of, vertex].map(({ subject }) => (subject.kind === "object" ? subject.ref.name : undefined));
  return missed.length === 1 && own === other;
}

interface Searched {
  readonly root: string;
  readonly namespace: string;
  readonly candidates: readonly Vertex[];
}

/** Labels that controllers give to pods by themselves. */
const given =
  /^(?:statefulset\.kubernetes\.io|apps\.kubernetes\.io|batch\.kubernetes\.io|controller-revision-hash|job-name|pod-template-hash|endpointslice\.kubernetes\.io)/;
const common = /^(?:[^/]*|app\.kubernetes\.io\/.*|k8s-app|helm\.sh\/.*)$/;

function whyUnknown(graph: Graph, searched: Searched, selection: Selection): string | undefined {
  const { root, namespace, candidates } = searched;
  const labels = Object.entries(selection.selector.matchLabels ?? {});
  const own = labels.find(
    ([key]) => given.test(key) || (!common.test(key) && !candidates.some((one) => key in labelsOf(one, selection))),
  );
  if (own) return `The label ${own[0]} is one that a controller gives`;
  for (const { value } of graph.ofKind("opaque") as Iterable<Vertex<Opaque>>)
    if (value.root === root && (value.namespace === undefined || value.namespace === namespace)) return value.why;
  if (namespace === "kube-system") return "What runs in kube-system the cluster brings along";
  const maker = makerOf(graph, searched, new Set(labels.map(([, value]) => String(value))));
  if (maker) return `${maker} may make what is selected`;
  if (candidates.length === 0) return nothingHere;
  if (!isGuessed(graph, root)) return undefined;
  return elsewhere(graph, selection) ? `${root} does not declare it; another deployment here may` : undefined;
}

/** Custom resources that read, guard or describe others, and bring no pods or Services of their own. */
const makesNothing =
  /^(?:monitoring\.coreos\.com\/(?:ServiceMonitor|PodMonitor|Probe|PrometheusRule|ScrapeConfig)|cert-manager\.io\/.*|external-secrets\.io\/.*|keda\.sh\/.*|traefik\.io\/.*|security\.istio\.io\/.*|networking\.istio\.io\/.*|(?:source|image|notification)\.toolkit\.fluxcd\.io\/.*)$/;

/** A custom resource of the namespace whose name is among the values: operators label what they make by it. */
function makerOf(graph: Graph, { root, namespace }: Searched, values: ReadonlySet<string>): string | undefined {
  for (const kind of graph.kinds(root)) {
    if (!/\..*\//.test(kind) || kind.includes(".k8s.io/") || makesNothing.test(kind)) continue;
    for (const { subject } of graph.ofKind(kind, { in: root, namespace }))
      if (subject.kind === "object" && values.has(subject.ref.name)) return `${subject.ref.kind} ${subject.ref.name}`;
  }
  return undefined;
}

/**
 * A custom resource of the namespace whose pods are what is selected: they have the labels that it gives them, and the
 * name of its kind (`app.kubernetes.io/name: prometheus`).
 */
function operatedBy(graph: Graph, { root, namespace }: Place, { selector }: Selection): string | undefined {
  const name = selector.matchLabels?.["app.kubernetes.io/name"];
  if (name === undefined) return undefined;
  for (const kind of graph.kinds(root)) {
    if (kind.slice(kind.indexOf("/") + 1).toLowerCase() !== String(name).replaceAll("-", "") || !/\..*\//.test(kind))
      continue;
    for (const { subject, value } of graph.ofKind(kind, { in: root, namespace })) {
      const [given] = fieldsAt(value, "spec.podMetadata.labels");
      const labels = { "app.kubernetes.io/name": name, ...(isMapping(given?.value) ? given.value : {}) };
      if (subject.kind === "object" && matchesRequirements(requirementsOf(selector), labels as Record<string, string>))
        return `${subject.ref.kind} ${subject.ref.name}`;
    }
  }
  return undefined;
}

function elsewhere(graph: Graph, selection: Selection): boolean {
  const requirements = requirementsOf(selection.selector);
  const roots = [...graph.ofKind("root")].flatMap(({ subject }) => ("name" in subject ? subject.name : []));
  return candidatesIn(graph, roots, { ...selection, namespaces: "any" }, { own: "" }).some((one) =>
    matchesRequirements(requirements, labelsOf(one, selection)),
  );
}
