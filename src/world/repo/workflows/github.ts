import type { Purpose } from "../../../model/scripts.ts";
import type { Workflow, WorkflowJob, WorkflowStep } from "../../../model/workflows.ts";
import type { Declaration } from "../builds/declaration.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import type { LineIndex } from "../positions.ts";
import type { ShellText } from "../scripts/script-value.ts";
import { actionBuilds } from "./action-builds.ts";
import { actionPurpose, longLivedInput } from "./actions.ts";
import { asksIn, openExpressions, writtenOutputs } from "./asks.ts";
import { mapping, texts, withoutTemplates } from "./fields.ts";
import { printedSecret } from "./printed.ts";
import { isTrial, makesCluster, purposesIn, waitsForIt } from "./steps.ts";

/** A workflow with its shell texts. */
export interface ReadWorkflow {
  readonly workflow: Workflow;
  readonly shell: readonly ShellText[];
  /** Actions, workflows and folders of this repository that it uses, by the field that names them. */
  readonly uses: readonly { readonly field: string; readonly written: string }[];
  readonly declarations: readonly Declaration[];
}

/** Whether a file is a workflow of GitHub Actions (or Forgejo and Gitea), by its place. */
export function isGithubWorkflow(path: string): boolean {
  return /^\.(?:github|forgejo|gitea)\/workflows\/[^/]+\.ya?ml$/.test(path);
}

/** Reads a workflow of GitHub Actions. Source: docs.github.com, "Workflow syntax for GitHub Actions". */
export function readGithubWorkflow(
  path: string,
  file: Mapping,
  { line, actionAt }: Pick<Around, "line" | "actionAt">,
): ReadWorkflow {
  const around = { file, line, actionAt };
  const jobs = Object.entries(mapping(file.jobs)).map(([name, value]) => jobOf(name, mapping(value), around));
  // To YAML 1.1 the key `on` is a truth value.
  const on = file.on ?? file.true;
  const triggers = isMapping(on) ? Object.keys(on) : texts(on);
  return {
    workflow: {
      path,
      system: "github",
      exclusive: file.concurrency !== undefined,
      people: triggers.length > 0 && triggers.every((trigger) => trigger === "workflow_dispatch"),
      triggers: triggers.map((name) => ({
        name,
        field: isMapping(on) ? `on.${name}` : "on",
        keys: isMapping(on) ? Object.keys(mapping(on[name])) : [],
      })),
      open: openExpressions(file),
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
  /** What the file of an action of this repository says. */
  readonly actionAt: (written: string) => Mapping | undefined;
}

/**
 * Paths of a job and its steps: `uses: ./.github/actions/build` (`./../x` is beside the repository, where another one was
 * checked out), and the folders that commands run in.
 */
function usesOf(job: unknown, field: string): ReadWorkflow["uses"] {
  const { uses, steps } = mapping(job);
  const all = [
    { field: `${field}.uses`, written: uses },
    ...stepsIn(steps, `${field}.steps`).map(({ step, field: at }) => ({ field: `${at}.uses`, written: step.uses })),
  ];
  const actions = all.filter(({ written }) => /^\.\/(?!\.\.\/)[\w./-]+$/.test(String(written)));
  const folders = stepsIn(steps, `${field}.steps`)
    .map(({ step, field: at }) => ({ field: `${at}.working-directory`, written: step["working-directory"] }))
    .filter(({ written }) => /^(?!\/|\.\.)[\w./-]+$/.test(String(written ?? "/")));
  return [...actions, ...folders].map(({ field: at, written }) => ({ field: at, written: String(written) }));
}

interface ReadJob {
  readonly others: boolean;
  readonly job: WorkflowJob;
  readonly shell: readonly ShellText[];
}

function jobOf(name: string, job: Mapping, around: Around): ReadJob {
  const field = `jobs.${name}`;
  const steps = stepsIn(job.steps, `${field}.steps`);
  const read = steps.map(({ step, field: at }) => stepOf(step, at, { ...around, job }));
  const others = steps.some(({ step }) => isOtherCheckout(step));
  return {
    others,
    job: {
      name,
      field,
      keys: Object.keys(job),
      needs: texts(job.needs),
      ...(typeof job.uses === "string" ? {} : { outputs: Object.keys(mapping(job.outputs)) }),
      asks: asksIn(job, field),
      exclusive: job.concurrency !== undefined,
      continues: job["continue-on-error"] === true,
      throwaway: isTrial(name) || makesCluster(steps.flatMap(({ step: { uses, run } }) => [uses, run])),
      ...(typeof job.uses === "string" ? { calls: job.uses } : {}),
      steps: read.map(({ step }) => step),
    },
    shell: read.flatMap(({ shell }) => (shell ? [{ ...shell, elsewhere: others }] : [])),
  };
}

interface StepAt {
  readonly step: Mapping;
  readonly field: string;
}

/** The steps of a list, those that run at once one after the other. */
function stepsIn(list: unknown, field: string): readonly StepAt[] {
  return (Array.isArray(list) ? list : []).flatMap((one, index): readonly StepAt[] => {
    const at = { step: mapping(one), field: `${field}[${index}]` };
    return [at, ...stepsIn(at.step.parallel, `${at.field}.parallel`)];
  });
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
  const outputs = run === undefined ? undefined : writtenOutputs(run);
  const read: WorkflowStep = {
    field,
    keys: Object.keys(step),
    ...(uses === undefined ? {} : { uses, ...inputsOf(step, uses, around) }),
    ...(typeof step.id === "string" ? { id: step.id } : {}),
    ...(outputs === undefined ? {} : { outputs }),
    name: nameOf(step, uses, run),
    does,
    continues: step["continue-on-error"] === true,
    waits: run === undefined ? action.includes("verify") : waitsForIt(run),
    ...(prints === undefined ? {} : { prints: { secret: prints, field: `${field}.run` } }),
    ...(longLived === undefined || uses === undefined ? {} : { longLived: { input: longLived, action: uses } }),
  };
  return run === undefined ? { step: read } : { step: read, shell: shellOf(step, run, field, around) };
}

function inputsOf(step: Mapping, uses: string, { actionAt }: Around): Pick<WorkflowStep, "inputs"> {
  const action = uses.startsWith("./") ? actionAt(uses) : undefined;
  if (!action) return {};
  const inputs = Object.entries(mapping(action.inputs));
  const required = inputs.filter(([, value]) => mapping(value).required === true && !("default" in mapping(value)));
  const given = Object.keys(mapping(step.with));
  return { inputs: { given, known: inputs.map(([name]) => name), required: required.map(([name]) => name) } };
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
