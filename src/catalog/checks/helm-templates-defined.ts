import type { Check, Found } from "../../model/catalog.ts";
import type { Chart, LostTemplate } from "../../model/charts.ts";
import type { Vertex } from "../../model/graph.ts";

const chart = (used: string, dependency = ""): Readonly<Record<string, string>> => ({
  "charts/shop/Chart.yaml": `apiVersion: v2\nname: shop\nversion: 1.0.0\n${dependency}`,
  "charts/shop/values.yaml": "{}\n",
  "charts/shop/templates/_helpers.tpl": '{{- define "shop.name" -}}shop{{- end }}\n',
  "charts/shop/templates/config.yaml": `kind: ConfigMap\nmetadata:\n  name: {{ include "${used}" . }}\n`,
});
const remote = "dependencies: [{ name: common, version: 1.0.0, repository: https://example.com }]\n";

const helmTemplatesDefined: Check = {
  id: "helm-templates-defined",
  title: "Named templates that a chart uses are defined",
  why: "Helm stops at the first name that no template has: nothing of the chart is installed.",
  remedy: "Use the name that a template is defined under, or define it.",
  severity: "error",
  needs: ["chart"],
  examples: [
    { name: "it is defined", files: chart("shop.name"), expect: [{ verdict: "pass" }] },
    {
      name: "it has another name",
      files: chart("shop.fullname"),
      expect: [
        { verdict: "fail", actual: "shop.fullname", places: [{ path: "charts/shop/templates/config.yaml", line: 3 }] },
      ],
    },
    {
      name: "a slip of a hand",
      files: chart("shop.nmae", remote),
      expect: [{ verdict: "fail", actual: "shop.nmae", expected: "shop.name" }],
    },
    {
      name: "it may be one of a chart that is fetched",
      files: chart("common.name", remote),
      expect: [],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("chart") as Iterable<Vertex<Chart>>) {
      const { lost } = of.value;
      if (lost.length === 0) yield { of, verdict: "pass" };
      for (const [index, one] of lost.entries()) yield missing(of, one, `lost[${index}]`);
    }
  },
};

function missing(of: Vertex<Chart>, { name, near }: LostTemplate, field: string): Found {
  return {
    of,
    field,
    verdict: "fail",
    summary: `No template of the chart ${of.value.name} is defined as ${name}${near === undefined ? "" : `; ${near} is`}`,
    actual: name,
    ...(near === undefined ? {} : { expected: near }),
    about: `template:${of.value.folder}:${name}`,
  };
}

export default helmTemplatesDefined;
