import type { Found } from "./catalog.ts";
import type { Edge, Graph, Vertex } from "./graph.ts";
import { valueAt } from "./kubernetes/fields.ts";
import { mendOf, spotOf } from "./mend.ts";
import { isSlip } from "./nearest.ts";
import { isGuessed, type Wanted } from "./presence.ts";
import { broughtBeside, type ReferenceQuestion, type Wrong, wrongWith } from "./wrong-reference.ts";

interface Referrer {
  readonly of: Vertex;
  readonly field: string;
}

interface Slip {
  readonly wrong: Wrong;
  readonly referrers: [Referrer, ...Referrer[]];
}

/** Whether what objects name will be there: a pass for each object that names something, a finding for each name that fails. */
export function* checkReferences(graph: Graph, question: ReferenceQuestion): Iterable<Found> {
  const slips = new Map<string, Slip>();
  const seen = new Map<Vertex, boolean>();
  for (const { of, edge } of referencesOf(graph, question.relations)) {
    const wrong = wrongWith(graph, edge, question);
    seen.set(of, (seen.get(of) ?? true) && !wrong);
    if (wrong) note(slips, wrong, { of, field: spotOf(of, edge.field ?? "", wrong.text, wrong.isPart) });
  }
  for (const [of, well] of seen) if (well) yield { of, verdict: "pass" };
  const users = usersOf(slips.values());
  for (const { wrong, referrers } of slips.values()) {
    const { gone } = wrong;
    const shared = gone && isGuessed(graph, gone.root) && (users.get(nameOf(gone)) ?? 0) > 1;
    yield foundOf(shared ? broughtBeside(wrong, gone) : wrong, referrers);
  }
}

function note(slips: Map<string, Slip>, wrong: Wrong, referrer: Referrer): void {
  const slip = slips.get(wrong.about);
  if (slip) slip.referrers.push(referrer);
  else slips.set(wrong.about, { wrong, referrers: [referrer] });
}

const nameOf = ({ kind, name }: Wanted): string => `${kind}/${name}`;

/** How many roots want each of the names that none has. */
function usersOf(slips: Iterable<Slip>): ReadonlyMap<string, number> {
  const roots = new Map<string, Set<string>>();
  for (const { wrong } of slips) {
    const { gone } = wrong;
    if (gone) roots.set(nameOf(gone), (roots.get(nameOf(gone)) ?? new Set()).add(gone.root));
  }
  return new Map([...roots].map(([name, own]) => [name, own.size]));
}

function* referencesOf(graph: Graph, relations: readonly string[]): Iterable<{ of: Vertex; edge: Edge }> {
  for (const relation of relations) {
    for (const edge of graph.edges(relation)) {
      const look = graph.sight(edge.from);
      if (look.seen && look.value && !edge.makes) yield { of: look.value, edge };
    }
  }
}

function foundOf(wrong: Wrong, all: readonly [Referrer, ...Referrer[]]): Found {
  const referrers = speaking(all, wrong.text);
  const [first = all[0]] = referrers;
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

/** Of the fields of one object that lead to a name, those that say it, where there are such. */
function speaking(referrers: readonly Referrer[], text: string): readonly Referrer[] {
  const says = ({ of, field }: Referrer): boolean => valueAt(of.value, field) === text;
  const speakers = new Set(referrers.filter(says).map(({ of }) => of));
  return referrers.filter((one) => !speakers.has(one.of) || says(one));
}
