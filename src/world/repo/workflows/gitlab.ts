import type { WorkflowJob, WorkflowStep } from "../../../model/workflows.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import type { LineIndex } from "../positions.ts";
import type { ShellText } from "../scripts/script-value.ts";
import { texts } from "./fields.ts";
import type { ReadWorkflow } from "./github.ts";
import { isTrial, makesCluster, purposesIn, waitsForIt } from "./steps.ts";

/** Whether a file is a pipeline of GitLab, by its name. */
export function isGitlabPipeline(path: string): boolean {
  return /(?:^|\/)\.gitlab-ci(?:[.-][\w.-]+)?\.ya?ml$/.test(path) || /^\.gitlab\/ci\/[\w./-]+\.ya?ml$/.test(path);
}

const notJobs = new Set([
  "default",
  "variables",
  "stages",
  "include",
  "workflow",
  "image",
  "services",
  "cache",
  "spec",
  "pages",
]);

/** Reads a pipeline of GitLab. Source: docs.gitlab.com, "CI/CD YAML syntax reference". */
export function readGitlabPipeline(path: string, file: Mapping, { line }: { readonly line: LineIndex }): ReadWorkflow {
  const jobs = Object.entries(file).filter(
    (entry): entry is [string, Mapping] => !notJobs.has(entry[0]) && !entry[0].startsWith(".") && isJob(entry[1]),
  );
  return {
    workflow: {
      path,
      system: "gitlab",
      exclusive: false,
      people: false,
      triggers: [],
      open: [],
      jobs: jobs.map(([name, job]) => jobOf(name, job)),
    },
    shell: jobs.flatMap(([name, job]) => shellOf(name, job, line)),
    uses: [],
    declarations: [],
  };
}

function isJob(value: unknown): boolean {
  return isMapping(value) && ("script" in value || "trigger" in value);
}

const parts = ["before_script", "script", "after_script"] as const;

function jobOf(name: string, job: Mapping): WorkflowJob {
  const field = fieldOf(name);
  const manual = job.when === "manual";
  const steps = parts.flatMap((part): WorkflowStep[] => {
    const run = texts(job[part]).join("\n");
    if (run === "") return [];
    return [
      {
        field: `${field}.${part}`,
        name: `${name} ${part}`,
        does: purposesIn(run),
        keys: [part],
        continues: false,
        waits: waitsForIt(run),
      },
    ];
  });
  return {
    name,
    field,
    asks: [],
    keys: Object.keys(job),
    needs: (Array.isArray(job.needs) ? job.needs : []).flatMap((one) => (isMapping(one) ? texts(one.job) : texts(one))),
    exclusive: job.resource_group !== undefined,
    continues: job.allow_failure === true && !manual,
    throwaway: isTrial(name) || makesCluster(parts.flatMap((part) => texts(job[part]))),
    steps,
  };
}

/** The lines of `script` are one text, and the runner stops at the first that fails, in a pipeline too. */
function shellOf(name: string, job: Mapping, line: LineIndex): readonly ShellText[] {
  return parts.flatMap((part) =>
    texts(job[part]).map((text, index) => {
      const field = `${fieldOf(name)}.${part}`;
      const at = Array.isArray(job[part]) ? `${field}[${index}]` : field;
      const options = { errexit: part !== "after_script", pipefail: true };
      return { text, firstLine: line(at) + (text.includes("\n") ? 1 : 0), prefix: `${at}: `, options, folder: "." };
    }),
  );
}

function fieldOf(name: string): string {
  return /^[\w-]+$/.test(name) ? name : `[${JSON.stringify(name)}]`;
}
