import type { CauseRule } from "../model/catalog.ts";
import type { Cause } from "../model/cause.ts";
import type { Evidence, Proven } from "../model/evidence.ts";
import type { Graph } from "../model/graph.ts";

/** A walk must end even if rules lead in a circle; chains of life are much shorter than this. */
const longestChain = 12;

interface Found {
  readonly cause: Cause;
  readonly rule: CauseRule;
}

/** A root with the vertices that told of it. */
export interface Root {
  readonly cause: Cause;
  readonly via: readonly string[];
}

/**
 * The roots of what is wrong with a vertex: causes that no further cause explains, with the vertex as their effect. A
 * rule that only leads on (a workload to its pods) is no root. The same root is named once, however many pods tell it.
 * The order depends on the facts alone.
 */
export function causesOf(graph: Graph, rules: readonly CauseRule[], id: string): readonly Root[] {
  const roots = new Map<string, Root>();
  for (const cause of walk({ graph, rules, path: [] }, id)) {
    const key = `${cause.rule}\n${cause.cause}`;
    const known = roots.get(key);
    const via = [...(known?.via ?? []), cause.effect];
    roots.set(key, { via, cause: known ? better(known.cause, cause) : cause });
  }
  return [...roots.values()]
    .map(({ cause, via }) => ({ cause: { ...cause, effect: id }, via }))
    .sort(
      (a, b) =>
        surenessOf(a.cause) - surenessOf(b.cause) ||
        compare(a.cause.rule, b.cause.rule) ||
        compare(a.cause.cause, b.cause.cause),
    );
}

/** The vertices that rules lead on to from one that is not well: a workload's pods in trouble, and itself. */
export function troubleBehind(graph: Graph, rules: readonly CauseRule[], id: string): readonly string[] {
  const reached = new Set([id]);
  const leading = rules.filter(({ follows }) => follows);
  for (const one of reached) {
    const look = graph.sight(one);
    if (!look.seen || !look.value) continue;
    for (const rule of leading) for (const cause of rule.explain(look.value, graph)) reached.add(cause.cause);
  }
  return [...reached];
}

interface Walk {
  readonly graph: Graph;
  readonly rules: readonly CauseRule[];
  readonly path: readonly string[];
}

function walk(at: Walk, id: string): readonly Cause[] {
  if (at.path.includes(id) || at.path.length >= longestChain) return [];
  const look = at.graph.sight(id);
  if (!look.seen || !look.value) return [];
  const vertex = look.value;
  const found: Found[] = at.rules.flatMap((rule) =>
    [...rule.explain(vertex, at.graph)].map((cause): Found => ({ cause, rule })),
  );
  const next = { ...at, path: [...at.path, id] };
  return found.flatMap((one) => follow(next, one));
}

/** What lies behind a cause, or the cause itself where nothing does. */
function follow(at: Walk, { cause, rule }: Found): readonly Cause[] {
  const deeper = cause.cause === cause.effect ? [] : walk(at, cause.cause);
  if (deeper.length === 0) return rule.follows ? [] : [cause];
  if (rule.follows) return deeper;
  return deeper.map((root) => ({
    ...root,
    because: `${cause.because}; ${root.because}`,
    evidence: joined(root.evidence, cause.evidence),
  }));
}

function joined([first, ...rest]: Proven, more: Proven): Proven {
  return [first, ...rest, ...more];
}

const certainties = ["certain", "likely", "possible"] as const;

/** How sure a cause is: 0 is the surest. */
export function surenessOf(cause: Cause): number {
  return certainties.indexOf(cause.certainty);
}

function better(a: Cause, b: Cause): Cause {
  return surenessOf(b) < surenessOf(a) ? b : a;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** What is said of a vertex that is not well and that no rule explains: all that was seen of it, and no guess. */
export function unexplained(id: string, because: string, evidence: readonly [Evidence, ...Evidence[]]): Cause {
  return {
    effect: id,
    cause: id,
    rule: "unexplained",
    because: `No rule explains this yet: ${because}`,
    certainty: "possible",
    evidence,
  };
}
