import type { Purpose } from "../../../model/scripts.ts";
import type { Workflow, WorkflowJob, WorkflowStep } from "../../../model/workflows.ts";
import type { Declaration } from "../builds/declaration.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import type { LineIndex } from "../positions.ts";
import type { ShellText } from "../scripts/script-value.ts";
import { actionBuilds } from "./action-builds.ts";
import { actionPurpose, longLivedInput } from "./actions.ts";
import { mapping, texts, withoutTemplates } from "./fields.ts";
import { printedSecret } from "./printed.ts";
import { isTrial, makesCluster, purposesIn, waitsForIt } from "./steps.ts";

/** A workflow with its shell texts. */
export interface ReadWorkflow {
  readonly workflow: Workflow;
  readonly shell: readonly ShellText[];
  /** Actions and workflows of this repository that it uses, by the field that names them. */
  readonly uses: readonly { readonly field: string; readonly written: string }[];
  readonly declarations: readonly Declaration[];
}

/** Whether a file is a workflow of GitHub Actions (or Forgejo and Gitea), by its place. */
export function isGithubWorkflow(path: string): boolean {
  return /^\.(?:github|forgejo|gitea)\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** Reads a workflow of GitHub Actions. Source: docs.github.com, "Workflow syntax for GitHub Actions". */
export function readGithubWorkflow(path: string, file: Mapping, line: LineIndex): ReadWorkflow {
  const jobs = Object.entries(mapping(file.jobs)).map(([name, value]) => jobOf(name, mapping(value), { file, line }));
  const triggers = isMapping(file.on) ? Object.keys(file.on) : texts(file.on);
  return {
    workflow: {
      path,
      system: "github",
      exclusive: file.concurrency !== undefined,
      people: triggers.length > 0 && triggers.every((trigger) => trigger === "workflow_dispatch"),
      jobs: jobs.map(({ job }) => job),
    },
    shell: jobs.flatMap(({ shell }) => shell),
    uses: jobs.flatMap(({ job, others }) => (others ? [] : usesOf(mapping(file.jobs)[job.name], job.field))),
    declarations: actionBuilds(path, file, line),
  };
}

interface Around {
  readonly file: Mapping;
  readonly line: LineIndex;
}

/** `uses: ./.github/actions/build` of a job or of its steps; `./../x` is beside the repository, where another one was checked out. */
function usesOf(job: unknown, field: string): ReadWorkflow["uses"] {
  const { uses, steps } = mapping(job);
  const all = [
    { field: `${field}.uses`, written: uses },
    ...(Array.isArray(steps) ? steps : []).map((step, index) => ({
      field: `${field}.steps[${index}].uses`,
      written: mapping(step).uses,
    })),
  ];
  return all.flatMap(({ field: at, written }) =>
    typeof written === "string" && /^\.\/(?!\.\.\/)[\w./-]+$/.test(written) ? [{ field: at, written }] : [],
  );
}

interface ReadJob {
  readonly others: boolean;
  readonly job: WorkflowJob;
  readonly shell: readonly ShellText[];
}

function jobOf(name: string, job: Mapping, around: Around): ReadJob {
  const field = `jobs.${name}`;
  const steps = (Array.isArray(job.steps) ? job.steps : []).map(mapping);
  const read = steps.map((step, index) => stepOf(step, `${field}.steps[${index}]`, { ...around, job }));
  const others = steps.some(isOtherCheckout);
  return {
    others,
    job: {
      name,
      field,
      needs: texts(job.needs),
      exclusive: job.concurrency !== undefined,
      continues: job["continue-on-error"] === true,
      throwaway: isTrial(name) || makesCluster(steps.flatMap(({ uses, run }) => [uses, run])),
      ...(typeof job.uses === "string" ? { calls: job.uses } : {}),
      steps: read.map(({ step }) => step),
    },
    shell: read.flatMap(({ shell }) => (shell ? [{ ...shell, elsewhere: others }] : [])),
  };
}

/** It checks out other repositories, or this one in a folder: paths may be theirs. */
function isOtherCheckout(step: Mapping): boolean {
  const options = mapping(step.with);
  return String(step.uses ?? "").startsWith("actions/checkout@") && ("repository" in options || "path" in options);
}

interface InJob extends Around {
  readonly job: Mapping;
}

function stepOf(step: Mapping, field: string, around: InJob): { step: WorkflowStep; shell?: ShellText } {
  const run = typeof step.run === "string" ? step.run : undefined;
  const uses = typeof step.uses === "string" ? step.uses : undefined;
  const action = uses === undefined ? [] : actionPurpose(uses, mapping(step.with));
  const does: readonly Purpose[] = run === undefined ? action : purposesIn(run);
  const prints = run === undefined ? undefined : printedSecret(run);
  const longLived = uses === undefined ? undefined : longLivedInput(uses, mapping(step.with));
  const read: WorkflowStep = {
    field,
    name: nameOf(step, uses, run),
    does,
    continues: step["continue-on-error"] === true,
    waits: run === undefined ? action.includes("verify") : waitsForIt(run),
    ...(prints === undefined ? {} : { prints: { secret: prints, field: `${field}.run` } }),
    ...(longLived === undefined || uses === undefined ? {} : { longLived: { input: longLived, action: uses } }),
  };
  return run === undefined ? { step: read } : { step: read, shell: shellOf(step, run, field, around) };
}

function nameOf({ name, id }: Mapping, uses: string | undefined, run: string | undefined): string {
  const first = run?.trim().split("\n")[0] ?? "";
  return [name, id, uses, first].find((one): one is string => typeof one === "string" && one !== "") ?? "step";
}

/** A step runs with `bash -e`; only where `shell: bash` is written a failure inside a pipeline counts too. */
function shellOf(step: Mapping, run: string, field: string, { file, line, job }: InJob): ShellText {
  const defaults = [step, mapping(mapping(job.defaults).run), mapping(mapping(file.defaults).run)];
  const shell = defaults.map((one) => one.shell).find((one) => typeof one === "string");
  const folder = defaults.map((one) => one["working-directory"]).find((one) => typeof one === "string");
  const start = line(`${field}.run`);
  return {
    text: withoutTemplates(run),
    firstLine: run.includes("\n") ? start + 1 : start,
    prefix: `${field}: `,
    options: { errexit: true, pipefail: shell === "bash" || /pipefail/.test(String(shell ?? "")) },
    folder: typeof folder === "string" && !folder.includes("$") ? folder : ".",
  };
}
