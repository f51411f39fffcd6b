import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Workflow } from "../../model/workflows.ts";

const workflow = (
  top: string,
  step = "helm upgrade shop oci://example.org/shop",
): Readonly<Record<string, string>> => ({
  ".github/workflows/deploy.yaml": `on: push
${top}jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - run: ${step}
`,
});

const workflowConcurrency: Check = {
  id: "workflow-concurrency",
  title: "Two runs of a deployment do not overlap",
  why: "Two pushes in short order deploy at the same time, and the older one may win.",
  remedy: "Give the job a concurrency group (GitLab: a resource_group), without cancel-in-progress.",
  severity: "warning",
  needs: ["workflow"],
  examples: [
    { name: "a group for the workflow", files: workflow("concurrency: deploy\n"), expect: [{ verdict: "pass" }] },
    {
      name: "none",
      files: workflow(""),
      expect: [{ verdict: "fail", places: [{ path: ".github/workflows/deploy.yaml", line: 3 }] }],
    },
    {
      name: "a cluster that the job makes for itself",
      files: workflow("", "kind create cluster && helm upgrade shop oci://example.org/shop"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a cluster that an action makes, which the images are loaded into",
      files: workflow("", "kind load docker-image shop:dev && kubectl apply -f shop.yaml"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the steps are those of another workflow",
      files: {
        ".github/workflows/deploy.yaml":
          "on: push\njobs:\n  deploy:\n    uses: shop/workflows/.github/workflows/deploy.yaml@v1\n",
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("workflow") as Iterable<Vertex<Workflow>>) {
      const { exclusive, people, jobs } = of.value;
      for (const { name, field, calls, steps, exclusive: own, throwaway } of jobs) {
        const at = { of, field };
        const deploys = steps.some(({ does }) => does.includes("deploy"));
        if (calls !== undefined && /deploy|release/i.test(name) && !own && !exclusive)
          yield { ...at, verdict: "unknown", summary: `What the job ${name} does stands in ${calls}` };
        else if (!deploys || throwaway || own || exclusive || people) yield { ...at, verdict: "pass" };
        else
          yield { ...at, verdict: "fail", summary: `The job ${name} deploys, and nothing keeps two runs of it apart` };
      }
    }
  },
};

export default workflowConcurrency;
