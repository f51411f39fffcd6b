import { compareTexts, kindsFirst, kindsLast } from "./config.ts";
import type { Id } from "./ids.ts";
import { fieldAt, textEntries, textField } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import type { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { type Mapping, mappingIn } from "./values.ts";

/** The objects in the order in which kustomize prints them: by kind, unless the kustomization says otherwise. */
export function ordered(layer: Layer, resources: readonly Resource[]): readonly Resource[] {
  const { fields } = layer.kustomization;
  if (!("sortOptions" in fields)) return byKind(resources, kindsFirst, kindsLast);
  const options = mappingIn(fields, "sortOptions");
  const order = textField(options, "order");
  const at = fieldAt(fields, "sortOptions");
  if (order !== "fifo" && order !== "legacy") throw new Refused("the order must be fifo or legacy", at);
  if (order === "legacy") return legacy(resources, options);
  if ("legacySortOptions" in options) throw new Refused("legacySortOptions belong to the order legacy", at);
  return resources;
}

function legacy(resources: readonly Resource[], options: Mapping): readonly Resource[] {
  if (!("legacySortOptions" in options)) return byKind(resources, kindsFirst, kindsLast);
  const kinds = mappingIn(options, "legacySortOptions");
  const [first, last] = ["orderFirst", "orderLast"].map((field) => textEntries(kinds, field).map(({ value }) => value));
  return byKind(resources, first ?? [], last ?? []);
}

function byKind(
  resources: readonly Resource[],
  first: readonly string[],
  last: readonly string[],
): readonly Resource[] {
  const ranks = new Map(first.map((kind, index) => [kind, index - first.length]));
  for (const [index, kind] of last.entries()) ranks.set(kind, index + 1);
  return resources
    .map((resource) => ({ resource, id: resource.id, text: textOf(resource.id) }))
    .sort((a, b) => (ranks.get(a.id.kind) ?? 0) - (ranks.get(b.id.kind) ?? 0) || compareTexts(a.text, b.text))
    .map(({ resource }) => resource);
}

function textOf({ group, version, kind, namespace, name }: Id): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"} ${namespace || "~X"}|${name || "~N"}`;
}
