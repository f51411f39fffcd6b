import type { Evidence, Severity } from "./evidence.ts";
import type { Edge, Graph, Vertex } from "./graph.ts";
import { isSlip, nearest } from "./nearest.ts";
import { vertexAt } from "./objects.ts";
import { nearName, type Presence, partsOf, presenceOf, type Wanted } from "./presence.ts";

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

/** What is wrong with one name: said once, however many use it. `gone`: it is declared nowhere, and near no other. */
export interface Wrong {
  readonly about: string;
  readonly gone?: Wanted;
  readonly summary: string;
  readonly verdict: "fail" | "unknown";
  readonly text: string;
  /** The text is a key or port of what is named, not its name. */
  readonly isPart?: boolean;
  readonly near?: string;
  readonly expected?: string;
  readonly severity?: Severity;
  readonly evidence: Evidence;
}

/** What is wrong with an edge: nothing is there, or it lacks the part that is meant. Undefined: all is well. */
export function wrongWith(graph: Graph, edge: Edge, question: ReferenceQuestion): Wrong | undefined {
  const presence = presenceOf(graph, edge.to);
  if (presence.is !== "unknown" && presence.is !== "absent") return lacking(graph, edge, presence, question);
  const wanted = partsOf(edge.to);
  const { name, kind } = wanted;
  const { evidence } = presence;
  const common = { about: `missing:${edge.to}`, text: name, evidence };
  const near = nearName(graph, wanted, renamerOf(vertexAt(graph, edge.from), edge));
  if (near !== undefined && isSlip(name, near)) {
    const hint = edge.optional ? ". It is optional, so nobody is told" : "";
    const summary = `The ${kindName(kind)} ${name} is declared nowhere; ${near} is${hint}`;
    const milder = edge.optional ? { severity: "warning" as const } : {};
    return { ...common, verdict: "fail", summary, near, expected: near, ...milder };
  }
  const twin = twinOf(graph, edge, wanted);
  if (twin !== undefined) {
    const summary = `The ${kindName(kind)} ${name} is declared nowhere; there is a ${twin} ${name}`;
    const milder = presence.is === "unknown" ? { severity: "warning" as const } : {};
    return { ...common, verdict: "fail", summary, expected: `the kind ${twin}`, ...milder };
  }
  if (presence.is === "unknown") return { ...common, gone: wanted, verdict: "unknown", summary: presence.why };
  if (edge.optional) return undefined;
  return absent(
    graph,
    { ...common, ...(near === undefined ? { gone: wanted } : { near }) },
    presence.elsewhere,
    question,
  );
}

/** The kustomization that changes the name at an edge's field with that of what it names. */
function renamerOf(from: Vertex | undefined, { field }: Edge): string | undefined {
  return field !== undefined && from?.built?.renames(field) ? from.built.by : undefined;
}

/** Kinds of which one is in a namespace and the other is not: people take one for the other. */
const twins: Readonly<Record<string, string>> = {
  "cert-manager.io/Issuer": "cert-manager.io/ClusterIssuer",
  "external-secrets.io/SecretStore": "external-secrets.io/ClusterSecretStore",
  "rbac.authorization.k8s.io/Role": "rbac.authorization.k8s.io/ClusterRole",
};
const twinOfKind = new Map(
  Object.entries(twins).flatMap(
    ([one, other]) =>
      [
        [one, other],
        [other, one],
      ] as const,
  ),
);

/** The twin of a kind of which an object with this very name is declared, where the one that refers to it would find it. */
function twinOf(graph: Graph, edge: Edge, { root, kind, name }: Wanted): string | undefined {
  const twin = twinOfKind.get(kind);
  if (twin === undefined) return undefined;
  const namespace = /\/Cluster/.test(twin) ? "" : partsOf(edge.from).namespace;
  return vertexAt(graph, `${root}:${twin}/${namespace}/${name}`) ? kindName(twin) : undefined;
}

function absent(
  graph: Graph,
  common: Pick<Wrong, "about" | "text" | "evidence" | "near" | "gone">,
  elsewhere: readonly Vertex[],
  { absence: judge }: ReferenceQuestion,
): Wrong {
  const { near, about } = common;
  const wanted = partsOf(about.slice("missing:".length));
  const absence = judge?.(graph, wanted);
  if (absence && "unknown" in absence && elsewhere.length === 0)
    return { ...common, verdict: "unknown", summary: absence.unknown };
  const instead = near === undefined ? placesOf(elsewhere) : `; ${near} is`;
  const summary = `The ${kindName(wanted.kind)} ${wanted.name} is declared nowhere${instead}`;
  const severity = absence && "fail" in absence ? { severity: absence.fail } : {};
  return { ...common, verdict: "fail", summary, ...severity, ...(near === undefined ? {} : { expected: near }) };
}

function placesOf(elsewhere: readonly Vertex[]): string {
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
    isPart: true,
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

/** What several deployments use and none declares is brought by something beside them: a person, or another repository. */
export function broughtBeside(wrong: Wrong, { kind, name }: Wanted): Wrong {
  const summary = `No deployment here declares the ${kindName(kind)} ${name}, and several use it: something else may bring it`;
  return { ...wrong, verdict: "unknown", summary };
}
