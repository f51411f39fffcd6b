import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { Workflow } from "../../model/workflows.ts";

const workflow = (step: string): Readonly<Record<string, string>> => ({
  ".github/workflows/deploy.yaml": `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - ${step}
`,
});

const workflowSecretsMasked: Check = {
  id: "workflow-secrets-masked",
  title: "Workflows do not print secrets, and log in without keys that last for ever",
  why: "Logs are read by many and kept for long; masking fails as soon as a secret is printed in another form. A key that does not expire works for whoever finds it.",
  remedy: "Hand secrets to programs by variables or standard input; log in to clouds with OpenID Connect.",
  severity: "warning",
  needs: ["workflow"],
  examples: [
    {
      name: "a secret goes into a program",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: workflow("run: echo ${{ secrets.TOKEN }} | docker login --password-stdin"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a secret is printed",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: workflow("run: echo token ${{ secrets.TOKEN }}"),
      expect: [{ verdict: "fail", severity: "warning", places: [{ path: ".github/workflows/deploy.yaml", line: 6 }] }],
    },
    {
      name: "a key of AWS where a role would do",
      files: workflow(
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
        "uses: aws-actions/configure-aws-credentials@v5\n        with: { aws-secret-access-key: '${{ secrets.KEY }}' }",
      ),
      expect: [{ verdict: "fail", severity: "info" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("workflow") as Iterable<Vertex<Workflow>>) {
      const steps = of.value.jobs.flatMap((job) => job.steps);
      for (const { field, prints, longLived } of steps) {
        if (prints)
          yield {
            of,
            verdict: "fail",
            field: prints.field,
            summary: `The secret ${prints.secret} is printed into the log`,
          };
        if (longLived) {
          const summary = `${longLived.action.replace(/@.*/, "")} logs in with a key that does not expire (${longLived.input})`;
          yield { of, verdict: "fail", severity: "info", field, summary };
        }
      }
      if (steps.every(({ prints, longLived }) => !prints && !longLived)) yield { of, verdict: "pass" };
    }
  },
};

export default workflowSecretsMasked;
