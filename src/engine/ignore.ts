import type { Check, Found } from "../model/catalog.ts";
import { isDay, isOver } from "../model/day.ts";
import type { Fleet, FleetIgnore } from "../model/fleet.ts";
import { matchesGlob } from "../model/glob.ts";
import type { Vertex } from "../model/graph.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { nearest } from "../model/nearest.ts";
import type { RepositoryFile } from "../model/repository.ts";
import { type Position, shortName } from "../model/subject.ts";

/** What a person does not want to be told, and why. Only what carries a reason and is not over counts. */
interface Wish {
  readonly check: string;
  readonly reason: string;
  readonly until?: string;
  /** Where it is written, as a person would say it, and the place in a file, where there is one. */
  readonly said: string;
  readonly place?: Position;
  covers(found: Found, at: Position | undefined): boolean;
}

/** Something about a wish that its author should know. */
export interface IgnoreNote {
  readonly text: string;
  readonly place?: Position;
}

/** The wishes of a repository. What they were asked for is remembered, to tell which of them mean nothing any more. */
export interface Ignores {
  /** The reason why a finding is not counted; undefined where nobody gave any. */
  reasonFor(check: Check, found: Found): string | undefined;
  /** What is wrong with the wishes: over, without a reason, about no check, about nothing. Ask it at the end. */
  notes(): readonly IgnoreNote[];
}

/** What wishes are read from. `checks` are those that there are; `ran` those that were asked this time. */
export interface IgnoreSources {
  readonly vertices: Iterable<Vertex>;
  readonly fleet: Fleet;
  /** The instant of the look (RFC 3339). */
  readonly now: string;
  readonly checks: readonly { readonly id: string }[];
  readonly ran: readonly { readonly id: string }[];
}

const annotation = "salvor.dev/ignore";

/** Reads the wishes: annotations of objects, comments in files, and `ignore` of the fleet file. */
export function ignoresOf({ vertices, fleet, now, checks, ran }: IgnoreSources): Ignores {
  const wishes = [...[...vertices].flatMap(wishesOf), ...fleet.ignore.map((one) => fleetWish(fleet, one))];
  const sound = wishes.filter((wish) => !problemOf(wish, now, checks));
  const used = new Set<Wish>();
  return {
    reasonFor(check, found) {
      if (sound.length === 0 || (found.verdict !== "fail" && found.verdict !== "unknown")) return undefined;
      const at = found.of.origin?.(found.field);
      const wish = sound.find((one) => matchesGlob(one.check, check.id) && one.covers(found, at));
      if (wish) used.add(wish);
      return wish?.reason;
    },
    notes: () => [
      ...wishes.flatMap((wish) => noteOf(wish, problemOf(wish, now, checks))),
      ...sound.filter((wish) => !used.has(wish) && ran.some(({ id }) => matchesGlob(wish.check, id))).flatMap(idle),
    ],
  };
}

const idle = (wish: Wish): readonly IgnoreNote[] =>
  noteOf(wish, "there is nothing that it ignores; remove it, so that it hides nothing later");

function noteOf({ said, check, place }: Wish, problem: string | undefined): readonly IgnoreNote[] {
  if (problem === undefined) return [];
  return [{ text: `${said} ignores ${check || "no check"}: ${problem}`, ...(place ? { place } : {}) }];
}

function problemOf(wish: Wish, now: string, checks: IgnoreSources["checks"]): string | undefined {
  const { check, reason, until } = wish;
  if (!checks.some(({ id }) => matchesGlob(check, id))) {
    const near = nearest(
      check,
      checks.map(({ id }) => id),
    );
    return `there is no such check${near ? `; the nearest is ${near}` : ""}`;
  }
  if (reason === "") return "it gives no reason, so it does not count; write one behind the name of the check";
  if (until !== undefined && !isDay(until))
    return `"until=${until}" is no day such as 2027-01-31, so it does not count`;
  if (until !== undefined && isOver(until, now)) return `it held until ${until} and counts no more`;
  return undefined;
}

function wishesOf(vertex: Vertex): readonly Wish[] {
  if (vertex.subject.kind === "object") return annotated(vertex, vertex.value as KubeObject);
  return vertex.id.startsWith("file:") ? commented(vertex.value as RepositoryFile) : [];
}

/** One wish in a line, or several with commas between them: `ports-agree=reason;until=2027-01-01`. */
function annotated(vertex: Vertex, object: KubeObject): readonly Wish[] {
  const text = object.metadata.annotations?.[annotation];
  if (typeof text !== "string") return [];
  const place = vertex.origin?.(`metadata.annotations["${annotation}"]`);
  const said = vertex.subject.kind === "object" ? `the annotation of ${shortName(vertex.subject.ref)}` : "";
  return text
    .split(/\n|,(?=\s*[\w*-]+=)/)
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, check = line, rest = ""] = /^\s*([\w*-]+)\s*=(.*)$/.exec(line) ?? [];
      const covers = ({ of }: Found): boolean => of.id === vertex.id;
      return { check: check.trim(), ...reasonIn(rest), said, ...(place ? { place } : {}), covers };
    });
}

function commented({ path, ignores }: RepositoryFile): readonly Wish[] {
  return ignores.map(({ check, reason, line, lines: [first, last] }) => ({
    check,
    ...reasonIn(reason),
    said: "the comment",
    place: { path, line },
    covers: (_found, at) => at?.path === path && (at.line === undefined || (at.line >= first && at.line <= last)),
  }));
}

function reasonIn(text: string): Pick<Wish, "reason" | "until"> {
  const [, reason = "", until] = /^(.*?)(?:;\s*until\s*=\s*(\S+)\s*)?$/.exec(text) ?? [];
  return { reason: reason.trim(), ...(until === undefined ? {} : { until }) };
}

function fleetWish(fleet: Fleet, { check, object, path, reason, until }: FleetIgnore): Wish {
  return {
    check,
    reason,
    ...(until === undefined ? {} : { until }),
    said: `the fleet file ${fleet.path ?? ""}`,
    covers({ of }, at) {
      const name = of.subject.kind === "object" ? shortName(of.subject.ref) : "";
      return (
        (object === undefined || matchesGlob(object, name)) && (path === undefined || matchesGlob(path, at?.path ?? ""))
      );
    },
  };
}
