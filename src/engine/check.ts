import type { Check, Found } from "../model/catalog.ts";
import type { Evidence, Proven } from "../model/evidence.ts";
import type { Finding } from "../model/finding.ts";
import type { Fleet } from "../model/fleet.ts";
import type { Graph, Vertex } from "../model/graph.ts";
import { describeSubject, type Position, type Subject } from "../model/subject.ts";
import type { Ignores } from "./ignore.ts";

/** What is asked of a graph. */
export interface CheckOptions {
  readonly graph: Graph;
  readonly fleet: Fleet;
  readonly checks: readonly Check[];
  /** What somebody does not want to be told. */
  readonly ignores?: Ignores;
}

interface Said extends Found {
  readonly check: Check;
  readonly ignored?: string;
}

/** Runs checks over a graph. Findings of all verdicts, one for each slip: in the order of the checks, then as they were found. */
export function checkGraph({ graph, fleet, checks, ignores }: CheckOptions): readonly Finding[] {
  const said = checks.flatMap((check) => {
    const found = idle(check, fleet) ? [] : sayings(check, graph, fleet);
    return (found.length > 0 ? found : skipped(check, graph, fleet)).map((one): Said => ({ ...one, check }));
  });
  const byAnother = explainedIn(said);
  const left = said.filter((one) => one.verdict === "pass" || !byAnother(one));
  return merged(
    left.map((one) => {
      const ignored = ignores?.reasonFor(one.check, one);
      return ignored === undefined ? one : { ...one, ignored };
    }),
  );
}

function sayings(check: Check, graph: Graph, fleet: Fleet): readonly Found[] {
  try {
    return [...check.run(graph, fleet)];
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`the check ${check.id} broke down: ${why}`, { cause: error });
  }
}

/** A check that asks what only a fleet file says has nothing to do without one. */
function idle(check: Check, fleet: Fleet): boolean {
  return check.needs.includes("fleet") && fleet.path === undefined;
}

/** A check that found nothing to look at says so, with the list in which nothing was. */
function skipped(check: Check, graph: Graph, fleet: Fleet): readonly Found[] {
  const [of] = graph.ofKind("root");
  const summary = idle(check, fleet) ? "There is no fleet file" : "Nothing that it looks at is declared";
  return of ? [{ of, verdict: "skipped", summary }] : [];
}

/** Whether something is wrong only because of what another check says. */
function explainedIn(said: readonly Said[]): (one: Said) => boolean {
  const explainers = new Map<string, Set<string>>();
  for (const { verdict, check, explains = [] } of said) {
    if (verdict !== "fail") continue;
    for (const about of explains) explainers.set(about, (explainers.get(about) ?? new Set()).add(check.id));
  }
  return ({ check, about }) => {
    const by = about === undefined ? undefined : explainers.get(about);
    return by !== undefined && (by.size > 1 || !by.has(check.id));
  };
}

/** What is said of the same slip, through several overlays or by several who refer to it, is one finding. */
function merged(said: readonly Said[]): readonly Finding[] {
  const groups = new Map<string, Finding>();
  const slips = new Map<string, Slips>();
  for (const one of said) {
    const places = one.verdict === "pass" ? [] : placesOf(one);
    const finding = one.verdict === "pass" ? passing(one) : findingOf(one, places);
    const slip = one.verdict === "pass" ? finding.key : slipOf(one, finding, places[0], slips);
    const group = one.ignored === undefined ? slip : `${slip}\n${one.ignored}`;
    const known = groups.get(group);
    if (!known) groups.set(group, finding);
    else if (one.verdict !== "pass") groups.set(group, joined(known, finding));
  }
  return [...groups.values()];
}

/** What findings with the same words in one file are about: the first with its place, and each by its line once there are more. */
interface Slips {
  readonly first: { readonly id: string; readonly place: Position };
  lines?: Map<number | undefined, string>;
}

/**
 * What makes two findings one: what they are about, or the same text (else the same words) in the same line of a base that
 * overlays share: what is near it may be called otherwise in each of them.
 * `slips` are those so far by words and file; to find a line costs more than all else, so it waits for a second one.
 */
function slipOf(
  { check, verdict, about }: Said,
  finding: Finding,
  place: Position | undefined,
  slips: Map<string, Slips>,
): string {
  const id = about === undefined ? finding.key : `${check.id} ${verdict} ${about}`;
  if (!place) return id;
  const words = `${check.id} ${verdict} ${place.path} ${finding.actual ?? finding.summary}`;
  const same = slips.get(words);
  if (!same) {
    slips.set(words, { first: { id, place } });
    return id;
  }
  same.lines ??= new Map([[same.first.place.line, same.first.id]]);
  const known = same.lines.get(place.line) ?? id;
  same.lines.set(place.line, known);
  return known;
}

const severities = ["info", "warning", "error", "critical"] as const;
const order = { fail: 3, unknown: 2, skipped: 1, pass: 0 } as const;

function joined(known: Finding, other: Finding): Finding {
  const worse = order[other.verdict] > order[known.verdict] ? other : known;
  const places = distinct([...(worse.places ?? []), ...(known.places ?? []), ...(other.places ?? [])]);
  const severity = severities[Math.max(severities.indexOf(known.severity), severities.indexOf(other.severity))];
  const fix = [...new Map([...(known.fix ?? []), ...(other.fix ?? [])].map((mend) => [JSON.stringify(mend), mend]))];
  return {
    ...worse,
    severity: severity ?? worse.severity,
    ...(places.length > 0 ? { places } : {}),
    ...(fix.length > 0 ? { fix: fix.map(([, mend]) => mend) } : {}),
  };
}

/** One place of each line. To find lines takes long, so they are asked only where a file is named twice. */
function distinct(places: readonly Position[]): readonly Position[] {
  if (new Set(places.map(({ path }) => path)).size === places.length) return places;
  return [...new Map(places.map((place) => [`${place.path}:${place.line ?? ""}`, place])).values()];
}

function findingOf(said: Said, all: readonly Position[]): Finding {
  const { check, of, field, verdict, summary = "", expected, actual, fix } = said;
  let places: readonly Position[] | undefined;
  const subject = subjectOf(of, field);
  return {
    key: keyOf(check.id, subject, all[0]),
    check: check.id,
    verdict,
    severity: said.severity ?? check.severity,
    subject,
    get places() {
      places ??= distinct(all);
      return places;
    },
    summary,
    ...(expected === undefined ? {} : { expected }),
    ...(actual === undefined ? {} : { actual }),
    get evidence() {
      return evidenceOf(of, field, said.evidence ?? []);
    },
    ...(verdict === "fail" ? { remedy: said.remedy ?? check.remedy } : {}),
    ...(said.ignored === undefined ? {} : { ignored: said.ignored }),
    ...(fix === undefined ? {} : { fix }),
  };
}

/**
 * Where the field stands, then what else is pointed to. A file as a whole begins at its first line, which says nothing
 * where a line of it is named.
 */
function placesOf({ of, field, places = [] }: Said): readonly Position[] {
  const { subject } = of;
  const isNamed = subject.kind === "file" && field === undefined && places.some(({ path }) => path === subject.path);
  const place = isNamed ? undefined : of.origin?.(field);
  return place ? [place, ...places] : places;
}

/** Most of what is said is that all is well, and seldom shown: its place is looked up when somebody asks for it. */
function passing({ check, of, field, places: more = [], evidence = [] }: Said): Finding {
  const subject = subjectOf(of, field);
  return {
    key: `${check.id}:${of.id}${field === undefined ? "" : ` ${field}`}`,
    check: check.id,
    verdict: "pass",
    severity: check.severity,
    subject,
    summary: "",
    get places() {
      const place = of.origin?.(field);
      return distinct([...(place ? [place] : []), ...more]);
    },
    get evidence() {
      return evidenceOf(of, field, evidence);
    },
  };
}

function subjectOf({ subject }: Vertex, field: string | undefined): Subject {
  return field === undefined || !("ref" in subject || "path" in subject) ? subject : { ...subject, field };
}

function evidenceOf(of: Vertex, field: string | undefined, more: readonly Evidence[]): Proven {
  return [of.line?.(field) ?? of.evidence, ...more];
}

/** Stable between runs: lines move when somebody edits above, names and files seldom. */
function keyOf(check: string, subject: Subject, place: Position | undefined): string {
  const what =
    subject.kind === "file" ? `${subject.path}${subject.field ? ` ${subject.field}` : ""}` : describeSubject(subject);
  return `${check}:${what}${place && subject.kind !== "file" ? `@${place.path}` : ""}`;
}
