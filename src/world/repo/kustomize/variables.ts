import { compareTexts } from "./config.ts";
import { type Written, withField, withItem } from "./edits.ts";
import { type Change, changeFields } from "./field-specs.ts";
import { effectiveNamespace, groupVersion, type Id, nameOf } from "./ids.ts";
import { entriesOf, textField } from "./kustomization.ts";
import type { Layer, Variable } from "./layer.ts";
import { dottedSteps, lookUp } from "./paths.ts";
import type { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn } from "./values.ts";

/** Takes note of the variables of a kustomization and of the objects that they are read from. */
export function addVariables(layer: Layer): void {
  for (const { value, at } of entriesOf<Mapping | null>(layer.kustomization.fields, "vars")) {
    const fields = value ?? {};
    const name = textField(fields, "name");
    const id = objectId(mappingIn(fields, "objref"));
    const sources = layer.resources.everCalled((one) => refersTo(id, one));
    if (sources.length > 1) throw new Refused(`the variable ${name} may be read from ${sources.length} objects`, at);
    sources[0]?.variables.add(name);
    const fieldPath = textField(mappingIn(fields, "fieldref"), "fieldPath") || "metadata.name";
    addVariable(layer, { name, fieldPath, at });
  }
}

/** Adds one variable. Throws Refused where there is one of that name. */
export function addVariable(layer: Layer, variable: Variable): void {
  if (layer.variables.has(variable.name)) throw new Refused(`there are two variables ${variable.name}`, variable.at);
  layer.variables.set(variable.name, variable);
}

function objectId(reference: Mapping): Id {
  const apiVersion = textField(reference, "apiVersion");
  const given = { group: textField(reference, "group"), version: textField(reference, "version") };
  const { group, version } = apiVersion === "" ? given : groupVersion(apiVersion);
  return {
    group: group || given.group,
    version,
    kind: textField(reference, "kind"),
    name: textField(reference, "name"),
    namespace: textField(reference, "namespace"),
    clusterScoped: false,
  };
}

function refersTo(wanted: Id, id: Id): boolean {
  const same = (["group", "version", "kind", "name"] as const).every((key) => wanted[key] === id[key]);
  return same && (wanted.namespace === "" || effectiveNamespace(wanted) === effectiveNamespace(id));
}

/** Puts the values of variables in place of `$(NAME)`, wherever the configuration allows it. */
export function resolveVariables(resources: readonly Resource[], layer: Layer): void {
  if (layer.variables.size === 0) return;
  const values = new Map<string, unknown>();
  for (const variable of [...layer.variables.values()].sort((a, b) => compareTexts(a.name, b.name)))
    values.set(variable.name, readValue(resources, variable));
  for (const resource of resources) {
    const change = (value: unknown): Change => ({ value: replacedIn(value, values, resource.at, nameOf(resource.id)) });
    const specs = layer.config.varReference.map((spec) => ({ ...spec, create: false }));
    changeFields(resource, specs, { at: resource.at, change });
  }
}

function readValue(resources: readonly Resource[], { name, fieldPath, at }: Variable): unknown {
  const source = resources.find((one) => one.variables.has(name));
  if (!source) throw new Refused(`no object is there that the variable ${name} could be read from`, at);
  const found = lookUp(source.object, dottedSteps(fieldPath).flatMap(withIndex));
  if (!found) throw new Refused(`${nameOf(source.id)} has no ${fieldPath} for the variable ${name}`, at);
  return found.value;
}

/** `ports[0]` is two steps. */
function withIndex(step: string): readonly string[] {
  const form = /^(.*)\[(\d+)\]$/.exec(step);
  return form ? [form[1] ?? "", form[2] ?? ""].filter((one) => one !== "") : [step];
}

function replacedIn(value: unknown, values: ReadonlyMap<string, unknown>, at: Written, owner: string): unknown {
  if (typeof value === "string") return expanded(value, values);
  if (Array.isArray(value)) {
    if (value.some((item) => typeof item !== "string"))
      throw new Refused(`a list of ${owner} that may hold variables holds something that is no text`, at);
    return (value as readonly string[]).reduce<readonly unknown[]>((list, item, index) => {
      const after = expanded(item, values);
      return after === item ? list : withItem(list, index, after);
    }, value);
  }
  if (!isMapping(value)) return value;
  return Object.entries(value).reduce<Mapping>((mapping, [key, item]) => {
    const after = typeof item === "string" ? expanded(item, values) : item;
    return after === item ? mapping : withField(mapping, key, after);
  }, value);
}

/** A text that is a variable and nothing else takes over its type; `$$` is a dollar; what is unknown stays. */
function expanded(text: string, values: ReadonlyMap<string, unknown>): unknown {
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  if (whole) return known(whole[1] ?? "", values);
  return text.replace(/\$(?:\$|\(([^)]*)\))/g, (found, name: string | undefined) =>
    name === undefined ? "$" : String(known(name, values) ?? found),
  );
}

function known(name: string, values: ReadonlyMap<string, unknown>): unknown {
  const value = values.get(name);
  if (value === null) return "null";
  return value === undefined || typeof value === "object" ? `$(${name})` : value;
}
