import { compareTexts, kindsFirst, kindsLast } from "./config.ts";
import { withField, withoutField } from "./edits.ts";
import type { Layer } from "./layer.ts";
import type { Resource } from "./resource.ts";
import { isMapping, type Mapping, textOf } from "./values.ts";

/** What is done once, when all layers are built. */
export function finished(layer: Layer): readonly Resource[] {
  const left = layer.resources.list.filter((resource) => !isLocal(resource));
  for (const resource of left) resource.object = printed(resource.object);
  return left.toSorted(inOrder);
}

/** Objects for tools on a person's machine. */
function isLocal({ object }: Resource): boolean {
  const { metadata } = object;
  const annotations = isMapping(metadata) ? metadata.annotations : undefined;
  if (!isMapping(annotations) || !("config.kubernetes.io/local-config" in annotations)) return false;
  return textOf(annotations["config.kubernetes.io/local-config"]) !== "false";
}

/** Kustomize writes annotations as texts, and none at all where there are none. */
function printed(object: Mapping): Mapping {
  const { metadata } = object;
  if (!isMapping(metadata) || !("annotations" in metadata)) return object;
  const { annotations } = metadata;
  if (!isMapping(annotations) || Object.keys(annotations).length === 0)
    return withField(object, "metadata", withoutField(metadata, "annotations"));
  const texts = Object.entries(annotations).reduce<Mapping>(
    (all, [key, value]) => (typeof value === "string" ? all : withField(all, key, textOf(value))),
    annotations,
  );
  return texts === annotations ? object : withField(object, "metadata", withField(metadata, "annotations", texts));
}

function rank(kind: string): number {
  const first = kindsFirst.indexOf(kind);
  return first >= 0 ? first - kindsFirst.length : kindsLast.indexOf(kind) + 1;
}

function inOrder(a: Resource, b: Resource): number {
  const [one, other] = [a.id, b.id];
  const byKind = rank(one.kind) - rank(other.kind) || compareTexts(kindText(one), kindText(other));
  return (
    byKind ||
    compareTexts(`${one.namespace || "~X"}|${one.name || "~N"}`, `${other.namespace || "~X"}|${other.name || "~N"}`)
  );
}

function kindText({ group, version, kind }: { group: string; version: string; kind: string }): string {
  return `${group || "~G"}_${version || "~V"}_${kind || "~K"}`;
}
