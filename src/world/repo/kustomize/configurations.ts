import { type Config, emptyConfig, mergedConfig } from "./config.ts";
import { type Entry, textEntries } from "./kustomization.ts";
import { fieldSpecs } from "./kustomization-shape.ts";
import type { Layer } from "./layer.ts";
import { type Shape, shaped } from "./shape.ts";
import { Refused } from "./stops.ts";
import { isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

const nameReference: Shape = { list: { fields: { group: "text", version: "text", kind: "text", fieldSpecs } } };

const configurationShape: Shape = {
  fields: {
    namePrefix: fieldSpecs,
    nameSuffix: fieldSpecs,
    namespace: fieldSpecs,
    commonLabels: fieldSpecs,
    labels: fieldSpecs,
    templateLabels: fieldSpecs,
    commonAnnotations: fieldSpecs,
    nameReference,
    varReference: fieldSpecs,
    images: fieldSpecs,
    replicas: fieldSpecs,
  },
};

/** Where transformers look beside the usual, as the files of `configurations` and `crds` say. */
export function configured(layer: Layer, config: Config): Config {
  const { fields } = layer.kustomization;
  const own = textEntries(fields, "configurations").reduce(
    (all, entry) => mergedConfig(all, configurationIn(layer, entry), entry.at),
    config,
  );
  return textEntries(fields, "crds").reduce(
    (all, entry) => mergedConfig(all, definitionsIn(layer, entry), entry.at),
    own,
  );
}

function firstDocument(layer: Layer, { value, at }: Entry<string>): unknown {
  const full = layer.file(value, at);
  return layer.sources.values(full, layer.sources.config(full))[0] ?? {};
}

function configurationIn(layer: Layer, entry: Entry<string>): Config {
  const read = shaped(firstDocument(layer, entry), configurationShape, entry.at) as Partial<Config>;
  return { ...emptyConfig, ...read };
}

/** An OpenAPI definition of custom kinds, which says by extensions what its fields are. */
function definitionsIn(layer: Layer, entry: Entry<string>): Config {
  const definitions = firstDocument(layer, entry);
  if (!isMapping(definitions) || Object.values(definitions).some((one) => one !== null && !isMapping(one)))
    throw new Refused(
      `${entry.value} holds no OpenAPI definitions by name; a CustomResourceDefinition belongs to resources`,
      entry.at,
    );
  return Object.keys(definitions)
    .filter((name) => ["kind", "apiVersion", "metadata"].every((field) => field in propertiesOf(definitions, name)))
    .reduce((all, name) => {
      const kind = name.slice(name.lastIndexOf(".") + 1);
      return specsIn({ definitions, kind }, name, []).reduce((sum, one) => mergedConfig(sum, one, entry.at), all);
    }, emptyConfig);
}

function propertiesOf(definitions: Mapping, name: string): Mapping {
  const definition = mappingIn(definitions, name);
  const field = Object.keys(definition).find((key) => key.toLowerCase() === "schema") ?? "Schema";
  return mappingIn(mappingIn(definition, field), "properties");
}

function specsIn(
  about: { readonly definitions: Mapping; readonly kind: string },
  name: string,
  above: readonly string[],
): readonly Config[] {
  const { definitions, kind } = about;
  return Object.entries(propertiesOf(definitions, name)).flatMap(([field, value]) => {
    if (!isMapping(value)) return [];
    const path = [...above, field];
    const spec = (last?: string): { kind: string; path: string } => ({
      kind,
      path: [...path, ...(last ? [last] : [])].join("/"),
    });
    const said = (extension: string): boolean => typeof value[extension] === "string";
    const version = textOf(value["x-kubernetes-object-ref-api-version"]);
    const target = textOf(value["x-kubernetes-object-ref-kind"]);
    const nameKey = textOf(value["x-kubernetes-object-ref-name-key"]) || "name";
    const found: Config = {
      ...emptyConfig,
      commonAnnotations: said("x-kubernetes-annotation") ? [spec()] : [],
      commonLabels: said("x-kubernetes-label-selector") ? [spec()] : [],
      namePrefix: said("x-kubernetes-identity") ? [spec()] : [],
      nameReference: version && target ? [{ kind: target, version, fieldSpecs: [spec(nameKey)] }] : [],
    };
    const reference = textOf(value.$ref);
    return reference === "" || above.length > 20 ? [found] : [found, ...specsIn(about, reference, path)];
  });
}
