import type { Found } from "./catalog.ts";
import type { Evidence, Severity } from "./evidence.ts";
import type { Edge, Graph, Vertex } from "./graph.ts";
import { mendOf, spotOf } from "./mend.ts";
import { isSlip, nearest } from "./nearest.ts";
import { namesIn, type Presence, partsOf, presenceOf, type Wanted } from "./presence.ts";

/** What is said of something that is declared nowhere and has no near name: an error, less, or that files cannot tell. */
export type Absence = { readonly fail: Severity } | { readonly unknown: string };

/** A question about what edges of some relations lead to. */
export interface ReferenceQuestion {
  readonly relations: readonly string[];
  /** What is meant by the part of an edge (`key`), and those that the far end has. */
  readonly part?: {
    readonly noun: string;
    of(presence: Presence, graph: Graph): readonly string[] | "any";
  };
  /** What it means that something is declared nowhere; without this it is what the check says. */
  readonly absence?: (graph: Graph, wanted: Wanted) => Absence | undefined;
}

interface Referrer {
  readonly of: Vertex;
  readonly field: string;
}

/** What is wrong with one name: said once, however many use it. */
interface Wrong {
  readonly about: string;
  readonly summary: string;
  readonly verdict: "fail" | "unknown";
  readonly text: string;
  readonly near?: string;
  readonly expected?: string;
  readonly severity?: Severity;
  readonly evidence: Evidence;
}

/** Whether what objects name will be there: a pass for each object that names something, a finding for each name that fails. */
export function* checkReferences(graph: Graph, question: ReferenceQuestion): Iterable<Found> {
  const slips = new Map<string, { readonly wrong: Wrong; readonly referrers: [Referrer, ...Referrer[]] }>();
  const well = new Map<string, Vertex>();
  const ill = new Set<string>();
  for (const { of, edge } of referencesOf(graph, question.relations)) {
    const wrong = wrongWith(graph, edge, question);
    if (!wrong) well.set(of.id, of);
    else {
      ill.add(of.id);
      const referrer = { of, field: spotOf(of, edge.field ?? "", wrong.text) };
      const slip = slips.get(wrong.about);
      if (slip) slip.referrers.push(referrer);
      else slips.set(wrong.about, { wrong, referrers: [referrer] });
    }
  }
  for (const of of well.values()) if (!ill.has(of.id)) yield { of, verdict: "pass" };
  for (const { wrong, referrers } of slips.values()) yield foundOf(wrong, referrers);
}

function* referencesOf(graph: Graph, relations: readonly string[]): Iterable<{ of: Vertex; edge: Edge }> {
  for (const relation of relations) {
    for (const edge of graph.edges(relation)) {
      const look = graph.sight(edge.from);
      if (look.seen && look.value && !edge.makes) yield { of: look.value, edge };
    }
  }
}

function foundOf(wrong: Wrong, referrers: readonly [Referrer, ...Referrer[]]): Found {
  const [first] = referrers;
  const { verdict, summary, about, text, near, expected, severity, evidence } = wrong;
  const places = referrers.flatMap(({ of, field }) => of.origin?.(field) ?? []);
  const certain = near !== undefined && verdict === "fail" && isSlip(text, near);
  const fix = certain ? referrers.flatMap(({ of, field }) => mendOf(of, field, { from: text, to: near })) : [];
  return {
    ...first,
    verdict,
    summary,
    about,
    places,
    evidence: [evidence],
    ...(verdict === "fail" ? { actual: text } : {}),
    ...(expected === undefined ? {} : { expected }),
    ...(severity === undefined ? {} : { severity }),
    ...(fix.length > 0 ? { fix } : {}),
  };
}

function wrongWith(graph: Graph, edge: Edge, question: ReferenceQuestion): Wrong | undefined {
  const presence = presenceOf(graph, edge.to);
  const about = `missing:${edge.to}`;
  if (presence.is === "unknown") {
    const { why: summary, evidence } = presence;
    return { about, verdict: "unknown", summary, text: "", evidence };
  }
  if (presence.is !== "absent") return lacking(graph, edge, presence, question);
  const wanted = partsOf(edge.to);
  const near = nearest(wanted.name, namesIn(graph, wanted));
  const common = { about, text: wanted.name, evidence: presence.evidence };
  if (edge.optional) return mistaken(common, wanted, near);
  const absence = question.absence?.(graph, wanted);
  const noun = `${kindName(wanted.kind)} ${wanted.name}`;
  const summary = `The ${noun} is declared nowhere${where(near, presence.elsewhere)}`;
  if (near !== undefined) return { ...common, verdict: "fail", summary, near, expected: near };
  if (absence && "unknown" in absence && presence.elsewhere.length === 0)
    return { ...common, verdict: "unknown", summary: absence.unknown };
  return { ...common, verdict: "fail", summary, ...(absence && "fail" in absence ? { severity: absence.fail } : {}) };
}

/** What may be absent is wrong only when the name is surely a slip: then it is passed over without a word. */
function mistaken(
  common: Pick<Wrong, "about" | "text" | "evidence">,
  { name, kind }: Wanted,
  near: string | undefined,
): Wrong | undefined {
  if (near === undefined || !isSlip(name, near)) return undefined;
  const summary = `The ${kindName(kind)} ${name} is declared nowhere; ${near} is. It is optional, so nobody is told`;
  return { ...common, verdict: "fail", severity: "warning", summary, near, expected: near };
}

function where(near: string | undefined, elsewhere: readonly Vertex[]): string {
  if (near !== undefined) return `; ${near} is`;
  const namespaces = elsewhere.flatMap(({ subject }) =>
    subject.kind === "object" ? (subject.ref.namespace ?? []) : [],
  );
  return namespaces.length > 0 ? ` in its namespace; it is in ${[...new Set(namespaces)].join(", ")}` : "";
}

function lacking(graph: Graph, edge: Edge, presence: Presence, question: ReferenceQuestion): Wrong | undefined {
  const { part } = edge;
  if (part === undefined || !question.part || (presence.is !== "there" && presence.is !== "made")) return undefined;
  const parts = question.part.of(presence, graph);
  if (parts === "any" || parts.includes(part)) return undefined;
  const near = nearest(part, parts);
  if (edge.optional && (near === undefined || !isSlip(part, near))) return undefined;
  const { kind, name } = partsOf(edge.to);
  const { noun } = question.part;
  const has = near ?? (parts.slice(0, 6).join(", ") || undefined);
  return {
    about: `missing:${edge.to}#${part}`,
    verdict: "fail",
    summary: `The ${kindName(kind)} ${name} has no ${noun} ${part}${has ? `; it has ${has}` : ""}`,
    text: part,
    evidence: (presence.is === "there" ? presence.vertex : presence.by).evidence,
    ...(near === undefined ? {} : { near }),
    ...(has === undefined ? {} : { expected: has }),
    ...(edge.optional ? { severity: "warning" } : {}),
  };
}

/** The kind without its group, as people say it. */
function kindName(kind: string): string {
  return kind.slice(kind.indexOf("/") + 1);
}
