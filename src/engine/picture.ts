import { affected, firstPlace, severities } from "../model/check-result.ts";
import type { Finding } from "../model/finding.ts";
import type { Edge, Graph, Vertex } from "../model/graph.ts";
import type { Picture, PictureEdge, PictureFinding, PictureNode } from "../model/picture.ts";
import { type Presence, presenceOf } from "../model/presence.ts";
import { objectId } from "../model/subject.ts";
import { shownFindings } from "./check-result.ts";

/** What is drawn: the things of a graph, the findings about them, and which paths they are in (all where empty). */
export interface PictureOptions {
  readonly title: string;
  readonly graph: Graph;
  readonly vertices: Iterable<Vertex>;
  readonly findings: readonly Finding[];
  readonly paths: readonly string[];
}

const isUnder = (paths: readonly string[], path: string | undefined): boolean =>
  paths.length === 0 || (path !== undefined && paths.some((one) => path === one || path.startsWith(`${one}/`)));

/** Draws a graph: its objects, what they name, and what checks said. With paths: what is in them, and what that touches. */
export function pictureOf({ title, graph, vertices, findings, paths }: PictureOptions): Picture {
  const said = shownFindings(findings, ["fail", "unknown"]);
  const tally = tallyOf(said);
  const nodes = new Map<string, PictureNode>();
  for (const vertex of vertices) {
    const node = declared(vertex, tally);
    if (node) nodes.set(node.id, node);
  }
  const edges = new Map<string, PictureEdge>();
  for (const id of [...nodes.keys()]) {
    for (const edge of graph.out(id)) {
      const to = farEnd(graph, edge);
      if (to.id === id) continue;
      if (!nodes.has(to.id)) nodes.set(to.id, to);
      const key = `${id}\n${to.id}`;
      const relations = new Set([...(edges.get(key)?.relations ?? []), edge.relation]);
      edges.set(key, { from: id, to: to.id, relations: [...relations].sort() });
    }
  }
  const kept = keptIn(nodes, [...edges.values()], paths);
  return {
    title,
    nodes: [...nodes.values()].filter(({ id }) => kept.has(id)).sort(byId),
    edges: [...edges.values()].filter(({ from, to }) => kept.has(from) && kept.has(to)),
    findings: said.map((finding) => drawn(finding, kept)).filter((one) => isUnder(paths, one.place?.path)),
  };
}

const byId = (a: PictureNode, b: PictureNode): number => (a.id < b.id ? -1 : 1);

type Tally = Pick<PictureNode, "fail" | "worst" | "unknown">;

const nothing: Tally = { fail: 0, unknown: 0 };

function tallyOf(findings: readonly Finding[]): ReadonlyMap<string, Tally> {
  const tally = new Map<string, Tally>();
  for (const finding of findings) {
    if (finding.subject.kind !== "object") continue;
    const id = objectId(finding.subject.ref);
    tally.set(id, added(tally.get(id) ?? nothing, finding));
  }
  return tally;
}

function added({ fail, worst, unknown }: Tally, { verdict, severity }: Finding): Tally {
  if (verdict === "unknown") return { fail, unknown: unknown + 1, ...(worst ? { worst } : {}) };
  const graver = worst === undefined || severities.indexOf(severity) > severities.indexOf(worst);
  return { fail: fail + 1, unknown, worst: graver ? severity : worst };
}

function declared({ id, subject, origin }: Vertex, tally: ReadonlyMap<string, Tally>): PictureNode | undefined {
  if (subject.kind !== "object") return undefined;
  const { kind, name, namespace = "", in: root = "cluster" } = subject.ref;
  const place = origin?.();
  const counts = tally.get(id) ?? nothing;
  return { id, kind, name, namespace, root, state: "declared", ...(place ? { place } : {}), ...counts };
}

const stateOf: Readonly<Record<Presence["is"], PictureNode["state"]>> = {
  there: "declared",
  made: "made",
  "built-in": "brought",
  unknown: "unknown",
  absent: "absent",
};

/** What an edge leads to: an object wherever it is declared, or a thing that no file declares. */
function farEnd(graph: Graph, { from, to, optional }: Edge): PictureNode {
  const [, root = "", kind = "", namespace = "", name = ""] =
    /^([^:]*):[^/]+\/([A-Z][^/]*)\/([^/]*)\/(.+)$/.exec(to) ?? [];
  if (kind === "") {
    const colon = to.indexOf(":");
    const rootOfFrom = from.slice(0, from.indexOf(":"));
    return {
      id: to,
      kind: to.slice(0, colon),
      name: to.slice(colon + 1),
      namespace: "",
      root: rootOfFrom,
      state: "brought",
      ...nothing,
    };
  }
  const presence = presenceOf(graph, to);
  if (presence.is === "there") {
    const node = declared(presence.vertex, new Map());
    if (node) return node;
  }
  const state = presence.is === "absent" && optional ? "unknown" : stateOf[presence.is];
  return { id: to, kind, name, namespace, root, state, ...nothing };
}

/** What is in the paths, and what is one step away from that. */
function keptIn(
  nodes: ReadonlyMap<string, PictureNode>,
  edges: readonly PictureEdge[],
  paths: readonly string[],
): ReadonlySet<string> {
  const inside = new Set([...nodes.values()].filter(({ place }) => isUnder(paths, place?.path)).map(({ id }) => id));
  const beside = edges.flatMap(({ from, to }) => (inside.has(from) ? [to] : inside.has(to) ? [from] : []));
  return new Set([...inside, ...beside]);
}

function drawn(finding: Finding, kept: ReadonlySet<string>): PictureFinding {
  const { subject, check, verdict, severity, summary, expected } = finding;
  const place = firstPlace(finding);
  const node = subject.kind === "object" ? objectId(subject.ref) : "";
  return {
    ...(kept.has(node) ? { node } : {}),
    about: affected(finding),
    check,
    verdict,
    severity,
    summary,
    ...(expected === undefined ? {} : { expected }),
    ...(place ? { place } : {}),
  };
}
