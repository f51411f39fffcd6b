import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { SalvorProblem } from "../../../../model/problem.ts";
import { groupKind, groupOf, type Position } from "../../../../model/subject.ts";
import { isMapping, type Mapping } from "../../kustomize/values.ts";
import { readDocuments } from "../../yaml.ts";
import { type Draft, identityOf } from "../draft.ts";
import { isManifest } from "../manifest-kinds.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";
import { filled, flat, type Parameters } from "../template.ts";
import { readAgain } from "./substitution.ts";

/** Whether an object is a ResourceSet of the Flux Operator. */
export function isResourceSet({ object }: RawObject): boolean {
  return object.kind === "ResourceSet" && groupOf(object.apiVersion) === "fluxcd.controlplane.io";
}

/**
 * What a ResourceSet makes of its own inputs. Where they come from a provider, or its templates do more than to name them,
 * that is noted in the draft. Source: https://fluxoperator.dev/docs/crd/resourceset/
 */
export function expandResourceSet(draft: Draft, raw: RawObject): readonly RawObject[] {
  const { inputsFrom } = mappingAt(raw.object, "spec");
  const sets = Array.isArray(inputsFrom) && inputsFrom.length > 0 ? [] : inputsOf(raw);
  const made = sets.flatMap((inputs) => [...fromList(raw, inputs), ...fromText(raw, inputs)]);
  const known = made.filter(({ object }) => isManifest(object) && !isOpen(object));
  const expected = sets.length * itemsAt(raw.object, "spec", "resources").length;
  const hasText = textAt(raw.object, "spec", "resourcesTemplate") !== undefined;
  if (sets.length === 0 || known.length < Math.max(made.length, expected) || (hasText && made.length === expected))
    hide(draft, raw);
  // What several inputs bring alike is made once.
  return [...new Map(known.map((one) => [identityOf(one.object), one])).values()];
}

function inputsOf({ object }: RawObject): readonly Parameters[] {
  const { namespace = "", name } = object.metadata;
  const own = { "inputs.provider.name": name, "inputs.provider.namespace": namespace };
  const inputs = itemsAt(object, "spec", "inputs");
  return inputs.length === 0 ? [own] : inputs.map((one) => ({ ...own, ...flat(one, "inputs.") }));
}

function fromList(raw: RawObject, inputs: Parameters): readonly RawObject[] {
  return itemsAt(raw.object, "spec", "resources").map((template, index) => ({
    object: fill(template, inputs) as KubeObject,
    path: raw.path,
    origin: (field) => raw.origin(`spec.resources[${index}]${field === undefined ? "" : `.${field}`}`),
  }));
}

function fromText(raw: RawObject, inputs: Parameters): readonly RawObject[] {
  const template = textAt(raw.object, "spec", "resourcesTemplate") ?? "";
  const text = String(filled(template, inputs, "<<>>"));
  const documents = text.includes("<<") ? [] : (documentsIn(raw, text) ?? []);
  const origin = (): Position => raw.origin("spec.resourcesTemplate");
  return documents.filter(isManifest).map((object) => ({ object, path: raw.path, origin }));
}

/** Undefined for what is no YAML. */
function documentsIn(raw: RawObject, text: string): readonly unknown[] | undefined {
  try {
    return readDocuments(raw.path, text);
  } catch (error) {
    if (error instanceof SalvorProblem) return undefined;
    throw error;
  }
}

/** It is filled in as YAML and read again: `replicas: << inputs.replicas >>` becomes a number, unless it is quoted. */
function fill(value: unknown, inputs: Parameters): unknown {
  if (typeof value === "string") {
    const plain = value.replace(/\s*\|\s*quote\s*(-?>>)/g, " $1");
    const text = filled(plain, inputs, "<<>>");
    if (typeof text !== "string" || text === value) return value;
    return plain === value ? readAgain(value, text) : text;
  }
  if (Array.isArray(value)) return value.map((item) => fill(item, inputs));
  if (!isMapping(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, fill(entry, inputs)]));
}

function isOpen({ metadata }: KubeObject): boolean {
  return [metadata.name, metadata.namespace].some((text) => typeof text === "string" && text.includes("<<"));
}

/** The kinds that it makes are known where they stand in its templates, and so are the beginnings of names. */
function hide(draft: Draft, raw: RawObject): void {
  const listed: readonly unknown[] = itemsAt(raw.object, "spec", "resources");
  const written = documentsIn(raw, textAt(raw.object, "spec", "resourcesTemplate") ?? "");
  const templates = [...listed, ...(written ?? [undefined])].map((one) => mappingAt(one));
  const known = templates.map((one) => ({ kind: kindIn(one), name: nameIn(one) }));
  const kinds = known.flatMap(({ kind }) => kind ?? []);
  const names = known.flatMap(({ name }) => name ?? []);
  draft.hidden.push({
    kinds: kinds.length < known.length ? "any" : [...new Set(kinds)],
    names: names.length < known.length ? "any" : [...new Set(names)],
    why: `What ResourceSet ${raw.object.metadata.name} makes is not all known from files`,
    at: raw.origin("spec"),
  });
}

function kindIn(template: Mapping): string | undefined {
  const [apiVersion, kind] = [textAt(template, "apiVersion"), textAt(template, "kind")];
  return apiVersion && kind && !`${apiVersion}${kind}`.includes("<<") ? groupKind({ apiVersion, kind }) : undefined;
}

/** The longest part of a name that is not filled in. */
function nameIn(template: Mapping): string | undefined {
  const parts = (textAt(template, "metadata", "name") ?? "").split(/<<.*?>>/);
  const [longest = ""] = parts.sort((one, other) => other.length - one.length);
  return longest.length > 2 ? longest : undefined;
}
