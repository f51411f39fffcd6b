import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { nearest } from "../../model/nearest.ts";
import type { Workflow, WorkflowJob, WorkflowStep } from "../../model/workflows.ts";

const path = ".github/workflows/deploy.yaml";
const workflow = (steps: string, head = "on: push"): Readonly<Record<string, string>> => ({
  [path]: `${head}
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      ${steps}
`,
  ".github/actions/notify/action.yaml": `name: notify
inputs:
  channel: { required: true }
  text: { default: done }
runs: { using: composite, steps: [] }
`,
  "deploy/api.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: api }\n",
});

const workflowForm: Check = {
  id: "workflow-form",
  title: "Workflows have the form that GitHub reads",
  why: "GitHub refuses the whole workflow, or starts it at other times than was meant: nothing is built or deployed, and nobody is told.",
  remedy: "Write the keys as the syntax of workflows has them.",
  severity: "error",
  needs: ["workflow"],
  examples: [
    { name: "as it should be", files: workflow("- run: make deploy"), expect: [{ verdict: "pass" }] },
    {
      name: "a key of a step is misspelt",
      files: workflow("- { run: make deploy, working_directory: app }"),
      expect: [
        { verdict: "fail", actual: "working_directory", expected: "working-directory", places: [{ path, line: 6 }] },
      ],
    },
    {
      name: "a filter of a trigger is misspelt",
      files: workflow("- run: make deploy", "on: { push: { branch: [main] } }"),
      expect: [{ verdict: "fail", actual: "branch", expected: "branches", places: [{ path, line: 1 }] }],
    },
    {
      name: "an action without its version, and an expression without its end",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: workflow('- uses: actions/checkout\n      - run: "deploy ${{ github.sha }"'),
      expect: [
        { verdict: "fail", actual: "actions/checkout" },
        { verdict: "fail", places: [{ path, line: 7 }] },
      ],
    },
    {
      name: "steps that run at once",
      files: workflow("- parallel: [{ run: make a }, { run: make b, workdir: app }]"),
      expect: [{ verdict: "fail", actual: "workdir" }],
    },
    {
      name: "an action of this repository gets what it does not take",
      files: workflow("- { uses: ./.github/actions/notify, with: { chanel: ops } }"),
      expect: [
        { verdict: "fail", actual: "chanel", expected: "channel" },
        { verdict: "fail", expected: "channel" },
      ],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("workflow") as Iterable<Vertex<Workflow>>) {
      if (of.value.system !== "github") continue;
      const found = [...mistakesIn(of.value)];
      for (const mistake of found) yield { of, verdict: "fail", ...mistake };
      if (found.length === 0) yield { of, verdict: "pass" };
    }
  },
};

type Mistake = Pick<Found, "field" | "summary" | "actual" | "expected" | "severity">;

function* mistakesIn({ triggers, jobs, open }: Workflow): Iterable<Mistake> {
  for (const { name, field, keys } of triggers) {
    const known = filters[name];
    if (known) yield* unknownKeys(keys, known, { field, what: `The trigger ${name}` });
  }
  for (const job of jobs) {
    yield* unknownKeys(job.keys, jobKeys, { field: job.field, what: `The job ${job.name}` });
    yield* runnerOf(job);
    for (const step of job.steps) yield* inStep(step);
  }
  for (const field of open) yield { field, summary: "An expression begins here that does not end: }} is missing" };
}

function* runnerOf({ name, field, keys }: WorkflowJob): Iterable<Mistake> {
  if (!keys.includes("runs-on") && !keys.includes("uses"))
    yield { field, summary: `The job ${name} does not say where it runs`, expected: "runs-on" };
}

function* inStep(step: WorkflowStep): Iterable<Mistake> {
  const { field, keys, uses, inputs, name } = step;
  yield* unknownKeys(keys, stepKeys, { field, what: `The step ${name}` });
  if (keys.includes("run") === keys.includes("uses") && !keys.some((key) => alone.includes(key)))
    yield {
      field,
      summary: `The step ${name} has ${uses === undefined ? "neither run nor uses" : "run and uses, and may have one"}`,
    };
  if (uses !== undefined && !/^\.\/|^docker:\/\/|@|\$\{\{/.test(uses))
    yield {
      field: `${field}.uses`,
      summary: `The action ${uses} is named without a version`,
      actual: uses,
      expected: `${uses}@v…`,
    };
  if (!inputs) return;
  yield* unknownKeys(inputs.given, inputs.known, {
    field: `${field}.with`,
    what: `The action ${uses}`,
    severity: "warning",
  });
  for (const needed of inputs.required.filter((input) => !inputs.given.includes(input)))
    yield {
      field,
      summary: `The action ${uses} is not given ${needed}, which it requires`,
      expected: needed,
      severity: "warning",
    };
}

interface Whose {
  readonly field: string;
  readonly what: string;
  readonly severity?: "warning";
}

function* unknownKeys(
  keys: readonly string[],
  known: readonly string[],
  { field, what, severity }: Whose,
): Iterable<Mistake> {
  for (const key of keys) {
    if (known.includes(key)) continue;
    const near = nearest(key, known);
    yield {
      field: `${field}.${key}`,
      summary: `${what} knows no ${key}${near === undefined ? "" : `; it knows ${near}`}`,
      actual: key,
      ...(near === undefined ? {} : { expected: near }),
      // What is like nothing known may be newer than this list.
      ...(severity === undefined && near !== undefined ? {} : { severity: "warning" as const }),
    };
  }
}

/** Source: docs.github.com, "Workflow syntax for GitHub Actions". */
const jobKeys = [
  "name",
  "permissions",
  "needs",
  "if",
  "runs-on",
  "snapshot",
  "environment",
  "concurrency",
  "outputs",
  "env",
  "defaults",
  "steps",
  "timeout-minutes",
  "strategy",
  "continue-on-error",
  "container",
  "services",
  "uses",
  "with",
  "secrets",
];
/** Steps that steer others, and do nothing themselves. */
const alone = ["wait", "wait-all", "cancel", "parallel"];
const stepKeys = [
  "id",
  "if",
  "name",
  "uses",
  "run",
  "working-directory",
  "shell",
  "with",
  "env",
  "continue-on-error",
  "timeout-minutes",
  ...["background", ...alone],
];
const paths = ["branches", "branches-ignore", "paths", "paths-ignore"];
const filters: Readonly<Record<string, readonly string[]>> = {
  push: [...paths, "tags", "tags-ignore"],
  pull_request: [...paths, "types"],
  pull_request_target: [...paths, "types"],
  workflow_run: ["workflows", "types", "branches", "branches-ignore"],
  workflow_call: ["inputs", "outputs", "secrets"],
  workflow_dispatch: ["inputs"],
};

export default workflowForm;
