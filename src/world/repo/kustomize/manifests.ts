import type { Written } from "./edits.ts";
import type { Layer } from "./layer.ts";
import { Resource } from "./resource.ts";
import { Refused } from "./stops.ts";
import { isEmpty, isMapping, type Mapping, mappingIn, textOf } from "./values.ts";

/** An object as a manifest declares it, with the numbers of its document and, in a List, its item. */
export interface Manifest {
  readonly object: Mapping;
  readonly document: number;
  readonly item?: number;
}

/** The objects of a manifest file that a layer names. */
export function resourcesIn(layer: Layer, path: string, at: Written): readonly Resource[] {
  const full = layer.file(path, at);
  const { sources } = layer;
  return manifestsOf(sources.values(full, sources.manifest(full)), sources.mark(full)).map(
    ({ object, document, item }) => {
      const source = { path: full, document, ...(item === undefined ? {} : { item }) };
      return new Resource(object, { source, at: { in: object } });
    },
  );
}

/** The objects of a manifest; Lists are unfolded. Throws Refused for what kustomize takes for no object. */
export function manifestsOf(values: readonly unknown[], whole: Written): readonly Manifest[] {
  const queue = values
    .map((value, document) => ({ object: value, document }))
    .filter(({ object }) => !isEmpty(object))
    .map((one) => valid(one, whole));
  const [only] = queue;
  const list = values.length === 1 && only && /^(?:Resource)?List$/.test(textOf(only.object.kind));
  return unfolded(list && "items" in only.object ? itemsOf(only, whole) : queue, whole);
}

/** Lists inside come after what stands beside them. */
function unfolded(manifests: readonly Manifest[], whole: Written): readonly Manifest[] {
  const queue = [...manifests];
  const result: Manifest[] = [];
  // The queue grows while it is walked.
  for (const next of queue) {
    if (textOf(next.object.kind).endsWith("List") && "items" in next.object) queue.push(...itemsOf(next, whole));
    else result.push(next);
  }
  return result;
}

function itemsOf(list: Manifest, whole: Written): readonly Manifest[] {
  const { items } = list.object;
  if (items === null) return [];
  if (!Array.isArray(items)) throw new Refused("the items of a List are no list", { in: list.object, key: "items" });
  return items
    .map((object: unknown, item) => ({ object, document: list.document, item: list.item ?? item }))
    .filter(({ object }) => !isEmpty(object))
    .map((one) => valid(one, whole));
}

function valid(one: { readonly object: unknown } & Omit<Manifest, "object">, whole: Written): Manifest {
  const { object } = one;
  if (!isMapping(object)) throw new Refused("a document of this file is no mapping, so it is no object", whole);
  const kind = textOf(object.kind);
  const missing =
    kind === ""
      ? "kind"
      : textOf(mappingIn(object, "metadata").name) === "" && !kind.endsWith("List")
        ? "metadata.name"
        : undefined;
  if (missing) throw new Refused(`this object has no ${missing}`, { in: object });
  return { ...one, object };
}
