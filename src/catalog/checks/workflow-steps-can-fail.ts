import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { vertexAt } from "../../model/objects.ts";
import type { Purpose, Script, ScriptCommand } from "../../model/scripts.ts";
import type { Workflow, WorkflowJob } from "../../model/workflows.ts";

const workflow = (step: string, job = ""): Readonly<Record<string, string>> => ({
  ".github/workflows/deploy.yaml": `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
${job}    steps:
      - name: Deploy
${step}
`,
});

const workflowStepsCanFail: Check = {
  id: "workflow-steps-can-fail",
  title: "Steps that build, test or deploy can fail",
  why: "A step that cannot fail proves nothing: the workflow is green, whatever it has done.",
  remedy:
    "Take out continue-on-error, || true and what else hides the exit code; let a step that may fail stand by itself.",
  severity: "warning",
  needs: ["workflow"],
  examples: [
    {
      name: "a step that fails with its command",
      files: workflow("        run: helm upgrade shop oci://example.org/shop --wait"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a roll-out that may fail unnoticed",
      files: workflow("        continue-on-error: true\n        run: kubectl rollout status deployment/api"),
      expect: [{ verdict: "fail", places: [{ path: ".github/workflows/deploy.yaml", line: 7 }] }],
    },
    {
      name: "|| true behind a deployment, and a pipe",
      files: workflow(
        "        run: |\n          helm upgrade a oci://example.org/a || true\n          docker build . | tee log",
      ),
      expect: [
        { verdict: "fail", places: [{ line: 8 }] },
        { verdict: "fail", places: [{ line: 9 }] },
      ],
    },
    {
      name: "a loop that looks whether it works, and cannot fail",
      files: workflow(
        "        run: |\n          while read -r url; do\n            curl -sf $url || echo FAILED\n          done < urls || true",
      ),
      expect: [{ verdict: "fail", places: [{ line: 9 }] }],
    },
    {
      name: "a look for information",
      files: workflow("        continue-on-error: true\n        run: kubectl get pods || true"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a whole job",
      files: workflow("        run: pytest", "    continue-on-error: true\n"),
      expect: [{ verdict: "fail", places: [{ line: 5 }] }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("workflow") as Iterable<Vertex<Workflow>>) {
      const found = [...of.value.jobs.flatMap((job) => ofJob(of, job)), ...ofShell(graph, of.value.path)];
      if (found.length > 0) yield* found;
      else yield { of, verdict: "pass" };
    }
  },
};

const words: Readonly<Record<Purpose, string>> = {
  build: "builds",
  push: "pushes",
  deploy: "deploys",
  verify: "looks whether it works",
  seal: "seals secrets",
  test: "tests",
};

function ofJob(of: Vertex, { name, field, continues, steps }: WorkflowJob): readonly Found[] {
  const does = [...new Set(steps.flatMap((step) => step.does))];
  if (continues && does.length > 0)
    return [
      {
        of,
        verdict: "fail",
        field: `${field}.continue-on-error`,
        summary: `The job ${name} ${listed(does)}, and its failure does not count`,
      },
    ];
  return steps
    .filter((step) => step.continues && step.does.length > 0)
    .map((step) => ({
      of,
      verdict: "fail",
      field: `${step.field}.continue-on-error`,
      summary: `The step "${step.name}" ${listed(step.does)}, and its failure does not count (continue-on-error)`,
    }));
}

function listed(does: readonly Purpose[]): string {
  return does.map((one) => words[one]).join(" and ");
}

function ofShell(graph: Graph, path: string): readonly Found[] {
  const script = vertexAt<Script>(graph, `script:${path}`);
  if (!script) return [];
  return script.value.commands.filter(isHidden).map((command) => ({
    of: script,
    verdict: "fail",
    field: command.field,
    summary: sentence(command),
  }));
}

function isHidden({ hidden }: ScriptCommand): boolean {
  return hidden !== undefined && hidden.how !== "goes-on";
}

function sentence({ name, hidden }: ScriptCommand): string {
  if (hidden?.how === "pipe") return `The exit code of ${name} is lost: that of ${hidden.into} counts`;
  if (hidden?.how !== "or") return `A failure of ${name} is hidden by what stands behind it`;
  return `A failure of ${name} is hidden by what stands behind ${hidden.loop ? "its loop (done " : "it ("}|| ${hidden.followedBy})`;
}

export default workflowStepsCanFail;
