import type { Cause } from "./cause.ts";
import type { Evidence, Severity, Verdict } from "./evidence.ts";
import type { Mend } from "./finding.ts";
import type { Fleet } from "./fleet.ts";
import type { Edge, Fact, Graph, Vertex } from "./graph.ts";
import type { StepKind } from "./plan.ts";
import type { Past, ReadinessVerdict } from "./readiness.ts";
import type { Position } from "./subject.ts";
import type { ListScope, World } from "./world.ts";

/**
 * A case that a rule is tried on, and its page in the reference. `objects` are given to an in-memory world that says
 * the list of every kind named in `needs` was complete, except those in `refused` (`v1/Secret`); a file name is a path.
 * `logs` are keyed `namespace/pod/container`, `images` are the references that the registry has. What is in `expect`
 * must be there, each part of it: a text in `because` as a part of the sentence, one in `evidence` of an excerpt.
 */
export interface Example {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly objects?: readonly object[];
  readonly logs?: Readonly<Record<string, string>>;
  readonly images?: readonly string[];
  readonly refused?: readonly string[];
  /** What the fleet file says. */
  readonly fleet?: Partial<Fleet>;
  /** What there was when the step began that is judged. */
  readonly atStart?: readonly object[];
  /** What the plan declares beside that, or instead. */
  readonly plan?: readonly object[];
  /** The instant of the look (RFC 3339); by default that of the in-memory world. */
  readonly at?: string;
  /** Everything was seen the same so many seconds before as well. */
  readonly heldSeconds?: number;
  readonly expect: unknown;
  readonly not?: unknown;
}

/** What every rule says of itself. `id` is kebab-case, public, and the name of its file. `needs` are kinds and what looks give. */
export interface Rule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly needs: readonly string[];
  readonly examples: readonly [Example, Example, ...Example[]];
}

/**
 * What an observation is about: which lists it wants, the folder of the repository that is read, and the instant
 * (RFC 3339) at which it asks.
 */
export interface LookScope {
  readonly lists: readonly ListScope[];
  readonly repository?: string;
  readonly now: string;
}

/** Something that a look would ask the world. `key` is stable: what was asked once is not asked again. */
export interface Ask {
  readonly key: string;
  readonly [field: string]: unknown;
}

/**
 * A kind of look: the only items of the catalogue that touch the world. `gives` are kinds (`v1/Pod`), names (`log`,
 * `image`), or `*` for every kind of object. `asks` is pure and says what it would ask now, given what is known; the
 * engine runs what is new, in rounds, until nothing is. `follow` keeps what was read up to date until the signal aborts.
 */
export interface LookKind {
  readonly id: string;
  readonly title: string;
  readonly gives: readonly string[];
  asks(graph: Graph, scope: LookScope): Iterable<Ask>;
  run(world: World, ask: Ask): AsyncIterable<Fact>;
  follow?(world: World, ask: Ask, signal: AbortSignal): AsyncIterable<Fact>;
}

/**
 * Finds edges that start at a vertex. Pure. `starts` are the kinds it starts at (`*`: any object), `needs` those it
 * looks up in the graph. It reads what objects declare, never their status: an update of status alone moves no edge.
 */
export interface Relation extends Rule {
  readonly starts: readonly string[];
  /** What it looks up stands in the namespace of the vertex that it starts at. */
  readonly local: boolean;
  /** What it connects is deployed, proven and undone together. */
  readonly binds: boolean;
  edges(vertex: Vertex, graph: Graph): Iterable<Edge>;
}

/**
 * Names causes of a failing vertex. Pure; used by `deploy`, `diagnose` and `recover` alike. `follows`: it only leads on
 * to the next vertex (a workload to its pods) and is never a cause by itself.
 */
export interface CauseRule extends Rule {
  readonly remedy: string;
  readonly follows?: boolean;
  explain(vertex: Vertex, graph: Graph): Iterable<Cause>;
}

/** Says whether an object of one kind is ready. Pure. A kind without a rule is `unverified`, never ready. */
export interface ReadinessRule extends Rule {
  readonly groupKind: string;
  judge(vertex: Vertex, graph: Graph, past: Past): ReadinessVerdict;
}

/**
 * What a check says of one thing. `of` is the vertex that a person has to look at, `field` the place in it; subject,
 * places and evidence are made from these by the engine. `about` names what is wrong (`missing:<vertex id>`): what one
 * check says about the same thing becomes one finding with several places. `explains` lists what is wrong only because
 * of this; other checks' findings about that are left out. A `pass` needs a vertex and nothing else.
 */
export interface Found {
  readonly of: Vertex;
  readonly verdict: Verdict;
  readonly field?: string;
  /** What is there and what is wrong with it, one sentence without the name of the subject. */
  readonly summary?: string;
  readonly expected?: string;
  readonly actual?: string;
  readonly severity?: Severity;
  readonly remedy?: string;
  /** More places that belong to it: the other end of a reference, the other five ports. */
  readonly places?: readonly Position[];
  /** What was seen beside the vertex itself: the complete list that lacks a name, the other end. */
  readonly evidence?: readonly Evidence[];
  readonly fix?: readonly Mend[];
  readonly about?: string;
  readonly explains?: readonly string[];
}

/**
 * Asks the graph one question. Pure. `needs` are kinds and what looks give, or `fleet`: what only a fleet file says. A
 * check that yields nothing found nothing to look at, and is skipped. `severity` is the consequence for who ignores it. What files cannot decide is `unknown`,
 * with the reason as summary. `optIn`: it runs only when named (`--only`).
 */
export interface Check extends Rule {
  readonly remedy: string;
  readonly severity: Severity;
  readonly optIn?: boolean;
  run(graph: Graph, fleet: Fleet): Iterable<Found>;
}

/** What the engine is handed: it knows no item by name. */
export interface Catalog {
  readonly looks: readonly LookKind[];
  readonly relations: readonly Relation[];
  readonly checks: readonly Check[];
  readonly causes: readonly CauseRule[];
  readonly readiness: readonly ReadinessRule[];
  readonly steps: readonly StepKind<unknown, unknown, unknown>[];
}
