import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { vertexAt } from "../../model/objects.ts";
import type { ChartPath } from "../../model/repository.ts";
import { ownAddresses, plainAddress } from "../../model/repository-address.ts";

const flux = "clusters/a/flux-system/gotk-sync.yaml";
const sync = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: flux-system, namespace: flux-system }
spec: { url: "ssh://git@example.com/fleet", ref: { branch: main } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: flux-system, namespace: flux-system }
spec: { path: ./clusters/a, sourceRef: { kind: GitRepository, name: flux-system } }
`;
const release = (chart: string, values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: flux-system }
spec:
  chart:
    spec:
      chart: ${chart}
      valuesFiles: [${values}]
      sourceRef: { kind: GitRepository, name: flux-system }
`;
const chart = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "charts/shop/values.yaml": "a: 1\n",
};
const application = (values: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  sources:
    - repoURL: https://charts.example
      chart: redis
      targetRevision: 1.0.0
      helm:
        valueFiles:
          - $values/env/all.yaml
          - ${values}
    - { repoURL: "https://example.com/fleet", targetRevision: main, ref: values }
  destination: { server: "https://kubernetes.default.svc", namespace: shop }
`;

const helmPathsExist: Check = {
  id: "helm-paths-exist",
  title: "Charts and values of this repository that releases name exist",
  why: "A release whose chart or values are not there is not installed or upgraded, and what runs stays as it was.",
  remedy: "Name the file or folder that is there.",
  severity: "error",
  needs: ["chart-path"],
  examples: [
    {
      name: "they are there",
      files: { [flux]: sync, ...chart, "clusters/a/shop.yaml": release("./charts/shop", "charts/shop/values.yaml") },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "a chart that was moved, and values that were renamed",
      files: { [flux]: sync, ...chart, "clusters/a/shop.yaml": release("./chart/shop", "charts/shop/value.yaml") },
      expect: [
        {
          verdict: "fail",
          actual: "./chart/shop",
          expected: "charts/shop",
          places: [{ path: "clusters/a/shop.yaml", line: 7 }],
        },
        { verdict: "fail", expected: "charts/shop/values.yaml", places: [{ path: "clusters/a/shop.yaml", line: 8 }] },
      ],
    },
    {
      name: "values of Argo CD in a source that has a name",
      files: {
        "argo/shop.yaml": application("$values/env/prod.yaml"),
        "env/all.yaml": "a: 1\n",
        "env/prods.yaml": "a: 2\n",
      },
      expect: [
        { verdict: "pass" },
        { verdict: "fail", expected: "env/prods.yaml", places: [{ path: "argo/shop.yaml", line: 12 }] },
      ],
    },
    {
      name: "values of a chart that is not there itself, which another check says",
      files: {
        "argo/shop.yaml": application("$values/env/prod.yaml")
          .replace("chart: redis", "path: chart")
          .replace("$values/env/all", "values"),
        "env/all.yaml": "a: 1\n",
        "env/prod.yaml": "a: 1\n",
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "values of another repository",
      files: { "argo/shop.yaml": application("$values/env/prod.yaml") },
      expect: [{ verdict: "unknown" }],
      not: { verdict: "fail" },
    },
    {
      name: "values that are found when it is synced",
      files: { "argo/shop.yaml": application("$values/env/*.yaml"), "env/all.yaml": "a: 1\n" },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    const own = ownAddresses(graph);
    for (const { value } of graph.ofKind("chart-path") as Iterable<Vertex<ChartPath>>) {
      const of = vertexAt(graph, value.object);
      if (!of) continue;
      if (value.path.found === "absent" || value.path.found === "remote") yield missing(of, value, own);
      else yield { of, verdict: "pass", field: value.path.field };
    }
  },
};

function missing(of: Vertex, { path, repository }: ChartPath, own: ReadonlySet<string>): Found {
  const { field, written, target, nearest } = path;
  const common = { of, field, actual: written, about: `missing:file:${target}` };
  if (repository !== undefined && !own.has(plainAddress(repository)))
    return {
      ...common,
      about: `elsewhere:${repository}`,
      verdict: "unknown",
      summary: `${target} may be in ${repository}, which is not read here`,
    };
  const near = nearest === undefined ? "" : `; ${nearest} does`;
  const summary = `${target} does not exist${near}`;
  return { ...common, verdict: "fail", summary, ...(nearest === undefined ? {} : { expected: nearest }) };
}

export default helmPathsExist;
