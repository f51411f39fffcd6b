import { aimsOf } from "./aims.ts";
import { type Item, type Written, writtenAt } from "./edits.ts";
import { effectiveNamespace, type Id, isSelected, nameOf } from "./ids.ts";
import { type Entry, entriesOf, fieldAt, textEntries, textField } from "./kustomization.ts";
import { replacement } from "./kustomization-shape.ts";
import type { Layer } from "./layer.ts";
import { dottedSteps, lookUp } from "./paths.ts";
import type { Resource } from "./resource.ts";
import { type Selector, selectorOf } from "./selectors.ts";
import { shaped } from "./shape.ts";
import { NotCovered, Refused } from "./stops.ts";
import { changeTargets, type Targeting } from "./targets.ts";
import { isEmpty, isMapping, type Mapping, mappingIn, plainScalar, textOf } from "./values.ts";

/** Copies values from fields of objects to fields of others, as the entries of `replacements` say. */
export function replace(layer: Layer, entries: readonly Entry<Mapping>[]): void {
  for (const { value, at } of entries.flatMap((entry) => withFile(layer, entry))) replaceOne(layer, value, at);
  layer.resources.changed();
}

/** An entry may name a file of one replacement or several. */
function withFile(layer: Layer, entry: Entry<Mapping>): readonly Entry<Mapping>[] {
  const path = textField(entry.value, "path");
  if (path === "") return [entry];
  const targets = entry.value.targets;
  if ("source" in entry.value || (Array.isArray(targets) && targets.length > 0))
    throw new Refused("a replacement has either a path or a source and targets", entry.at);
  const full = layer.file(path, fieldAt(entry.value, "path"));
  const [root = null] = layer.sources.values(full, layer.sources.config(full));
  const whole = layer.sources.mark(full);
  const fields = { fields: replacement };
  if (Array.isArray(root)) {
    const list = shaped(root, { list: fields }, whole) as readonly unknown[];
    return entriesOf<Mapping>({ list }, "list");
  }
  if (!isMapping(root)) throw new Refused(`${full} holds no replacement`, entry.at);
  return [{ value: shaped(root, fields, whole) as Mapping, at: { in: root } }];
}

function replaceOne(layer: Layer, entry: Mapping, at: Written): void {
  const targets = entriesOf<Mapping | null>(entry, "targets");
  const hasSource = isMapping(entry.source);
  if ((!hasSource && !("sourceValue" in entry)) || !Array.isArray(entry.targets))
    throw new Refused("a replacement needs a source and targets", at);
  if (hasSource && "sourceValue" in entry) throw new Refused("a replacement has either a source or a sourceValue", at);
  const source = hasSource
    ? sourceItem(layer, mappingIn(entry, "source"), at)
    : { value: plainScalar(textField(entry, "sourceValue")), written: writtenAt(entry, "sourceValue") };
  for (const target of targets) replaceIn(layer, source, target.value ?? {}, target.at);
}

function sourceItem(layer: Layer, source: Mapping, at: Written): Item {
  const found = layer.resources.list.filter((resource) => replacementIds(resource).some((id) => isSource(id, source)));
  const [first, ...others] = found;
  if (!first) throw new Refused("no object is the source of this replacement", at);
  if (others.length > 0)
    throw new Refused(
      `the source of this replacement may be any of ${found.map(({ id }) => nameOf(id)).join(", ")}`,
      at,
    );
  const path = textField(source, "fieldPath") || "metadata.name";
  const item = lookUp(first.object, dottedSteps(path));
  if (!item || isEmpty(item.value)) throw new Refused(`${nameOf(first.id)} has no ${path}`, at);
  return refined(item, mappingIn(source, "options"), at);
}

/** Here kustomize does not ask whether kinds have namespaces. */
function replacementIds({ id, previousIds }: Resource): readonly Id[] {
  return [{ ...id, clusterScoped: false }, ...previousIds];
}

function isSource(id: Id, source: Mapping): boolean {
  const [name, namespace] = [textField(source, "name"), textField(source, "namespace")];
  return (
    (name === "" || name === id.name) &&
    (namespace === "" || effectiveNamespace({ ...id, namespace }) === effectiveNamespace(id)) &&
    isSelected(id, source as { group?: string; version?: string; kind?: string })
  );
}

/** One part of a text, where a delimiter is given. */
function refined(item: Item, options: Mapping, at: Written): Item {
  const delimiter = textField(options, "delimiter");
  if (delimiter === "") return item;
  const parts = splitText(item.value, delimiter, at);
  const index = indexOf(options);
  const part = parts[index];
  if (part === undefined)
    throw new Refused(`the source has ${parts.length} parts, and number ${index} is asked for`, at);
  return { value: typeof item.value === "string" ? part : plainScalar(part), written: item.written };
}

function splitText(value: unknown, delimiter: string, at: Written): readonly string[] {
  if (typeof value === "object" && value !== null) throw new Refused("only a text can be split at a delimiter", at);
  return textOf(value).split(delimiter);
}

function indexOf(options: Mapping): number {
  return typeof options.index === "number" ? options.index : 0;
}

function replaceIn(layer: Layer, source: Item, target: Mapping, at: Written): void {
  if (!isMapping(target.select)) throw new Refused("a target must select objects", at);
  const select = selectorOf(target.select, at);
  const rejects = entriesOf<Mapping>(target, "reject").map(({ value }) => ({ value, selector: selectorOf(value, at) }));
  const paths = textEntries(target, "fieldPaths").map(({ value }) => value);
  const chosen = layer.resources.list.filter(
    (resource) => select.matchesMetadata(resource) && replacementIds(resource).some((id) => isTarget(id, select)),
  );
  layer.reads.aims.push(...aimsOf(target.select, layer.resources.list, chosen));
  for (const resource of chosen) {
    if (rejects.some(({ value, selector }) => isRejected(resource, value, selector))) continue;
    for (const path of paths.length > 0 ? paths : ["metadata.name"])
      replaceField(resource, path, source, { options: mappingIn(target, "options"), at });
  }
}

function isRejected(resource: Resource, fields: Mapping, selector: Selector): boolean {
  const byText = "labelSelector" in fields || "annotationSelector" in fields;
  if (byText && selector.matchesMetadata(resource)) return true;
  const byId = ["group", "version", "kind", "name", "namespace"].some((field) => textField(fields, field) !== "");
  return byId && replacementIds(resource).some((id) => isTarget(id, selector));
}

function isTarget(id: Id, selector: Selector): boolean {
  return selector.matchesKind(id) && selector.matchesName(id.name) && selector.matchesNamespace(id.namespace);
}

function replaceField(
  resource: Resource,
  path: string,
  source: Item,
  { options, at }: { options: Mapping; at: Written },
): void {
  const kind = Array.isArray(source.value) ? "list" : isMapping(source.value) ? "mapping" : "scalar";
  const targeting: Targeting = {
    at,
    missing: options.create === true ? kind : undefined,
    change: (before, fresh) => replaced(before, source, { options, at, fresh }),
  };
  const { item, found } = changeTargets({ value: resource.object }, dottedSteps(path), targeting);
  if (found === 0) throw new Refused(`${nameOf(resource.id)} has no ${path} to replace`, at);
  resource.object = item.value as Mapping;
}

function replaced(
  before: unknown,
  source: Item,
  { options, at, fresh }: { options: Mapping; at: Written; fresh: boolean },
): Item {
  const delimiter = textField(options, "delimiter");
  if (delimiter === "") return { value: fitted(before, source.value, fresh, at), written: source.written ?? at };
  const parts = splitText(before, delimiter, at);
  const index = indexOf(options);
  const text = textOf(source.value);
  const joined = index < 0 ? [text, ...parts] : index >= parts.length ? [...parts, text] : parts.with(index, text);
  return { value: fitted(before, joined.join(delimiter), fresh, at), written: at };
}

/** A scalar keeps its type; anything else is taken over as it is. */
function fitted(before: unknown, value: unknown, fresh: boolean, at: Written): unknown {
  if (typeof before === "object" && before !== null) return value;
  if (fresh) return typeof value === "string" ? plainScalar(value) : value;
  const text = numberText(value, at);
  if (typeof before === "string") return text;
  const typed = plainScalar(text);
  if (before === null) throw new NotCovered("a value in place of null is not covered", at);
  if (typeof typed !== typeof before)
    throw new Refused(`the value "${text}" does not fit where a ${typeof before} stands`, at);
  return typed;
}

/** Kustomize copies numbers as they are written, which is known of whole ones only. */
function numberText(value: unknown, at: Written): string {
  if (typeof value === "number" && !Number.isInteger(value))
    throw new NotCovered("a fraction in place of a text is not covered", at);
  return textOf(value);
}
