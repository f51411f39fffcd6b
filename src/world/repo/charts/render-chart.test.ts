import { expect, test } from "vitest";
import type { Root } from "../../../model/repository.ts";
import { createMasker } from "../../mask/create-masker.ts";
import type { ChartRequest, Rendered, Tool } from "../survey/tool.ts";
import { survey } from "../survey.ts";
import { memoryTree } from "../tree.ts";

const clock = { now: () => "2026-01-01T00:00:00.000Z", sleep: async () => {} };
const chart = {
  "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
  "charts/shop/templates/settings.yaml": "kind: ConfigMap\nmetadata:\n  name: {{ .Release.Name }}\n",
};
const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: shop, namespace: apps }
spec:
  targetNamespace: shop
  values: { a: 1 }
  chart: { spec: { chart: ./charts/shop, sourceRef: { kind: GitRepository, name: shop } } }
`;
const settings =
  "---\n# Source: shop/templates/settings.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: shop-shop }\n";

interface Seen {
  readonly ids: readonly string[];
  readonly asked: readonly ChartRequest[];
  readonly made: readonly string[];
  readonly why: readonly string[];
}

async function seen(files: Readonly<Record<string, string>>, answer: Rendered): Promise<Seen> {
  const asked: ChartRequest[] = [];
  const tool: Tool = {
    name: "helm",
    fetches: false,
    run: async () => ({ failed: "nothing to build" }),
    template: async (request) => {
      asked.push(request);
      return answer;
    },
  };
  const ids: string[] = [];
  const made: string[] = [];
  const why: string[] = [];
  for await (const fact of survey({
    tree: memoryTree(files),
    masker: createMasker(Buffer.alloc(32, 1)),
    clock,
    tool,
  })) {
    if (!("vertex" in fact)) continue;
    const { id, subject, value } = fact.vertex;
    if (subject.kind === "object") ids.push(id);
    if (id.startsWith("root:")) made.push((value as Root).made);
    if (id.startsWith("opaque:")) why.push((value as { why: string }).why);
  }
  return { ids, asked, made, why };
}

test("a release of a chart of this repository brings what a program renders, once and in its namespace", async () => {
  const found = await seen({ ...chart, "release.yaml": release }, { text: settings });
  expect(found.asked).toEqual([{ folder: "charts/shop", release: "shop-shop", namespace: "shop", values: { a: 1 } }]);
  expect(found.ids).toContain(".:v1/ConfigMap/shop/shop-shop");
  expect(found.made).toEqual(["folder"]);
  expect(found.why).toEqual([]);
});

test("a chart that nobody installs here is a root of its own, and one that does not render hides what it may bring", async () => {
  const alone = await seen(chart, { text: settings });
  expect(alone.ids).toEqual(["charts/shop:v1/ConfigMap//shop-shop"]);
  expect(alone.made).toEqual(["chart"]);
  const broken = await seen({ ...chart, "release.yaml": release }, { failed: "parse error" });
  expect(broken.why).toContain("Helm does not render charts/shop: parse error");
});
