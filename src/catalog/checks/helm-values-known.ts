import type { Check, Found } from "../../model/catalog.ts";
import { isKnownValue, nearestValue, valuePaths } from "../../model/chart-values.ts";
import { type Chart, type ChartTemplate, localChart, type ValuesFile } from "../../model/charts.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { objectsOf } from "../../model/objects.ts";

const chart = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "charts/shop/values.yaml": "image: { repository: shop, tag: '1' }\nextra: {}\n",
  "charts/shop/templates/pod.yaml":
    "image: {{ .Values.image.repository }}:{{ .Values.image.tag }}\nport: {{ .Values.port }}\n",
};
const release = (values: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: shop }
spec:
  chart: { spec: { chart: ./charts/shop, sourceRef: { kind: GitRepository, name: shop } } }
  values: ${values}
`;

const helmValuesKnown: Check = {
  id: "helm-values-known",
  title: "Values that a chart is given are values that it reads",
  why: "Helm takes any value; one with a name that no template reads changes nothing, and nobody is told.",
  remedy: "Set the value under the name that the chart reads.",
  severity: "warning",
  needs: ["chart"],
  examples: [
    {
      name: "values that templates read",
      files: { ...chart, "release.yaml": release("{ image: { tag: '2' }, port: 80, extra: { a: 1 } }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a misspelt one of a release, and one of a file",
      files: {
        ...chart,
        "release.yaml": release("{ image: { tga: '2' } }"),
        "charts/shop/values-prod.yaml": "image:\n  tag: '2'\nprot: 80\n",
      },
      expect: [
        { verdict: "fail", actual: "image.tga", expected: "image.tag", places: [{ path: "release.yaml", line: 6 }] },
        {
          verdict: "fail",
          actual: "prot",
          expected: "port",
          places: [{ path: "charts/shop/values-prod.yaml", line: 3 }],
        },
      ],
    },
    {
      name: "a template takes all values together",
      files: {
        ...chart,
        "charts/shop/templates/all.yaml": "{{ toYaml .Values }}\n",
        "release.yaml": release("{ any: 1 }"),
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const charts = new Map(
      [...(graph.ofKind("chart") as Iterable<Vertex<Chart>>)].map((one) => [one.value.folder, one.value]),
    );
    if (charts.size === 0) return;
    for (const { of, chart: folder, sets } of given(graph)) {
      const known = charts.get(folder);
      if (known) yield* judged(of, known, sets);
    }
  },
};

interface Given {
  readonly of: Vertex;
  readonly chart: string;
  readonly sets: ValuesFile["sets"];
}

function* given(graph: Graph): Iterable<Given> {
  for (const of of graph.ofKind("values") as Iterable<Vertex<ValuesFile>>) yield { of, ...of.value };
  for (const of of objectsOf<HelmRelease>(graph, ["helm.toolkit.fluxcd.io/HelmRelease"])) {
    const { chart, values } = of.value.spec ?? {};
    const folder = localChart(chart);
    if (folder === undefined) continue;
    const sets = valuePaths(values).map((path) => ({ path, field: `spec.values.${path.replace(/\.\*$/, "")}` }));
    yield { of, chart: folder, sets };
  }
}

interface HelmRelease extends KubeObject {
  readonly spec?: {
    readonly chart?: ChartTemplate;
    readonly values?: unknown;
  };
}

function* judged(of: Vertex, chart: Chart, sets: ValuesFile["sets"]): Iterable<Found> {
  if (chart.library || sets.length === 0) return;
  if (chart.anything !== undefined) {
    yield {
      of,
      verdict: "unknown",
      summary: `Which values the chart ${chart.name} reads is not known: ${chart.anything}`,
    };
    return;
  }
  const lost = sets.filter(({ path }) => !isKnownValue(chart, path.replace(/\.\*$/, "")));
  for (const { path, field } of lost) {
    const near = nearestValue(chart, path);
    yield {
      of,
      field,
      verdict: "fail",
      summary: `No template of the chart ${chart.name} reads the value ${path}`,
      actual: path,
      ...(near === undefined ? {} : { expected: near }),
      about: `unread-value:${chart.folder}#${path}`,
    };
  }
  if (lost.length === 0) yield { of, verdict: "pass" };
}

export default helmValuesKnown;
