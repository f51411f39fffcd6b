import { matchesRequirements, parseSelector } from "../../../model/kubernetes/selectors.ts";
import type { Written } from "./edits.ts";
import { effectiveNamespace, type Id } from "./ids.ts";
import { textField } from "./kustomization.ts";
import { wholeRegex } from "./regex.ts";
import type { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** A selector of a kustomization, ready to be asked. */
export interface Selector {
  matchesKind(id: Id): boolean;
  matchesName(name: string): boolean;
  matchesNamespace(namespace: string): boolean;
  /** Whether its label and annotation selectors hold for an object. */
  matchesMetadata(resource: Resource): boolean;
}

/** Reads a selector. Throws Refused or NotCovered where one of its expressions cannot be read. */
export function selectorOf(fields: Mapping, at: Written): Selector {
  const regex = (field: string): RegExp => wholeRegex(textField(fields, field), at);
  const [group, version, kind, name, namespace] = ["group", "version", "kind", "name", "namespace"].map(regex) as [
    RegExp,
    RegExp,
    RegExp,
    RegExp,
    RegExp,
  ];
  const labels = requirements(textField(fields, "labelSelector"), at);
  const annotations = requirements(textField(fields, "annotationSelector"), at);
  return {
    matchesKind: (id) => group.test(id.group) && version.test(id.version) && kind.test(id.kind),
    matchesName: (text) => name.test(text),
    matchesNamespace: (text) => namespace.test(text),
    matchesMetadata: ({ object }) => labels(textsIn(object, "labels")) && annotations(textsIn(object, "annotations")),
  };
}

/** The objects that a patch selects: by what they are or were first called. */
export function selected(resources: readonly Resource[], fields: Mapping, at: Written): readonly Resource[] {
  const selector = selectorOf(fields, at);
  return resources.filter((resource) => {
    const [now, first] = [resource.id, resource.originalId];
    return (
      (selector.matchesNamespace(effectiveNamespace(first)) || selector.matchesNamespace(effectiveNamespace(now))) &&
      (selector.matchesName(first.name) || selector.matchesName(now.name)) &&
      selector.matchesKind(now) &&
      selector.matchesMetadata(resource)
    );
  });
}

function requirements(text: string, at: Written): (texts: Readonly<Record<string, string>>) => boolean {
  const parsed = parseSelector(text);
  if (!parsed) throw new Refused(`the selector "${text}" cannot be read`, at);
  return (texts) => matchesRequirements(parsed, texts);
}

function textsIn(object: Mapping, field: string): Readonly<Record<string, string>> {
  const metadata = object.metadata;
  if (!isMapping(metadata)) return {};
  return Object.fromEntries(Object.entries(mappingIn(metadata, field)).map(([key, value]) => [key, textOf(value)]));
}
