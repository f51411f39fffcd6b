import type { Departure } from "./departure.ts";
import type { Evidence, Look, Proven } from "./evidence.ts";
import type { HttpCheck } from "./fleet.ts";
import type { Edge } from "./graph.ts";
import type { ObjectRef } from "./subject.ts";
import type { Change, ClusterIdentity, Refusal, World, WritableWorld } from "./world.ts";

/** What must be seen before a step counts. `stableFor` is in seconds. */
export type Expectation =
  | {
      readonly kind: "ready";
      readonly ref: ObjectRef;
      readonly uid?: string;
      readonly generation?: number;
      readonly resourceVersion?: string;
    }
  | { readonly kind: "absent"; readonly ref: ObjectRef }
  | { readonly kind: "http"; readonly check: HttpCheck; readonly namespace: string };

/** What came of an effect: all of it was taken, or the first refusal. */
export type Effect<A> =
  | { readonly done: true; readonly value: A; readonly evidence: readonly Evidence[] }
  | { readonly done: false; readonly refusal: Refusal };

/**
 * A kind of step. `I` is its input as planned, `B` the state before that is journaled with the intent, `A` what the
 * server answered. `done` is asked before `apply` and after a crash: null means that it has not taken effect. `preview`
 * and `done` write nothing; they may ask the server what a write would change. `objects` are those it is about. `stands` is
 * asked when all is ready: which objects are no longer as `apply` left them.
 */
export interface StepKind<I, B, A> {
  readonly id: string;
  readonly title: string;
  readonly effect: "read" | "write" | "destructive";
  parse(input: unknown): I;
  objects(input: I): readonly ObjectRef[];
  preview(world: WritableWorld, input: I): Promise<Effect<readonly Change[]>>;
  before(world: World, input: I): Promise<B>;
  done(world: WritableWorld, input: I, before: B): Promise<Look<A | null>>;
  apply(world: WritableWorld, input: I, before: B, signal: AbortSignal): Promise<Effect<A>>;
  expects(input: I, before: B, applied: A): readonly Expectation[];
  stands(world: WritableWorld, input: I, applied: A): Promise<Look<readonly Departure[]>>;
}

/** A step of a plan. `name` is unique in the plan and is the key of the journal; `input` is what `StepKind.parse` reads. */
export interface PlannedStep {
  readonly name: string;
  readonly kind: string;
  readonly service: string;
  readonly input: unknown;
  readonly dependsOn: readonly string[];
  readonly timeoutSeconds: number;
  readonly stableForSeconds: number;
  readonly checks: readonly HttpCheck[];
  readonly changes: readonly Change[];
}

/** Steps that may run beside one another once the layer before them is proven. */
export interface PlannedLayer {
  readonly name: string;
  readonly steps: readonly PlannedStep[];
}

/** What will be done, in which order. `digest` (`sha256:<hex>`) is over everything that decides it; a run does exactly this. */
export interface Plan {
  readonly fleet: string;
  readonly cluster: ClusterIdentity;
  readonly layers: readonly PlannedLayer[];
  /** The declared relations between the plan's objects: who provides what to whom. */
  readonly edges: readonly Edge[];
  readonly digest: string;
  readonly evidence: Proven;
}
