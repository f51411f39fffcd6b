import type { FieldSpec } from "../../../facts/kustomize.ts";
import { addAffix } from "./affixes.ts";
import type { Written } from "./edits.ts";
import { absorb, generated } from "./generators.ts";
import { setImage } from "./images.ts";
import { type Entry, entriesOf, textEntries, textField } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import { manifestsOf } from "./manifests.ts";
import { type NamespaceSetting, setNamespace } from "./namespace.ts";
import { setPairs } from "./pairs.ts";
import { applyJsonPatch, applyPatch, applyStrategicMerge } from "./patches.ts";
import { replace } from "./replacements.ts";
import { setReplicas } from "./replicas.ts";
import { NotCovered, Refused } from "./stops.ts";
import { type Mapping, mappingIn, textOf } from "./values.ts";

/** The objects that a path of a list of plugins names: a manifest, or a folder that is built. */
export type Loader = (entry: Entry<string>) => readonly Mapping[];

interface Plugin {
  readonly fields: Mapping;
  readonly at: Written;
}

/** What built-in generators do that are given as objects. */
const generators: Readonly<Record<string, (layer: Layer, plugin: Plugin) => void>> = {
  ConfigMapGenerator: (layer, { fields }) => absorb(layer, generated(layer, "ConfigMap", named(fields), {})),
  SecretGenerator: (layer, { fields }) => absorb(layer, generated(layer, "Secret", named(fields), {})),
};

/** What built-in transformers do that are given as objects. */
const transformers: Readonly<Record<string, (layer: Layer, plugin: Plugin) => void>> = {
  AnnotationsTransformer: ({ resources }, { fields, at }) =>
    setPairs(resources, mappingIn(fields, "annotations"), specsOf(fields), at),
  LabelTransformer: ({ resources }, { fields, at }) =>
    setPairs(resources, mappingIn(fields, "labels"), specsOf(fields), at),
  ImageTagTransformer: ({ resources }, { fields, at }) =>
    setImage(resources, mappingIn(fields, "imageTag"), specsOf(fields), at),
  NamespaceTransformer: setNamespaceOf,
  PatchTransformer: (layer, { fields, at }) => applyPatch(layer, fields, at),
  PatchJson6902Transformer: (layer, { fields, at }) =>
    applyJsonPatch(layer, { ...fields, patch: fields.jsonOp ?? "" }, at),
  PatchStrategicMergeTransformer: (layer, { fields, at }) => {
    const paths = textEntries(fields, "paths");
    if (paths.length === 0 && textField(fields, "patches") === "") throw new Refused("this patch is empty", at);
    for (const { value, at: path } of paths) applyStrategicMerge(layer, value, path);
    if (textField(fields, "patches"))
      applyStrategicMerge(layer, textField(fields, "patches"), { in: fields, key: "patches" });
  },
  PrefixTransformer: (layer, plugin) => affix(layer, plugin, "prefixes", "prefix"),
  SuffixTransformer: (layer, plugin) => affix(layer, plugin, "suffixes", "suffix"),
  PrefixSuffixTransformer: (layer, plugin) => {
    affix(layer, plugin, "prefixes", "prefix");
    affix(layer, plugin, "suffixes", "suffix");
  },
  ReplacementTransformer: (layer, { fields }) => replace(layer, entriesOf<Mapping>(fields, "replacements")),
  ReplicaCountTransformer: ({ resources }, { fields, at }) =>
    setReplicas(resources, mappingIn(fields, "replica"), specsOf(fields), at),
};

/** Runs the generators that a kustomization gives as objects. */
export function runGenerators(layer: Layer, load: Loader): void {
  run(layer, "generators", generators, load);
}

/** Runs the transformers that a kustomization gives as objects. */
export function runTransformers(layer: Layer, load: Loader): void {
  run(layer, "transformers", transformers, load);
}

function run(
  layer: Layer,
  field: string,
  known: Readonly<Record<string, (layer: Layer, plugin: Plugin) => void>>,
  load: Loader,
): void {
  const entries = textEntries(layer.kustomization.fields, field);
  const inline = entries.map((entry) => inlineObjects(layer, entry));
  const loaded = entries.flatMap((entry, index) => (inline[index] ? [] : load(entry)));
  // What the kustomization spells out comes first.
  for (const fields of [...inline.flatMap((objects) => objects ?? []), ...loaded]) {
    const plugin = { fields, at: { in: fields } };
    const { apiVersion, kind } = fields;
    const apply = textOf(apiVersion) === "builtin" ? known[textOf(kind)] : undefined;
    if (!apply)
      throw new NotCovered(`${textOf(apiVersion)} ${textOf(kind)} as one of the ${field} is not covered`, plugin.at);
    apply(layer, plugin);
  }
}

/** The objects that an entry spells out; undefined where it is a path. */
function inlineObjects(layer: Layer, { value, at }: Entry<string>): readonly Mapping[] | undefined {
  if (!value.includes("\n") && !value.includes("{")) return undefined;
  const { sources } = layer;
  return manifestsOf(sources.values(sources.places.pathOf(at), sources.inline(value, at)), at).map(
    ({ object }) => object,
  );
}

function named(fields: Mapping): Mapping {
  const metadata = mappingIn(fields, "metadata");
  return {
    ...fields,
    name: textField(fields, "name") || textOf(metadata.name),
    namespace: textField(fields, "namespace") || textOf(metadata.namespace),
  };
}

function specsOf(fields: Mapping): readonly FieldSpec[] {
  return entriesOf<FieldSpec>(fields, "fieldSpecs").map(({ value }) => value);
}

function setNamespaceOf({ resources }: Layer, { fields, at }: Plugin): void {
  const metadata = mappingIn(fields, "metadata");
  const namespace = textOf(metadata.namespace);
  const subjects = textField(fields, "setRoleBindingSubjects") || "defaultOnly";
  if (!["defaultOnly", "allServiceAccounts", "none"].includes(subjects))
    throw new Refused("setRoleBindingSubjects is defaultOnly, allServiceAccounts or none", at);
  if (namespace === "") return;
  const setting = {
    namespace,
    specs: specsOf(fields),
    unsetOnly: fields.unsetOnly === true,
    subjects: subjects as NonNullable<NamespaceSetting["subjects"]>,
  };
  setNamespace(resources, setting, { in: metadata, key: "namespace" });
}

function affix({ resources }: Layer, { fields, at }: Plugin, side: "prefixes" | "suffixes", field: string): void {
  if (!Array.isArray(fields.fieldSpecs)) throw new Refused(`a ${textOf(fields.kind)} needs fieldSpecs`, at);
  addAffix(resources, { side, text: textField(fields, field) }, specsOf(fields), at);
}
