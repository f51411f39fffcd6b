import type { Shape } from "./shape.ts";

const texts: Shape = { list: "text" };
const pairs: Shape = { map: "text" };

function fields(fields: Readonly<Record<string, Shape>>): Shape {
  return { fields };
}

function listOf(shape: Readonly<Record<string, Shape>>): Shape {
  return { list: { fields: shape } };
}

const gvk = { group: "text", version: "text", kind: "text" } as const;
const id = { ...gvk, name: "text", namespace: "text" } as const;
const selector = { ...id, annotationSelector: "text", labelSelector: "text" } as const;
const metadata = fields({ name: "text", namespace: "text", labels: pairs, annotations: pairs });
const fieldOptions = fields({ delimiter: "text", index: "number", encoding: "text", create: "flag" });

/** The fields of a field spec, in kustomizations and in configurations. */
export const fieldSpecs: Shape = listOf({ ...gvk, path: "text", create: "flag" });

const generatorOptions: Shape = fields({
  labels: pairs,
  annotations: pairs,
  disableNameSuffixHash: "flag",
  immutable: "flag",
});

/** The arguments of a generator. */
export const generator = {
  namespace: "text",
  name: "text",
  behavior: "text",
  literals: texts,
  files: texts,
  envs: texts,
  env: "text",
  options: generatorOptions,
} as const;

const image = { name: "text", newName: "text", tagSuffix: "text", newTag: "text", digest: "text" } as const;
const patchOptions = fields({ allowNameChange: "flag", allowKindChange: "flag" });
const patch = { path: "text", patch: "text", target: fields(selector), options: patchOptions } as const;

/** A replacement, in a kustomization or in a file of its own. */
export const replacement = {
  source: fields({ ...id, fieldPath: "text", options: fieldOptions }),
  sourceValue: "text",
  targets: listOf({
    select: fields(selector),
    reject: listOf(selector),
    fieldPaths: texts,
    options: fieldOptions,
  }),
} as const;

/** Every field of a kustomization. What kustomize does with charts is not covered, so their fields are not looked at. */
export const kustomizationShape: Shape = fields({
  apiVersion: "text",
  kind: "text",
  metadata,
  openapi: pairs,
  namePrefix: "text",
  nameSuffix: "text",
  namespace: "text",
  commonLabels: pairs,
  labels: listOf({ pairs, includeSelectors: "flag", includeTemplates: "flag", fields: fieldSpecs }),
  commonAnnotations: pairs,
  patchesStrategicMerge: texts,
  patchesJson6902: listOf(patch),
  patches: listOf(patch),
  images: listOf(image),
  imageTags: listOf(image),
  replacements: listOf({ ...replacement, path: "text" }),
  replicas: listOf({ name: "text", count: "number" }),
  vars: listOf({
    name: "text",
    objref: fields({ apiVersion: "text", ...id }),
    fieldref: fields({ fieldPath: "text" }),
  }),
  sortOptions: fields({
    order: "text",
    legacySortOptions: fields({ orderFirst: texts, orderLast: texts }),
  }),
  resources: texts,
  components: texts,
  crds: texts,
  bases: texts,
  configMapGenerator: listOf(generator),
  secretGenerator: listOf({ ...generator, type: "text" }),
  helmGlobals: "anything",
  helmCharts: { list: "anything" },
  helmChartInflationGenerator: { list: "anything" },
  generatorOptions,
  configurations: texts,
  generators: texts,
  transformers: texts,
  validators: texts,
  buildMetadata: texts,
});
