import type { Purpose } from "./scripts.ts";

/** What a CI workflow does. A `field` is a path in its file. */

/** A step: an action, or shell commands. */
export interface WorkflowStep {
  readonly field: string;
  readonly id?: string;
  /** The keys that it is written with. */
  readonly keys: readonly string[];
  /** The action that it uses, as it is written. */
  readonly uses?: string;
  /** Of an action of this repository: what it is given, and what it takes. */
  readonly inputs?: {
    readonly given: readonly string[];
    readonly known: readonly string[];
    readonly required: readonly string[];
  };
  /** The names that its commands write to `GITHUB_OUTPUT`; absent where they are not known. */
  readonly outputs?: readonly string[];
  /** What a person calls it: its name, or the action, or its first command. */
  readonly name: string;
  readonly does: readonly Purpose[];
  /** Its failure does not fail the job. */
  readonly continues: boolean;
  /** It waits until what it deployed works, and fails otherwise (`helm upgrade --wait`). */
  readonly waits: boolean;
  /** It prints a secret: the name of the secret. */
  readonly prints?: { readonly secret: string; readonly field: string };
  /** It logs in with a key that does not expire, where the action can do without: the input's name. */
  readonly longLived?: { readonly input: string; readonly action: string };
}

/** `needs.build.outputs.tag` or `steps.meta.outputs.tag` in an expression: a job or a step, and what is wanted of it. */
export interface WorkflowAsk {
  readonly field: string;
  readonly of: "needs" | "steps";
  readonly name: string;
  readonly output?: string;
}

/** A job of a workflow. */
export interface WorkflowJob {
  readonly name: string;
  readonly field: string;
  /** The keys that it is written with. */
  readonly keys: readonly string[];
  readonly needs: readonly string[];
  /** The names of what it hands on; absent where another workflow says them. */
  readonly outputs?: readonly string[];
  /** What its expressions ask of its steps and of other jobs. */
  readonly asks: readonly WorkflowAsk[];
  /** Two runs of it do not overlap. */
  readonly exclusive: boolean;
  readonly continues: boolean;
  /** It deploys to try something: into a cluster that it makes for itself, or its name says so. */
  readonly throwaway: boolean;
  /** It is another workflow, whose steps are not here. */
  readonly calls?: string;
  readonly steps: readonly WorkflowStep[];
}

/** A workflow. `people`: only a person starts it. Id: `workflow:` and the path. */
export interface Workflow {
  readonly path: string;
  readonly system: "github" | "gitlab";
  readonly exclusive: boolean;
  readonly people: boolean;
  /** What starts it, with the keys that are written below each. */
  readonly triggers: readonly { readonly name: string; readonly field: string; readonly keys: readonly string[] }[];
  /** Where an expression begins that does not end (`${{ x }`). */
  readonly open: readonly string[];
  readonly jobs: readonly WorkflowJob[];
}
