// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what such files say
import { expect, test } from "vitest";
import { config, flux, list, one, roots, sees, values, vertices } from "../../../test/surveyed.ts";
import type { FluxFact, KustomizationFact, Opaque } from "../../model/repository.ts";
import type { Tool } from "./survey/tool.ts";

test("plain files are one root, and what two folders declare alike are two that do not see each other", async () => {
  expect(
    roots(await vertices({ "a.yaml": config("a"), "b/c.yaml": config("c"), "b/d/e.json": '{"kind": 1}' })),
  ).toEqual({
    ".": ["ConfigMap//a", "ConfigMap//c"],
  });
  const all = await vertices({
    "base.yaml": config("base"),
    "dev/a.yaml": config("a"),
    "dev/b.yaml": config("b"),
    "prod/a.yaml": config("a"),
  });
  expect(roots(all)).toEqual({
    ".": ["ConfigMap//base"],
    dev: ["ConfigMap//a", "ConfigMap//b"],
    prod: ["ConfigMap//a"],
  });
  expect(sees(all)).toEqual({ ".": ["dev", "prod"], dev: ["."], prod: ["."] });
});

test("files of one folder that declare the same are variants, and the fullest of them is the one that they vary", async () => {
  const all = await vertices({
    "app.yaml": `${config("a")}---\n${config("b")}`,
    "app-debug.yaml": config("a"),
    "extra.yaml": config("c"),
  });
  expect(roots(all)).toEqual({
    ".": ["ConfigMap//a", "ConfigMap//b", "ConfigMap//c"],
    ".~app-debug.yaml": ["ConfigMap//a"],
  });
  expect(sees(all)).toEqual({ ".": [".~app-debug.yaml"], ".~app-debug.yaml": ["."] });
});

test("overlays are roots, their bases and components are none, and only like environments see each other", async () => {
  const overlay = (app: string): string => `${list(`../../base`)}nameSuffix: -${app}\n`;
  const all = await vertices({
    "api/base/kustomization.yaml": `${list("a.yaml")}components: [../part]\n`,
    "api/base/a.yaml": config("api"),
    "api/part/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nnameSuffix: -part\n",
    "api/overlays/dev/kustomization.yaml": overlay("dev"),
    "api/overlays/prod/kustomization.yaml": overlay("prod"),
    "web/base/kustomization.yaml": list("a.yaml"),
    "web/base/a.yaml": config("web"),
    "web/overlays/dev/kustomization.yaml": overlay("dev"),
    "web/overlays/prod/kustomization.yaml": overlay("prod"),
    "alone/kustomization.yaml": list("a.yaml"),
    "alone/a.yaml": config("alone"),
  });
  expect(roots(all)).toMatchObject({ "api/overlays/dev": ["ConfigMap//api-part-dev"], alone: ["ConfigMap//alone"] });
  expect(Object.keys(roots(all))).toHaveLength(5);
  expect(sees(all)["api/overlays/dev"]).toEqual(["alone", "web/overlays/dev"]);
});

const cluster = {
  "clusters/a/flux-system/gotk-sync.yaml": flux("flux-system", "./clusters/a"),
  "clusters/a/apps.yaml": flux(
    "apps",
    "./apps",
    `  targetNamespace: shop
  namePrefix: my-
  commonMetadata: { labels: { team: x } }
  patches:
    - patch: |-
        - op: add
          path: /data/patched
          value: "yes"
      target: { kind: ConfigMap }
  postBuild:
    substitute: { COLOUR: red }
    substituteFrom:
      - { kind: ConfigMap, name: vars }
`,
  ),
  "clusters/a/vars.yaml": flux("vars", "./vars"),
  "vars/vars.yaml":
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: vars, namespace: flux-system }\ndata: { PORT: "80" }\n',
  "apps/app.yaml": `${config("app")}  colour: \${COLOUR}\n  port: "\${PORT}"\n  none: \${NONE}\n`.replace(
    'data: { a: "1" }',
    'data:\n  a: "1"',
  ),
  "apps/sub/kustomization.yaml": list("inner.yaml"),
  "apps/sub/inner.yaml": config("inner"),
  "apps/sub/unlisted.yaml": config("forgotten"),
};

test("Flux is walked as it walks: what is generated, patched, renamed and substituted", async () => {
  const all = await vertices(cluster);
  expect(roots(all)).toEqual({
    "clusters/a": [
      "Kustomization/flux-system/apps",
      "Kustomization/flux-system/flux-system",
      "Kustomization/flux-system/vars",
      "ConfigMap/flux-system/vars",
      "ConfigMap/shop/my-app",
      "ConfigMap/shop/my-inner",
    ],
  });
  const app = one(all, "clusters/a:v1/ConfigMap/shop/my-app");
  expect(app.value).toMatchObject({
    metadata: { labels: { team: "x" } },
    data: { colour: "red", patched: "yes", none: "${NONE}" },
  });
  expect(app.origin?.("data.colour")).toMatchObject({ path: "apps/app.yaml", line: 6 });
  expect(app.origin?.("data.patched")).toMatchObject({ path: "clusters/a/apps.yaml" });
  expect(app.origin?.("metadata.namespace")).toMatchObject({
    path: "clusters/a/apps.yaml",
    field: "spec.targetNamespace",
  });
  const [fact] = values<FluxFact>(all, "flux").filter(({ unset }) => unset.length > 0);
  expect(fact?.unset).toMatchObject([{ name: "NONE", at: { path: "apps/app.yaml", line: 8 } }]);
});

test("a manifest beside listed ones that nobody lists is told, with what it would declare", async () => {
  const [sub] = values<KustomizationFact>(await vertices(cluster), "kustomization");
  expect(sub).toMatchObject({ file: "apps/sub/kustomization.yaml", usedBy: [], roots: ["clusters/a"] });
  expect(sub?.unlisted).toEqual([
    { path: "apps/sub/unlisted.yaml", declares: ["clusters/a:v1/ConfigMap/shop/forgotten"] },
  ]);
  const mentioned = { ...cluster, "apply.sh": "kubectl apply -f apps/sub/unlisted.yaml\n" };
  expect(values<KustomizationFact>(await vertices(mentioned), "kustomization")[0]?.unlisted).toEqual([]);
});

test("two clusters are two roots, and another repository may hold anything", async () => {
  const other = `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: team, namespace: team }
spec: { url: "https://example.com/team" }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: team, namespace: team }
spec: { path: ./apps, targetNamespace: team, sourceRef: { kind: GitRepository, name: team } }
`;
  const all = await vertices({
    ...cluster,
    "clusters/b/flux-system/gotk-sync.yaml": flux("flux-system", "./clusters/b"),
    "clusters/b/vars.yaml": flux("vars", "./vars"),
    "clusters/b/team.yaml": other,
  });
  expect(roots(all)["clusters/b"]?.toSorted()).toEqual([
    "ConfigMap/flux-system/vars",
    "GitRepository/team/team",
    "Kustomization/flux-system/flux-system",
    "Kustomization/flux-system/vars",
    "Kustomization/team/team",
  ]);
  expect(sees(all)).toEqual({ "clusters/a": [], "clusters/b": [] });
  expect(values<Opaque>(all, "opaque").filter(({ kinds }) => kinds === "any")).toMatchObject([
    { root: "clusters/b", namespace: "team", kinds: "any", names: "any" },
    { root: "clusters/b", namespace: "", kinds: "any", names: "any" },
  ]);
});

test("a FluxInstance says where the cluster begins, and Kustomizations that apply each other end", async () => {
  const all = await vertices({
    "instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec: { sync: { kind: GitRepository, path: start, url: "https://example.com/x" } }
`,
    "start/a.yaml": flux("a", "./one"),
    "one/b.yaml": flux("b", "./two"),
    "two/a.yaml": flux("c", "./one"),
  });
  const names = roots(all).start ?? [];
  expect(new Set(names)).toEqual(new Set(["a", "b", "c"].map((name) => `Kustomization/flux-system/${name}`)));
});

test("a program may build in place of this one: its objects count, and the files still tell where they come from", async () => {
  const asked: string[] = [];
  const tool: Tool = {
    name: "kustomize v0",
    fetches: false,
    async run({ folder, instead }) {
      asked.push(`${folder} ${instead?.content.namespace}`);
      const set =
        folder === "one" ? flux("inner", "./two", "  targetNamespace: far\n") : config("b", ", namespace: far");
      return folder === "three"
        ? { failed: "it does not like this" }
        : { text: `${config("a", ", namespace: shop")}---\n${set}` };
    },
  };
  const all = await vertices(
    {
      "flux/one.yaml": flux("one", "./one", "  targetNamespace: shop\n"),
      "one/kustomization.yaml": list("a.yaml"),
      "one/a.yaml": config("a"),
      "two/b.yaml": config("b"),
      "three/kustomization.yaml": list("c.yaml"),
      "three/c.yaml": config("c"),
      "four/kustomization.yaml": list("https://example.com/d.yaml"),
    },
    tool,
  );
  expect(asked.sort()).toEqual(["one shop", "three undefined", "two far"]);
  expect(one(all, "flux:v1/ConfigMap/far/b").origin?.("data.a")).toMatchObject({ path: "two/b.yaml", line: 4 });
  const results = values<KustomizationFact>(all, "kustomization").map(({ folder, result }) => [folder, result.is]);
  expect(Object.fromEntries(results)).toEqual({ one: "built", three: "failed", four: "unknown" });
});

test("no line of a Secret is quoted, and values that SOPS encrypted are sealed", async () => {
  const all = await vertices({
    "s.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: s }\nstringData:\n  colour: hunter2\n",
    "e.yaml":
      "apiVersion: v1\nkind: Secret\nmetadata: { name: e }\ndata:\n  key: ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]\nsops: { version: 3.7.3 }\n",
    "l.json":
      '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Secret","metadata":{"name":"l"},"stringData":{"k":"hunter2"}},{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}]}',
  });
  for (const vertex of all) {
    const lines = ["", "stringData.colour", "stringData", "metadata.name"].map((field) =>
      vertex.line?.(field || undefined),
    );
    expect(JSON.stringify([vertex, lines, vertex.evidence])).not.toContain("hunter2");
  }
  const sealed = one(all, ".:v1/Secret//e").value;
  expect(sealed).toMatchObject({ data: { key: { marks: ["sealed"] } } });
  expect(sealed).not.toHaveProperty("sops");
});

test("what does not parse is told with its line; templates and tags of programs are no mistakes", async () => {
  const all = await vertices({
    "broken.yaml": "a: 1\nb: [\n",
    "chart/Chart.yaml": "apiVersion: v2\nname: x\n",
    "chart/templates/a.yaml": "{{- if .Values.a }}\na: {{ .b }}\n{{- end }}\n",
    "jinja.yaml": "{% if x %}\na: 1\n{% endif %}\n",
    "home.yaml": "password: !secret wifi\n",
    "tsconfig.json": "{ // no JSON\n}",
    "list.json": '{\n  "apiVersion": "v1",\n  "kind": "List",\n  "items": [\n}',
  });
  const problems = values<{ path: string; problem?: { code: string; line?: number } }>(all, "file")
    .filter(({ problem }) => problem)
    .map(({ path, problem }) => [path, problem?.code, problem?.line]);
  expect(problems).toEqual([
    ["broken.yaml", "broken-yaml", 3],
    ["list.json", "broken-yaml", 5],
  ]);
});
