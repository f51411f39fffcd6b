import type { Purpose } from "./scripts.ts";

/** What a CI workflow does. A `field` is a path in its file. */

/** A step: an action, or shell commands. */
export interface WorkflowStep {
  readonly field: string;
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

/** A job of a workflow. */
export interface WorkflowJob {
  readonly name: string;
  readonly field: string;
  readonly needs: readonly string[];
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
  readonly jobs: readonly WorkflowJob[];
}
