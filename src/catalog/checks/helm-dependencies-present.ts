import type { Check, Found } from "../../model/catalog.ts";
import type { Chart, ChartDependency } from "../../model/charts.ts";
import type { Vertex } from "../../model/graph.ts";

const chart = (repository: string): string => `apiVersion: v2
name: shop
version: 1.0.0
dependencies:
  - { name: store, version: 1.2.0, repository: "${repository}" }
`;
const store = { "charts/store/Chart.yaml": "apiVersion: v2\nname: store\nversion: 1.2.0\n" };

const helmDependenciesPresent: Check = {
  id: "helm-dependencies-present",
  title: "The charts that a chart is made of are there, and its lock knows them",
  why: "Helm refuses to render or build a chart whose dependency is missing, or whose lock file is older than its Chart.yaml.",
  remedy: "Name the folder that is there, or run helm dependency update and commit Chart.lock.",
  severity: "error",
  needs: ["chart"],
  examples: [
    {
      name: "a folder that is there",
      files: { "charts/shop/Chart.yaml": chart("file://../store"), ...store },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
    },
    {
      name: "a folder that is not",
      files: { "charts/shop/Chart.yaml": chart("file://../stores"), ...store },
      expect: [
        { verdict: "fail", actual: "charts/stores", places: [{ path: "charts/shop/Chart.yaml", line: 5 }] },
        { verdict: "pass" },
      ],
    },
    {
      name: "a lock that does not know it",
      files: {
        "Chart.yaml": chart("https://charts.example.org"),
        "Chart.lock": "dependencies: [{ name: other, version: 1.0.0 }]\n",
      },
      expect: [{ verdict: "fail", severity: "warning" }],
    },
    {
      name: "one that is fetched when it is rendered",
      files: { "Chart.yaml": chart("oci://example.org/charts") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("chart") as Iterable<Vertex<Chart>>) {
      const found = of.value.dependencies.map((one) => judged(of, one));
      if (found.length === 0) yield { of, verdict: "pass" };
      yield* found;
    }
  },
};

function judged(of: Vertex<Chart>, dependency: ChartDependency): Found {
  const { name, field, present, folder, remote, version, locked } = dependency;
  const at = { of, field };
  if (locked === "unlocked" || (locked !== undefined && isOther(version, locked))) {
    const actual = locked === "unlocked" ? "not in Chart.lock" : `${locked} in Chart.lock`;
    const summary = `Chart.lock is out of step with Chart.yaml: ${name} ${version ?? ""} is ${actual}`;
    return { ...at, verdict: "fail", severity: "warning", summary, actual };
  }
  if (present) return { ...at, verdict: "pass" };
  if (folder !== undefined)
    return {
      ...at,
      verdict: "fail",
      summary: `${folder} has no chart ${name}`,
      actual: folder,
      about: `missing:file:${folder}`,
    };
  if (remote) return { ...at, verdict: "unknown", summary: `The chart ${name} is fetched when it is rendered` };
  return {
    ...at,
    verdict: "fail",
    summary: `The chart ${name} is not in charts/, and no repository is named for it`,
    actual: name,
  };
}

/** Whether an exact version is not the locked one; what is a range, Helm decides. */
function isOther(version: string | undefined, locked: string): boolean {
  const exact = /^v?\d+\.\d+\.\d+(?:-[\w.]+)?$/;
  return version !== undefined && exact.test(version) && version.replace(/^v/, "") !== locked.replace(/^v/, "");
}

export default helmDependenciesPresent;
