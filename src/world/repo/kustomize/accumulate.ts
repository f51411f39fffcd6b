import { pathFrom } from "../tree.ts";
import { defaultConfig, mergedConfig } from "./config.ts";
import { configured } from "./configurations.ts";
import type { Written } from "./edits.ts";
import { generate } from "./generators.ts";
import { type Entry, fieldAt, type Kustomization, readKustomization, textEntries } from "./kustomization.ts";
import { type Build, isWithin, Layer } from "./layer.ts";
import { resourcesIn } from "./manifests.ts";
import { builtinSchema } from "./merge-schema.ts";
import { rootSchema } from "./openapi.ts";
import { runGenerators, runTransformers } from "./plugins.ts";
import { NotCovered, Refused } from "./stops.ts";
import { transform } from "./transform.ts";
import { type Mapping, textOf } from "./values.ts";
import { addVariable, addVariables } from "./variables.ts";

/** The layer of a folder that is built for itself. */
export function builtLayer(build: Build, folder: string): Layer {
  const known = build.bases.get(folder);
  if (known) return known;
  const layer = layerOf(build, readKustomization(build.sources, folder, build.sources.mark(folder)));
  if (layer.build === build && !layer.kustomization.isComponent) build.bases.set(folder, layer);
  return layer;
}

/** The layer of a kustomization that is built for itself. */
export function layerOf(build: Build, kustomization: Kustomization): Layer {
  const layer = new Layer(build, kustomization);
  const schema = rootSchema(layer);
  // With another schema, bases would not be what they are for themselves.
  const own = schema === builtinSchema ? layer : new Layer({ ...build, schema, bases: new Map() }, kustomization);
  own.include(layer.reads);
  accumulate(own);
  return own;
}

/** Everything that a kustomization says, but for what is done once at the end (hashes, references, variables). */
function accumulate(layer: Layer): void {
  const { fields } = layer.kustomization;
  const whole = { in: fields };
  layer.attempt(() => refuseUncovered(layer));
  for (const entry of [...textEntries(fields, "resources"), ...textEntries(fields, "bases")])
    layer.attempt(() => addResource(layer, entry));
  layer.config = mergedConfig(layer.config, configured(layer, defaultConfig), whole);
  generate(layer);
  layer.attempt(() => runGenerators(layer, (entry) => objectsAt(layer, entry)));
  for (const entry of textEntries(fields, "components")) layer.attempt(() => addComponent(layer, entry));
  transform(layer);
  layer.attempt(() => runTransformers(layer, (entry) => objectsAt(layer, entry)));
  layer.attempt(() => addVariables(layer));
}

const notCovered = {
  helmCharts: "charts are not rendered",
  helmChartInflationGenerator: "charts are not rendered",
  validators: "validators are not run",
} as const;

function refuseUncovered({ above, kustomization: { fields } }: Layer): void {
  for (const [field, why] of Object.entries(notCovered)) {
    const list = fields[field];
    if (Array.isArray(list) && list.length > 0) throw new NotCovered(why, fieldAt(fields, field));
  }
  if (above && "openapi" in fields)
    throw new NotCovered("an openapi that only a base names is not covered", fieldAt(fields, "openapi"));
}

/** Whether a path is one that kustomize would clone or fetch. */
function isRemote(path: string): boolean {
  return /^(?:git::)?(?:(?:ssh|https?|file):\/\/|[a-z][a-z0-9-]*@|github\.com[/:])/i.test(path);
}

/** The folder that an entry names; undefined where it names none. */
function folderOf(layer: Layer, { value, at }: Entry<string>): string | undefined {
  if (isRemote(value)) throw new NotCovered(`${value} is remote, and nothing is fetched`, at);
  const path = pathFrom(layer.kustomization.folder, value);
  if (path === ".." || path.startsWith("../")) throw new NotCovered(`${value} is outside of the repository`, at);
  return value === "" || value.startsWith("/") || layer.sources.tree.kind(path) !== "folder" ? undefined : path;
}

function addResource(layer: Layer, entry: Entry<string>): void {
  const { value, at } = entry;
  const folder = folderOf(layer, entry);
  if (folder === undefined) {
    for (const resource of resourcesIn(layer, value, at)) layer.resources.add(resource, at);
    return;
  }
  const base = baseOf(layer, folder, at);
  layer.include(base.reads);
  for (const resource of base.resources.list) layer.resources.add(resource.copy(), at);
  layer.config = mergedConfig(layer.config, base.config, at);
  for (const variable of base.variables.values()) addVariable(layer, variable);
}

/** The layer of a base. It is built once, however many kustomizations name it; they take copies of its objects. */
function baseOf(layer: Layer, folder: string, at: Written): Layer {
  const known = layer.build.bases.get(folder);
  for (const one of known?.reads.folders ?? [folder]) refuseCircle(layer, one, at);
  if (known) return known;
  const base = below(layer, folder, at);
  if (base.kustomization.isComponent) throw new Refused(`${folder} is a Component; list it under components`, at);
  accumulate(base);
  layer.build.bases.set(folder, base);
  return base;
}

/** A component works on the objects of the kustomization that names it, as if it were a part of that. */
function addComponent(layer: Layer, entry: Entry<string>): void {
  const { value, at } = entry;
  const folder = folderOf(layer, entry);
  if (folder === undefined) throw new Refused(`${value} is no folder of the repository`, at);
  refuseCircle(layer, folder, at);
  const component = below(layer, folder, at);
  const { isComponent, fields } = component.kustomization;
  if (!isComponent) throw new Refused(`${folder} is a ${textOf(fields.kind) || "Kustomization"}, no Component`, at);
  component.resources = layer.resources;
  component.config = layer.config;
  component.variables = layer.variables;
  accumulate(component);
  layer.include(component.reads);
  layer.config = component.config;
}

function refuseCircle(layer: Layer, folder: string, at: Written): void {
  for (let one: Layer | undefined = layer; one; one = one.above) {
    if (isWithin(one.kustomization.folder, folder))
      throw new Refused(`${folder} contains ${one.kustomization.folder}, which asks for it: that is a circle`, at);
  }
}

function below(layer: Layer, folder: string, at: Written): Layer {
  return new Layer(layer.build, readKustomization(layer.sources, folder, at), layer);
}

/** The objects that an entry of plugins names. */
function objectsAt(layer: Layer, entry: Entry<string>): readonly Mapping[] {
  const own = new Layer(layer.build, layer.kustomization, layer.above);
  addResource(own, entry);
  layer.include(own.reads);
  return own.resources.list.map(({ object }) => object);
}
