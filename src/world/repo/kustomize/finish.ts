import { annotate } from "./build-metadata.ts";
import { withField, withoutField } from "./edits.ts";
import { addHashes } from "./hash.ts";
import type { Layer } from "./layer.ts";
import { fixReferences } from "./name-references.ts";
import { ordered } from "./orders.ts";
import type { Places } from "./places.ts";
import type { Resource } from "./resource.ts";
import { refuseTwice } from "./resources.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";
import { resolveVariables } from "./variables.ts";

/** What is done once, when all layers are built; with copies, because the root may be a base of others. */
export function finished(layer: Layer): readonly Resource[] {
  const resources = layer.resources.list.map((resource) => resource.copy());
  addHashes(resources);
  layer.attempt(() => fixReferences(resources, layer.config));
  layer.attempt(() => resolveVariables(resources, layer));
  for (const unnamed of resources.filter(isUnnamed))
    layer.attempt(() => {
      throw new Refused("nothing is left of the name or the kind of this object", unnamed.at);
    });
  const left = resources.filter((resource) => !isLocal(resource) && !isUnnamed(resource));
  layer.attempt(() => refuseTwice(left, { in: layer.kustomization.fields }));
  const { places } = layer.sources;
  for (const resource of left) resource.object = printed(resource.object, places);
  annotate(left, layer);
  return ordered(layer, left);
}

function isUnnamed({ kind, name }: Resource): boolean {
  return kind === "" || (name === "" && !kind.endsWith("List"));
}

/** Objects for tools on a person's machine. */
function isLocal({ object }: Resource): boolean {
  const { metadata } = object;
  const annotations = isMapping(metadata) ? metadata.annotations : undefined;
  if (!isMapping(annotations) || !("config.kubernetes.io/local-config" in annotations)) return false;
  return textOf(annotations["config.kubernetes.io/local-config"]) !== "false";
}

/** Annotations that tools leave in files, which kustomize takes out. */
const internal =
  /^(?:internal\.config\.kubernetes\.io\/.*|config\.kubernetes\.io\/(?:path|index|origin)|config\.k8s\.io\/id|alpha\.config\.kubernetes\.io\/transformations)$/;

/** Kustomize writes annotations as texts, and none at all where there are none. */
function printed(object: Mapping, places: Places): Mapping {
  const { metadata } = object;
  if (!isMapping(metadata) || !("annotations" in metadata)) return object;
  const { annotations } = metadata;
  const texts = Object.entries(isMapping(annotations) ? annotations : {}).reduce<Mapping>(
    (all, [key, value]) => {
      if (internal.test(key)) return withoutField(all, key);
      if (typeof value === "string") return all;
      return withField(all, key, value === null ? places.nullText(all, key) : textOf(value));
    },
    mappingIn(metadata, "annotations"),
  );
  if (texts === annotations && Object.keys(texts).length > 0) return object;
  const rest = withoutField(metadata, "annotations");
  const kept = Object.keys(texts).length === 0 ? rest : withField(metadata, "annotations", texts);
  return withField(object, "metadata", kept);
}
