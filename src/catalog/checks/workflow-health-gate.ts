import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Workflow, WorkflowJob } from "../../model/workflows.ts";

const workflow = (steps: string): Readonly<Record<string, string>> => ({
  ".github/workflows/deploy.yaml": `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
${steps}
`,
  "deploy/api.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: api }\n",
});
const apply = "      - run: kubectl apply -f deploy/\n";

const workflowHealthGate: Check = {
  id: "workflow-health-gate",
  title: "A deployment is looked at before the workflow is green",
  why: "The API server takes a manifest whose pods never start: without a look afterwards the workflow is green and the service is down.",
  remedy:
    "Wait for the roll-out (kubectl rollout status, helm upgrade --wait), and ask the service whether it answers.",
  severity: "warning",
  needs: ["workflow"],
  examples: [
    {
      name: "the roll-out is waited for",
      files: workflow(`${apply}      - run: kubectl rollout status deployment/api`),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nothing looks afterwards",
      files: workflow(apply),
      expect: [{ verdict: "fail", places: [{ path: ".github/workflows/deploy.yaml", line: 6 }] }],
    },
    {
      name: "helm waits",
      files: workflow("      - run: helm upgrade shop oci://example.org/shop --atomic"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "an action that is not known stands behind it",
      files: workflow(`${apply}      - uses: shop/smoke-test@v1`),
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("workflow") as Iterable<Vertex<Workflow>>)
      for (const job of of.value.jobs)
        if (!job.throwaway && job.steps.some(({ does }) => does.includes("deploy"))) yield judged(of, job);
  },
};

function judged(of: Vertex<Workflow>, job: WorkflowJob): Found {
  const at = job.steps.findLastIndex(({ does, waits }) => does.includes("deploy") && !waits);
  const step = job.steps[at];
  if (!step) return { of, field: job.field, verdict: "pass" };
  const after = [...job.steps.slice(at + 1), ...laterSteps(of.value, job)];
  const place = { of, field: step.field };
  if (after.some(({ waits, does }) => waits || does.includes("verify"))) return { ...place, verdict: "pass" };
  const other = after.find(({ name, does }) => does.length === 0 && /health|smoke|verify|check|e2e|test/i.test(name));
  if (other) {
    const summary = `Whether the step "${other.name}" looks at what was deployed, files do not tell`;
    return { ...place, verdict: "unknown", summary };
  }
  const summary = `The job ${job.name} deploys, and nothing looks afterwards whether it works`;
  return { ...place, verdict: "fail", summary };
}

/** The steps of the jobs that wait for this one. */
function laterSteps({ jobs }: Workflow, { name }: WorkflowJob): WorkflowJob["steps"] {
  const later = jobs.filter(({ needs }) => needs.includes(name));
  return later.flatMap((job) => job.steps);
}

export default workflowHealthGate;
