import type { Alert, AlertFile } from "../../model/alerts.ts";
import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { PathReference } from "../../model/repository.ts";
import { ownAddresses } from "../../model/repository-address.ts";

const rule = (...runbooks: readonly string[]): string => `apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: { name: shop, namespace: monitoring }
spec:
  groups:
    - name: shop
      rules:
${runbooks
  .map(
    (runbook, index) =>
      `        - alert: Alert${index}\n          expr: up == 0\n${runbook === "" ? "" : `          annotations:\n            runbook_url: ${runbook}\n`}`,
  )
  .join("")}`;
const source = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1m, url: "ssh://git@github.com/shop/infra" }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { interval: 1h, path: ./clusters/a, sourceRef: { kind: GitRepository, name: flux-system } }
`;

const monRunbookExists: Check = {
  id: "mon-runbook-exists",
  title: "Runbooks that alerts lead to exist",
  why: "Whoever is woken by the alert opens its runbook first, and finds nothing.",
  remedy: "Write the runbook, or let the alert lead to the one that there is.",
  severity: "warning",
  needs: ["alerts"],
  examples: [
    {
      name: "it is there",
      files: { "rules.yaml": rule("docs/runbooks/down.md#restart"), "docs/runbooks/down.md": "# Down\n" },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it was renamed",
      files: { "rules.yaml": rule("docs/runbooks/donw.md"), "docs/runbooks/down.md": "# Down\n" },
      expect: [
        {
          verdict: "fail",
          severity: "warning",
          actual: "docs/runbooks/donw.md",
          expected: "docs/runbooks/down.md",
          places: [{ path: "rules.yaml", line: 11 }],
        },
      ],
    },
    {
      name: "it would be in the repository that Flux reads",
      files: {
        "clusters/a/flux-system/sync.yaml": source,
        "clusters/a/rules.yaml": rule("https://github.com/shop/infra/blob/main/docs/down.md"),
      },
      expect: [{ verdict: "fail", places: [{ path: "clusters/a/rules.yaml", line: 11 }] }],
    },
    {
      name: "a repository of others, and a page",
      files: {
        "rules.yaml": rule(
          "https://github.com/other/rules/blob/main/docs/down.md",
          "https://runbooks.example.org/down",
          '"Restart it"',
        ),
      },
      expect: [{ verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "which file it is, the alert says when it fires",
      files: { "rules.yaml": rule('"docs/{{ $labels.alertname }}.md"') },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "one alert among others has none",
      files: { "rules.yaml": rule("docs/down.md", "", ""), "docs/down.md": "# Down\n" },
      expect: [{ verdict: "fail", severity: "info", summary: "Alert1 and 1 more have no runbook, and others have" }],
    },
    {
      name: "a file of rules for Prometheus itself, and no runbooks anywhere",
      files: { "rules.yaml": "groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up == 0\n" },
      expect: [],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    const files = [...(graph.ofKind("alerts") as Iterable<Vertex<AlertFile>>)];
    const own = ownAddresses(graph);
    const isKept = files.some(({ value }) => value.alerts.some((alert) => isThere(alert, own)));
    for (const of of files) {
      const found = [...of.value.alerts.flatMap((alert) => missing(of, alert, own)), ...without(of, isKept)];
      if (found.length > 0) yield* found;
      else yield* decided(of, own);
    }
  },
};

type Own = ReadonlySet<string>;

/** The file of this repository that an alert leads to. */
function fileOf({ runbook }: Alert, own: Own): PathReference | undefined {
  if (runbook?.is !== "file") return undefined;
  return runbook.own || (runbook.of !== undefined && own.has(runbook.of)) ? runbook.file : undefined;
}

function isThere(alert: Alert, own: Own): boolean {
  const file = fileOf(alert, own);
  return file !== undefined && file.found !== "absent";
}

function missing(of: Vertex, alert: Alert, own: Own): readonly Found[] {
  const file = fileOf(alert, own);
  if (file?.found !== "absent") return [];
  const { written, target, nearest } = file;
  return [
    {
      of,
      field: alert.field,
      verdict: "fail",
      summary: `${alert.name} leads to ${target}, which does not exist`,
      actual: written,
      ...(nearest === undefined ? {} : { expected: nearest }),
      about: `missing:file:${target}`,
    },
  ];
}

/** Alerts without a runbook, where somebody writes runbooks: in the repository, or for most alerts of the file. */
function without(of: Vertex<AlertFile>, isKept: boolean): readonly Found[] {
  const { alerts } = of.value;
  const [first, ...more] = alerts.filter(({ runbook }) => runbook === undefined);
  if (!first || (!isKept && (more.length + 1) * 2 > alerts.length)) return [];
  const names = more.length === 0 ? `${first.name} has` : `${first.name} and ${more.length} more have`;
  const summary = `${names} no runbook, and others have`;
  return [{ of, field: first.field, verdict: "fail", severity: "info", summary }];
}

function* decided(of: Vertex<AlertFile>, own: Own): Iterable<Found> {
  const { alerts } = of.value;
  const open = alerts.find(({ runbook }) => runbook?.is === "open");
  const other = own.size > 0 ? undefined : alerts.find((alert) => alert.runbook?.is === "file" && !fileOf(alert, own));
  if (open)
    yield {
      of,
      field: open.field,
      verdict: "unknown",
      summary: `Where ${open.runbook?.written} leads, files do not tell`,
    };
  else if (other?.runbook?.is === "file")
    yield {
      of,
      field: other.field,
      verdict: "unknown",
      summary: `Whether ${other.runbook.of} is this repository, files do not tell`,
    };
  else if (alerts.some((alert) => isThere(alert, own))) yield { of, verdict: "pass" };
}

export default monRunbookExists;
