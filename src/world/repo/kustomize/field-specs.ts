import type { FieldSpec } from "../../../facts/kustomize.ts";
import { type Written, withField, withItem } from "./edits.ts";
import { isSelected } from "./ids.ts";
import type { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping } from "./values.ts";

/** The new value of a field and, where it is no longer written where it was, its new place. */
export interface Change {
  readonly value: unknown;
  readonly written?: Written;
}

/** What is done to the fields that a field spec names. */
export interface Setter {
  /** The new value of a field; the old one where nothing changes. */
  change(value: unknown): Change;
  /** What a missing field begins as, if it is made where the field spec says so. */
  readonly missing?: "" | Mapping;
  /** Where it is asked for. */
  readonly at: Written;
}

/** Splits a path at `/`; `\/` is a slash in a name. */
export function splitPath(path: string, delimiter: string): readonly string[] {
  const parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === "") parts.shift();
  return parts.reduce<string[]>((steps, part) => {
    const last = steps.at(-1);
    if (last?.endsWith("\\")) steps.splice(-1, 1, last.slice(0, -1) + delimiter + part);
    else steps.push(part);
    return steps;
  }, []);
}

const split = new Map<string, readonly string[]>();

function stepsOf({ path = "" }: FieldSpec): readonly string[] {
  const known = split.get(path) ?? splitPath(path, "/");
  split.set(path, known);
  return known;
}

/** Those of some field specs that are about an object. */
export function specsOf(resource: Resource, specs: readonly FieldSpec[]): readonly FieldSpec[] {
  const { id } = resource;
  return specs.filter((spec) => isSelected(id, spec));
}

/** Changes the fields of an object that field specs name. */
export function changeFields(resource: Resource, specs: readonly FieldSpec[], setter: Setter): void {
  for (const spec of specsOf(resource, specs)) changeField(resource, spec, setter);
}

/** Changes the field that a field spec names, whatever kinds that is about. */
export function changeField(resource: Resource, spec: FieldSpec, setter: Setter): void {
  const walk = new FieldWalk(setter, spec.create === true);
  resource.object = walk.change(resource.object, stepsOf(spec)).value as Mapping;
}

class FieldWalk {
  readonly #setter: Setter;
  readonly #create: boolean;

  constructor(setter: Setter, create: boolean) {
    this.#setter = setter;
    this.#create = create && setter.missing !== undefined;
  }

  change(value: unknown, steps: readonly string[]): Change {
    if (steps.length === 0) return this.#setter.change(value);
    if (value === null || value === undefined) return { value };
    if (Array.isArray(value)) return { value: this.#inList(value, steps) };
    if (isMapping(value)) return { value: this.#inMapping(value, steps) };
    throw new Refused(`a mapping or a list is expected where ${steps.join("/")} is looked for`, this.#setter.at);
  }

  #inList(list: readonly unknown[], steps: readonly string[]): readonly unknown[] {
    return list.reduce<readonly unknown[]>((result, item, index) => {
      const { value, written } = this.change(item, steps);
      return value === item && !written ? result : withItem(result, index, value, written);
    }, list);
  }

  #inMapping(mapping: Mapping, [step = "", ...rest]: readonly string[]): Mapping {
    const isList = step.endsWith("[]");
    const name = isList ? step.slice(0, -2) : step;
    if (name === "") throw new Refused("a field without a name cannot be set", this.#setter.at);
    const begins = isList ? [] : this.#create ? (rest.length > 0 ? {} : this.#setter.missing) : undefined;
    const before = mapping[name];
    if (before === undefined && (isList || begins === undefined)) return mapping;
    const { value, written } = this.change(before ?? begins ?? null, rest);
    return value === before && !written ? mapping : withField(mapping, name, value, written);
  }
}
