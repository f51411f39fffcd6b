import type { FaultTarget } from "./fault.ts";
import type { KubeObject } from "./kubernetes/object.ts";
import type { ListScope } from "./world.ts";

/** A drill as a folder: what is there before, what happens step by step, and the answer that Salvor must give. */

/** A fault that a scenario switches on. `name` is the name of the object in the cluster. */
export interface ScenarioFault {
  readonly name: string;
  /** The id of the fault in the catalogue. */
  readonly fault: string;
  readonly target: FaultTarget;
  readonly with?: Readonly<Record<string, string | number>>;
}

/** A list that is read and what is counted in it: pods with a container that waits or ended for such a reason (several with `|`), or all. */
export interface Question {
  /** As a person would type it. */
  readonly query: string;
  readonly list: ListScope;
  readonly counts?: string;
}

/**
 * What somebody concluded from a query that could not see the fault: it matched nothing, and that was read as good
 * news. The drill asks it again, and beside it `better`, which sees the fault. `why` says what the first cannot see.
 */
export interface Claim {
  readonly concluded: string;
  readonly why: string;
  readonly asked: Question;
  readonly better: Question;
}

/** A line of a program's own log that must be shown beside a verdict: what the verdict alone does not tell. */
export interface ShownLog {
  readonly namespace: string;
  readonly labelSelector: string;
  readonly container: string;
  readonly contains: string;
  /** The sentence that the line proves. */
  readonly say: string;
}

/** A cause that must be named: for which object (`Deployment/shop/api`), by which rule, with which words in its sentence and in its evidence. */
export interface ExpectedCause {
  readonly effect: string;
  readonly rule: string;
  readonly text?: string;
  readonly evidence?: string;
}

/** What must come of a step. Objects and steps as `Kind/namespace/name`; lists are complete for causes' effects and unknowns. */
export interface Expected {
  readonly exit: number;
  /** Objects that must have been proven. */
  readonly proven: readonly string[];
  readonly causes: readonly ExpectedCause[];
  /** Objects that stay unknown, and are meant to. */
  readonly unknown: readonly string[];
}

/** One step. Of `deploy` and `apply` at most one is there. */
export interface ScenarioStep {
  readonly name: string;
  /** What people believed, or what happens, in words for a reader who was not there. */
  readonly say: string;
  /** A fleet file, or a folder or file of manifests, that Salvor deploys and proves; relative to the scenario's folder. */
  readonly deploy?: string;
  /** Manifests that the people of the story apply by hand, unproven. */
  readonly apply?: string;
  readonly faults: { readonly add: readonly ScenarioFault[]; readonly remove: readonly string[] };
  readonly claims: readonly Claim[];
  readonly shows: readonly ShownLog[];
  readonly expect?: Expected;
}

/** A scenario as read and checked. `folder` is absolute; `behaviours` and `before` are objects ready to be created (`before` with status). */
export interface Scenario {
  readonly name: string;
  readonly folder: string;
  readonly title: string;
  readonly why: string;
  readonly nodes: number;
  readonly seed: string;
  /** The images that the registry has; absent: every image exists. */
  readonly images?: readonly string[];
  readonly behaviours: readonly KubeObject[];
  readonly faults: readonly ScenarioFault[];
  readonly before: readonly KubeObject[];
  readonly steps: readonly ScenarioStep[];
}
