import { made, type Written, withField, withoutField, writtenAt } from "./edits.ts";
import { idKey, nameOf } from "./ids.ts";
import { textField } from "./kustomization.ts";
import type { Layer } from "./layer.ts";
import { type Pair, pairsOf } from "./pair-sources.ts";
import { type Behavior, Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** A generated kind. */
export type GeneratedKind = "ConfigMap" | "Secret";

/** The object that a generator makes. `common` are the options of the kustomization for all of its generators. */
export function generated(layer: Layer, kind: GeneratedKind, generator: Mapping, common: Mapping): Resource {
  const name = textField(generator, "name");
  const at = { in: generator };
  if (name === "") throw new Refused("a generator needs a name", at);
  const options = mappingIn(generator, "options");
  const pairs = pairsOf(layer, generator).toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const object = {
    apiVersion: "v1",
    kind,
    metadata: metadataOf(generator, options, common),
    ...(kind === "Secret" ? { type: textField(generator, "type") || "Opaque" } : {}),
    ...(kind === "Secret" || pairs.length > 0 ? { data: dataOf(kind, pairs, generator) } : {}),
    ...(options.immutable === true || common.immutable === true ? { immutable: true } : {}),
  };
  const plainName = options.disableNameSuffixHash === true || common.disableNameSuffixHash === true;
  const { path } = layer.kustomization;
  return new Resource(
    made(object, generator, placesOf(generator, ["type"])),
    { source: { path, document: 0 }, at },
    { needsHash: !plainName, behavior: behaviorOf(generator), generated: true },
  );
}

function behaviorOf(generator: Mapping): Behavior {
  const behavior = textField(generator, "behavior");
  return behavior === "replace" || behavior === "merge" || behavior === "create" ? behavior : "unspecified";
}

function placesOf(mapping: Mapping, fields: readonly string[]): Readonly<Record<string, Written>> {
  const places = fields.flatMap((field) => {
    const written = field in mapping ? writtenAt(mapping, field) : undefined;
    return written ? [[field, written]] : [];
  });
  return Object.fromEntries(places);
}

function metadataOf(generator: Mapping, options: Mapping, common: Mapping): Mapping {
  const namespace = textField(generator, "namespace");
  const labels = joined(mappingIn(common, "labels"), mappingIn(options, "labels"));
  const annotations = joined(mappingIn(common, "annotations"), mappingIn(options, "annotations"));
  const metadata = {
    name: textField(generator, "name"),
    ...(namespace === "" ? {} : { namespace }),
    ...(Object.keys(labels).length === 0 ? {} : { labels }),
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
  return made(metadata, generator, placesOf(generator, ["name", "namespace"]));
}

function dataOf(kind: GeneratedKind, pairs: readonly Pair[], generator: Mapping): Mapping {
  const entries = pairs.map(({ key, value }) => [key, kind === "Secret" ? encoded(value) : value]);
  const places = pairs.map(({ key, written }) => [key, written]);
  return made(Object.fromEntries(entries), generator, Object.fromEntries(places));
}

/** Base64 as kustomize writes it: from 70 letters on in lines. */
function encoded(value: string): string {
  const base64 = Buffer.from(value, "utf8").toString("base64");
  return base64.length < 70 ? base64 : base64.replace(/.{1,70}/g, "$&\n");
}

/** Both mappings as one; the second one wins. Values are texts. */
function joined(one: Mapping, other: Mapping): Mapping {
  return Object.entries(other).reduce(
    (all, [key, value]) => withField(all, key, textOf(value), writtenAt(other, key)),
    one,
  );
}

/** Adds a generated object, or merges it into the one of that name, or puts it in its place; as it asks for. */
export function absorb(layer: Layer, resource: Resource): void {
  const { resources } = layer;
  const { at, history } = resource;
  const key = idKey(resource.id);
  const [old, ...others] = resources.everCalled((id) => idKey(id) === key);
  const name = nameOf(resource.id);
  if (others.length > 0) throw new Refused(`there are several objects ${name} to merge into`, at);
  const adds = history.behavior === "create" || history.behavior === "unspecified";
  if (!old) {
    if (!adds) throw new Refused(`there is no ${name} to ${history.behavior}`, at);
    resources.add(resource, at);
    return;
  }
  if (adds) throw new Refused(`${name} is there already; the behavior must be merge or replace`, at);
  const merged = history.behavior === "merge" ? withData(resource, old) : resource;
  const successor = withMetadata(merged, old);
  resources.list = resources.list.map((one) => (one === old ? successor : one));
}

/** Name, namespace and history are those of the old object; labels and annotations are joined. */
function withMetadata(resource: Resource, old: Resource): Resource {
  const [before, metadata] = [mappingIn(old.object, "metadata"), mappingIn(resource.object, "metadata")];
  let result = withField(metadata, "name", before.name, writtenAt(before, "name"));
  for (const field of ["labels", "annotations"]) {
    const both = joined(joined({}, mappingIn(before, field)), mappingIn(metadata, field));
    result = Object.keys(both).length === 0 ? withoutField(result, field) : withField(result, field, both);
  }
  result =
    old.namespace === ""
      ? withoutField(result, "namespace")
      : withField(result, "namespace", old.namespace, writtenAt(before, "namespace"));
  const needsHash = old.history.needsHash && resource.history.needsHash;
  const successor = new Resource(withField(resource.object, "metadata", result), resource, {
    ...old.history,
    needsHash,
  });
  for (const variable of old.variables) successor.variables.add(variable);
  return successor;
}

function withData(resource: Resource, old: Resource): Resource {
  const object = ["data", "binaryData"].reduce((all, field) => {
    const own = mappingIn(all, field);
    const both = joined(joined(made({}, own), mappingIn(old.object, field)), own);
    return Object.keys(both).length === 0 ? withoutField(all, field) : withField(all, field, both);
  }, resource.object);
  return new Resource(object, { source: old.source, at: resource.at }, resource.history);
}

/** The generators of a kustomization, ConfigMaps first. */
export function generate(layer: Layer): void {
  const { fields } = layer.kustomization;
  const common = mappingIn(fields, "generatorOptions");
  for (const [field, kind] of [
    ["configMapGenerator", "ConfigMap"],
    ["secretGenerator", "Secret"],
  ] as const) {
    const list = fields[field];
    for (const generator of Array.isArray(list) ? list : [])
      layer.attempt(() => absorb(layer, generated(layer, kind, isMapping(generator) ? generator : {}, common)));
  }
}
