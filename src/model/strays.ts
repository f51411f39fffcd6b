import type { Edge, Graph, Vertex } from "./graph.ts";
import { namespaceOf } from "./kubernetes/naming.ts";
import { type ObjectVertex, vertexAt } from "./objects.ts";
import { partsOf, presenceOf } from "./presence.ts";

/** Relations by which an object names what must stand in its own namespace. */
const local = [
  "env",
  "env-from",
  "volume",
  "claim",
  "service-account",
  "image-pull-secret",
  "secret-ref",
  "tls-secret",
  "ingress-service",
  "headless-service",
  "scale-target",
  "role",
  "issuer",
  "secret-store",
  "route-service",
  "traefik-service",
];

/** A name that leads nowhere in the namespace of who says it, and to an object of another one. */
interface Miss {
  readonly from: ObjectVertex;
  readonly edge: Edge;
  readonly target: Vertex;
}

/** An object that stands in another namespace than those it belongs with: those that it names, or that name it. */
export interface Stray {
  readonly of: Vertex;
  readonly namespace: string;
  readonly expected: string;
  readonly others: readonly Vertex[];
  readonly missing: readonly string[];
}

/** Objects that were put into the wrong namespace: each explains as many dangling names as it can. */
export function straysIn(graph: Graph): readonly Stray[] {
  let left = missesIn(graph);
  const found: Stray[] = [];
  while (left.length > 0) {
    const groups = [...groupsOf(left, ({ from, target }) => `${from.id} ${namespaceOf(target)}`)].map((misses) => ({
      misses,
      by: "referrer" as const,
    }));
    const others = [...groupsOf(left, ({ from, target }) => `${target.id} ${namespaceOf(from)}`)].map((misses) => ({
      misses,
      by: "target" as const,
    }));
    const best = [...groups, ...others]
      .filter(({ misses, by }) => isLost(graph, misses, by))
      .sort((a, b) => b.misses.length - a.misses.length)[0];
    if (!best) return found;
    found.push(strayOf(graph, best.misses, best.by));
    left = left.filter((miss) => !best.misses.includes(miss));
  }
  return found;
}

function missesIn(graph: Graph): readonly Miss[] {
  return local.flatMap((relation) => [...graph.edges(relation)].flatMap((edge) => missOf(graph, edge) ?? []));
}

function missOf(graph: Graph, edge: Edge): Miss | undefined {
  const from = vertexAt(graph, edge.from) as ObjectVertex | undefined;
  if (!from || edge.makes || edge.optional || partsOf(edge.to).namespace !== namespaceOf(from)) return undefined;
  const presence = presenceOf(graph, edge.to);
  const [target, ...more] = presence.is === "absent" ? presence.elsewhere : [];
  // Of several with that name nobody can say which is meant.
  return target && more.length === 0 ? { from, edge, target } : undefined;
}

function groupsOf(misses: readonly Miss[], key: (miss: Miss) => string): Iterable<readonly [Miss, ...Miss[]]> {
  const groups = new Map<string, [Miss, ...Miss[]]>();
  for (const miss of misses) {
    const known = groups.get(key(miss));
    if (known) known.push(miss);
    else groups.set(key(miss), [miss]);
  }
  return groups.values();
}

/** Whether it has no business where it stands: nothing there that it names, and nobody there who names it. */
function isLost(graph: Graph, [{ from, target }]: readonly [Miss, ...Miss[]], by: "referrer" | "target"): boolean {
  const of = by === "referrer" ? from : target;
  const own = namespaceOf(of);
  const named = local.some((relation) =>
    [...graph.out(of.id, relation)].some(({ to, makes }) => !makes && presenceOf(graph, to).is === "there"),
  );
  const naming = [...graph.in(of.id)].some(({ from: other, relation }) => {
    const by = vertexAt(graph, other);
    return relation !== "url" && by !== undefined && namespaceOf(by) === own && other !== of.id;
  });
  return !named && !naming;
}

function strayOf(graph: Graph, misses: readonly [Miss, ...Miss[]], by: "referrer" | "target"): Stray {
  const [{ from, target }] = misses;
  const [of, other] = by === "referrer" ? [from, target] : [target, from];
  const expected = namespaceOf(other);
  const others = misses.map((miss) => (by === "referrer" ? miss.target : miss.from));
  const urls = by === "referrer" ? [...graph.out(of.id, "url")].map(({ to }) => to) : [];
  return {
    of,
    namespace: namespaceOf(of),
    expected,
    others: [...new Set(others)],
    missing: [...new Set([...misses.map(({ edge }) => edge.to), ...urls])],
  };
}
