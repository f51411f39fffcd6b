import { pathFrom } from "../tree.ts";
import { defaultConfig, mergedConfig } from "./config.ts";
import type { Written } from "./edits.ts";
import { type Entry, fieldAt, readKustomization, textEntries } from "./kustomization.ts";
import { type Build, isWithin, Layer } from "./layer.ts";
import { resourcesIn } from "./manifests.ts";
import { NotCovered, Refused } from "./stops.ts";
import { transform } from "./transform.ts";
import { textOf } from "./values.ts";

/** Fields whose meaning is not known here. */
const notCovered = [
  "helmCharts",
  "helmChartInflationGenerator",
  "openapi",
  "replacements",
  "vars",
  "crds",
  "configurations",
  "configMapGenerator",
  "secretGenerator",
  "generators",
  "transformers",
  "validators",
  "buildMetadata",
  "sortOptions",
];

function refuseUncovered({ kustomization: { fields } }: Layer): void {
  const field = notCovered.find((name) => name in fields);
  if (field) throw new NotCovered(`the field ${field} of a kustomization is not covered`, fieldAt(fields, field));
}

/** Everything that a kustomization says, but for what is done once at the end (hashes, references, variables). */
export function accumulate(layer: Layer): void {
  refuseUncovered(layer);
  const { fields } = layer.kustomization;
  for (const entry of [...textEntries(fields, "resources"), ...textEntries(fields, "bases")]) addResource(layer, entry);
  layer.config = mergedConfig(layer.config, defaultConfig, { in: fields });
  for (const entry of textEntries(fields, "components")) addComponent(layer, entry);
  transform(layer);
}

/** Whether a path is one that kustomize would clone or fetch. */
function isRemote(path: string): boolean {
  return /^(?:git::)?(?:(?:ssh|https?|file):\/\/|[a-z][a-z0-9-]*@|github\.com[/:])/i.test(path);
}

function addResource(layer: Layer, { value, at }: Entry<string>): void {
  const path = pathFrom(layer.kustomization.folder, value);
  if (isRemote(value)) throw new NotCovered(`${value} is remote, and nothing is fetched`, at);
  if (value === "" || value.startsWith("/") || layer.sources.tree.kind(path) !== "folder") {
    for (const resource of resourcesIn(layer, value, at)) layer.resources.add(resource, at);
    return;
  }
  const base = below(layer, path, at);
  if (base.kustomization.isComponent) throw new Refused(`${path} is a Component; list it under components`, at);
  accumulate(base);
  absorb(layer, base, at);
}

/** A component works on the objects of the kustomization that names it, as if it were a part of that. */
function addComponent(layer: Layer, { value, at }: Entry<string>): void {
  const path = pathFrom(layer.kustomization.folder, value);
  if (isRemote(value)) throw new NotCovered(`${value} is remote, and nothing is fetched`, at);
  if (value === "" || value.startsWith("/") || layer.sources.tree.kind(path) !== "folder")
    throw new Refused(`${path} is no folder of the repository`, at);
  const component = below(layer, path, at);
  if (!component.kustomization.isComponent)
    throw new Refused(
      `${path} is a ${textOf(component.kustomization.fields.kind) || "Kustomization"}, no Component`,
      at,
    );
  component.resources = layer.resources;
  component.config = layer.config;
  component.variables = layer.variables;
  accumulate(component);
  layer.include(component.reads);
  layer.resources = component.resources;
  layer.config = component.config;
  layer.variables = component.variables;
}

function absorb(layer: Layer, base: Layer, at: Written): void {
  layer.include(base.reads);
  for (const resource of base.resources.list) layer.resources.add(resource, at);
  layer.config = mergedConfig(layer.config, base.config, at);
}

/** The layer of a folder that another layer names. */
function below(layer: Layer, folder: string, at: Written): Layer {
  for (let one: Layer | undefined = layer; one; one = one.above) {
    if (isWithin(one.kustomization.folder, folder))
      throw new Refused(`${folder} contains ${one.kustomization.folder}, which asks for it: that is a circle`, at);
  }
  return new Layer(layer.build, readKustomization(layer.sources, folder, at), layer);
}

/** The layer of a folder that is built for itself. */
export function rootLayer(build: Build, folder: string): Layer {
  return new Layer(build, readKustomization(build.sources, folder, build.sources.mark(folder)));
}
