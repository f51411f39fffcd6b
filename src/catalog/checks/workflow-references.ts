import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { correction } from "../../model/mend.ts";
import type { Workflow, WorkflowAsk, WorkflowJob } from "../../model/workflows.ts";

const path = ".github/workflows/deploy.yaml";
const workflow = (deploy: string, more = ""): Readonly<Record<string, string>> => ({
  [path]: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    outputs: { tag: "\${{ steps.meta.outputs.tag }}" }
    steps:
      - id: meta
        run: echo "tag=1" >> "$GITHUB_OUTPUT"
${more}  deploy:
    runs-on: ubuntu-24.04
${deploy}
`,
  "deploy/api.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: api }\n",
});
const step = (text: string): string => `    steps: [{ run: "deploy \${{ ${text} }}" }]`;

const workflowReferences: Check = {
  id: "workflow-references",
  title: "Jobs and steps that a workflow asks for something exist, and hand it on",
  why: "What nobody hands on is an empty text: the workflow is green, and builds or deploys without a tag. A job that needs one that is not there is not started at all.",
  remedy: "Name the job under needs, the step by its id, and what it hands on as it is written.",
  severity: "error",
  needs: ["workflow"],
  examples: [
    {
      name: "what the build hands on",
      files: workflow(`    needs: build\n${step("needs.build.outputs.tag")}`),
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
    },
    {
      name: "no such job",
      files: workflow(`    needs: [builds]\n    steps: []`),
      expect: [{ verdict: "fail", actual: "builds", expected: "build", places: [{ path, line: 11 }] }],
    },
    {
      name: "a job that is not waited for",
      files: workflow(step("needs.build.outputs.tag")),
      expect: [{ verdict: "fail", actual: "needs.build", places: [{ path, line: 11 }] }],
    },
    {
      name: "another output",
      files: workflow(`    needs: build\n${step("needs.build.outputs.tags")}`),
      expect: [{ verdict: "fail", actual: "tags", expected: "tag" }],
    },
    {
      name: "a step of another job",
      files: workflow(step("steps.meta.outputs.tag")),
      expect: [{ verdict: "fail", actual: "steps.meta" }],
    },
    {
      name: "an output that a step does not write",
      files: workflow(`    steps:
      - { id: tag, run: "echo \\"version=1\\" >> $GITHUB_OUTPUT" }
      - { run: "deploy \${{ steps.tag.outputs.verison }}" }`),
      expect: [{ verdict: "fail", actual: "verison", expected: "version" }],
    },
    {
      name: "what a script writes is not known",
      files: workflow(`    steps:
      - { id: tag, run: ./tag.sh }
      - { run: "deploy \${{ steps.tag.outputs.version }}" }`),
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("workflow") as Iterable<Vertex<Workflow>>) {
      if (of.value.system !== "github") continue;
      for (const job of of.value.jobs) {
        const found = [...missingNeeds(of, job), ...job.asks.flatMap((ask) => unanswered(of, job, ask))];
        if (found.length > 0) yield* found;
        else if (job.asks.length + job.needs.length > 0) yield { of, field: job.field, verdict: "pass" };
      }
    }
  },
};

// Names are compared as GitHub does: A is a.
const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

function missingNeeds(of: Vertex<Workflow>, job: WorkflowJob): Found[] {
  const names = of.value.jobs.map(({ name }) => name);
  return job.needs
    .filter((need) => !names.some((name) => isSame(name, need)))
    .map((need) => ({
      of,
      field: `${job.field}.needs`,
      verdict: "fail",
      summary: `The job ${job.name} needs ${need}, and there is no such job`,
      actual: need,
      ...correction(of, `${job.field}.needs`, need, names),
    }));
}

function unanswered(of: Vertex<Workflow>, job: WorkflowJob, ask: WorkflowAsk): Found[] {
  const at = { of, field: ask.field, verdict: "fail" as const };
  const asked = `${ask.of}.${ask.name}`;
  const found =
    ask.of === "needs"
      ? neededJob(of.value, job, ask.name)
      : job.steps.find(({ id }) => id !== undefined && isSame(id, ask.name));
  // That a job is not there at all is told by itself.
  if (!found && ask.of === "needs" && job.needs.some((need) => isSame(need, ask.name))) return [];
  if (!found) {
    const why =
      ask.of === "needs"
        ? `the job ${job.name} does not need ${ask.name}`
        : `no step of the job ${job.name} has the id ${ask.name}`;
    const others = ask.of === "needs" ? job.needs : job.steps.flatMap(({ id }) => id ?? []);
    return [
      { ...at, summary: `${asked} is empty: ${why}`, actual: asked, ...correction(of, ask.field, ask.name, others) },
    ];
  }
  const { output } = ask;
  if (output === undefined || found.outputs === undefined || found.outputs.some((name) => isSame(name, output)))
    return [];
  const summary = `${asked} hands on no ${output}`;
  return [{ ...at, summary, actual: output, ...correction(of, ask.field, output, found.outputs) }];
}

function neededJob({ jobs }: Workflow, { needs }: WorkflowJob, name: string): WorkflowJob | undefined {
  return needs.some((need) => isSame(need, name)) ? jobs.find((one) => isSame(one.name, name)) : undefined;
}

export default workflowReferences;
