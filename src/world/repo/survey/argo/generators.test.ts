import { expect, test } from "vitest";
import { createDocuments } from "../../documents.ts";
import { memoryTree } from "../../tree.ts";
import { objectsInFile } from "../raw-object.ts";
import { filled } from "../template.ts";
import { applicationsOf } from "./generators.ts";

/** What an ApplicationSet makes of a template `name -> path`, with some files beside it. */
function made(generators: string, template: string, files: Readonly<Record<string, string>> = {}): unknown {
  const [name, path] = template.split(" -> ");
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all }
spec:
  generators: ${generators}
  template: { metadata: { name: "${name}" }, spec: { source: { path: "${path}" } } }
`;
  const tree = memoryTree({ ...files, "set.yaml": set });
  const [raw] = objectsInFile(tree, createDocuments(tree), "set.yaml");
  const answer = raw && applicationsOf(tree, raw);
  if (!answer || "why" in answer) return answer?.why;
  return answer.applications.map(({ object: { metadata, spec } }) => [
    metadata.name,
    (spec as { source?: { path?: string } }).source?.path,
  ]);
}

const files = {
  "envs/dev/config.json": '{"env": {"name": "dev"}}',
  "envs/prod/config.json": '{"env": {"name": "prod"}}',
};

test.each([
  [
    "what later generators say of those with the same keys",
    "[{ merge: { mergeKeys: [app], generators: [{ list: { elements: [{ app: a, at: x }, { app: b, at: x }] } }, { list: { elements: [{ app: b, at: z }] } }] } }]",
    "{{app}} -> {{at}}",
    [
      ["a", "x"],
      ["b", "z"],
    ],
  ],
  [
    "what the first generator of a matrix finds, in the second",
    "[{ matrix: { generators: [{ list: { elements: [{ env: prod }] } }, { git: { files: [{ path: 'envs/{{ .env }}/*.json' }] } }] } }]",
    "{{ .env.name }} -> {{ index .path.segments 1 }}/{{ .path.filename }}",
    [["prod", "prod/config.json"]],
  ],
  [
    "values, and parameters with a prefix",
    "[{ git: { directories: [{ path: envs/* }], pathParamPrefix: my, values: { short: '{{my.path.basename}}-1' } } }]",
    "{{values.short}} -> {{my.path}}",
    [
      ["dev-1", "envs/dev"],
      ["prod-1", "envs/prod"],
    ],
  ],
  [
    "those of a list that a selector takes",
    "[{ list: { elements: [{ app: a, tier: web }, { app: b, tier: db }] }, selector: { matchLabels: { tier: db } } }]",
    "{{app}} -> {{tier}}",
    [["b", "db"]],
  ],
  [
    "nothing where clusters are asked",
    "[{ clusters: {} }]",
    "{{name}} -> x",
    "The clusters generator of ApplicationSet all is not read",
  ],
  [
    "nothing where no folder is found: it may be another repository",
    "[{ git: { directories: [{ path: apps/* }] } }]",
    "{{path.basename}} -> {{path}}",
    "The git generator of ApplicationSet all is not read",
  ],
])("an ApplicationSet makes Applications of %s", (_, generators, template, expected) => {
  expect(made(generators, template, files)).toEqual(expected);
});

test("a file that is a list gives a set for each item, and one that is broken gives none", () => {
  const envs = { "envs/a.yaml": "- { name: x }\n- { name: z }\n", "envs/b.yaml": "a: [" };
  expect(made("[{ git: { files: [{ path: envs/* }] } }]", "{{name}} -> {{path}}", envs)).toEqual([
    ["x", "envs"],
    ["z", "envs"],
  ]);
});

test.each([
  ["{{ .name | lower }}", "web_app"],
  ["{{.name | lower | normalize}}", "web-app"],
  ['{{ .gone | default "none" }}', "none"],
  ['{{ .name | default "none" }}', "Web_App"],
  ['{{ trimPrefix "Web_" .name }}', "App"],
  ['{{ .name | replace "_" "." }}', "Web.App"],
  ['{{ index .labels "tier" }}', "db"],
  ["{{ .name | sha256sum }}", "{{ .name | sha256sum }}"],
  ["{{ .gone }}-{{ .name }}", "{{ .gone }}-Web_App"],
])("%s is filled", (written, expected) => {
  expect(filled(written, { name: "Web_App", "labels.tier": "db" })).toBe(expected);
});
