import type { FieldSpec } from "../../../facts/kustomize.ts";
import { addAffix } from "./affixes.ts";
import { mergedSpecs } from "./config.ts";
import type { Written } from "./edits.ts";
import { setImage } from "./images.ts";
import { type Entry, entriesOf, fieldAt, textEntries, textField } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import { setNamespace } from "./namespace.ts";
import { setPairs } from "./pairs.ts";
import { applyJsonPatch, applyPatch, applyStrategicMerge } from "./patches.ts";
import { replace } from "./replacements.ts";
import { setReplicas } from "./replicas.ts";
import { type Mapping, mappingIn } from "./values.ts";

/** The transformers of a kustomization, in the order in which kustomize runs them. */
export function transform(layer: Layer): void {
  const { fields } = layer.kustomization;
  const { resources, config } = layer;
  const each = (field: string, change: (value: Mapping, at: Written) => void): void => {
    for (const { value, at } of mappings(fields, field)) layer.attempt(() => change(value, at));
  };
  for (const { value, at } of textEntries(fields, "patchesStrategicMerge"))
    layer.attempt(() => applyStrategicMerge(layer, value, at));
  each("patches", (value, at) => applyPatch(layer, value, at));
  layer.attempt(() => rename(layer));
  each("labels", (value, at) => setPairs(resources, mappingIn(value, "pairs"), labelSpecs(layer, value, at), at));
  for (const [field, specs] of [
    ["commonLabels", config.commonLabels],
    ["commonAnnotations", config.commonAnnotations],
  ] as const)
    layer.attempt(() => setPairs(resources, mappingIn(fields, field), specs, fieldAt(fields, field)));
  each("patchesJson6902", (value, at) => applyJsonPatch(layer, value, at));
  each("replicas", (value, at) => setReplicas(resources, value, config.replicas, at));
  for (const field of ["images", "imageTags"])
    each(field, (value, at) => setImage(resources, value, config.images, at));
  layer.attempt(() => replace(layer, mappings(fields, "replacements")));
}

function rename({ resources, config, kustomization: { fields } }: Layer): void {
  const namespace = textField(fields, "namespace");
  if (namespace) setNamespace(resources, { namespace, specs: config.namespace }, fieldAt(fields, "namespace"));
  const [prefix, suffix] = [textField(fields, "namePrefix"), textField(fields, "nameSuffix")];
  if (prefix) addAffix(resources, { side: "prefixes", text: prefix }, config.namePrefix, fieldAt(fields, "namePrefix"));
  if (suffix) addAffix(resources, { side: "suffixes", text: suffix }, config.nameSuffix, fieldAt(fields, "nameSuffix"));
}

/** The entries of a list of mappings; Go reads null as an empty one. */
function mappings(fields: Mapping, field: string): readonly Entry<Mapping>[] {
  return entriesOf<Mapping | null>(fields, field).map(({ value, at }) => ({ value: value ?? {}, at }));
}

function labelSpecs({ config }: Layer, label: Mapping, at: Written): readonly FieldSpec[] {
  const own = Array.isArray(label.fields) ? (label.fields as readonly FieldSpec[]) : [];
  const specs = mergedSpecs(own, config.labels, at);
  if (label.includeSelectors === true) return mergedSpecs(specs, config.commonLabels, at);
  const more = label.includeTemplates === true ? mergedSpecs(specs, config.templateLabels, at) : specs;
  return mergedSpecs(more, [{ path: "metadata/labels", create: true }], at);
}
