import type { Edge } from "../../../../model/graph.ts";
import { isFlux } from "../../../../model/kubernetes/flux.ts";
import type { PathReference } from "../../../../model/repository.ts";
import { groupOf, objectId } from "../../../../model/subject.ts";
import { isWithin } from "../../kustomize/layer.ts";
import { pathFrom } from "../../tree.ts";
import type { Inventory } from "../inventory.ts";
import { mappingAt, textAt } from "../mapping.ts";
import { refIn } from "../object-vertex.ts";
import type { RawObject } from "../raw-object.ts";
import { bootstrapIn, entryKustomization, homeOf, madeByHand } from "./bootstrap.ts";
import type { Entry } from "./entry.ts";
import { fluxPath, isFluxKustomization } from "./expand.ts";
import { referenceOf } from "./source.ts";

/** The entries of all clusters: the outermost of those that lie in one another's folders first. */
export function entriesOf(inventory: Inventory): readonly Entry[] {
  const patches = patchesIn(inventory);
  const objects = [...inventory.manifests].flatMap(([path, raws]) => (patches.has(path) ? [] : raws));
  const declared = [
    ...objects.flatMap((raw) => ofKustomization(inventory, objects, raw)),
    ...objects.flatMap(ofInstance),
  ];
  const bootstrapped = inventory.tree.files.flatMap((file) => bootstrapIn(inventory, file));
  const entries = new Map<string, Entry>();
  for (const one of [...declared, ...bootstrapped]) {
    const first = entries.get(one.folder);
    entries.set(one.folder, first ? { ...first, hidden: [...first.hidden, ...one.hidden] } : one);
  }
  return [...entries.values()].sort((a, b) => a.folder.length - b.folder.length || (a.folder < b.folder ? -1 : 1));
}

/** Files that only change what others declare: named by kustomizations, and never as a resource. */
function patchesIn({ kustomizations }: Inventory): ReadonlySet<string> {
  const named = kustomizations.flatMap(({ paths }) => paths);
  const isResource = ({ field }: PathReference): boolean => field.startsWith("resources[");
  const resources = new Set(named.filter(isResource).map(({ target }) => target));
  return new Set(named.map(({ target }) => target).filter((target) => !resources.has(target)));
}

/** `flux bootstrap` writes a Kustomization whose path holds the file that it stands in. */
function ofKustomization({ tree }: Inventory, objects: readonly RawObject[], raw: RawObject): readonly Entry[] {
  if (!isFluxKustomization(raw)) return [];
  const folder = fluxPath(raw);
  const { name, key } = referenceOf(raw);
  const isOwn = isWithin(raw.path, folder) && (folder !== "." || name === "flux-system");
  if (!isOwn || tree.kind(folder) !== "folder") return [];
  return [
    { folder, entry: raw, source: key, edges: () => [], hidden: madeByHand(raw, secretOf(objects, raw) ?? name) },
  ];
}

/** The Secret of the source that a Flux Kustomization reads. */
function secretOf(objects: readonly RawObject[], raw: RawObject): string | undefined {
  const { kind, namespace, name } = referenceOf(raw);
  const source = objects.find(({ object }) => {
    const { metadata } = object;
    return isFlux(object, kind) && metadata.name === name && (metadata.namespace ?? namespace) === namespace;
  });
  return textAt(source?.object, "spec", "secretRef", "name");
}

/** A FluxInstance, or the chart that makes one, says with `sync` where the cluster begins. */
function ofInstance(raw: RawObject): readonly Entry[] {
  const isInstance = raw.object.kind === "FluxInstance" && groupOf(raw.object.apiVersion) === "fluxcd.controlplane.io";
  const isRelease = isFlux(raw.object, "HelmRelease");
  if (!isInstance && !isRelease) return [];
  const field = isInstance ? "spec.sync" : "spec.values.instance.sync";
  const sync = mappingAt(raw.object, ...field.split("."));
  const path = textAt(sync, "path");
  if (path === undefined) return [];
  const namespace = textAt(raw.object, "spec", "targetNamespace") ?? raw.object.metadata.namespace ?? "flux-system";
  const name = textAt(sync, "name") ?? "flux-system";
  const kind = textAt(sync, "kind") ?? "GitRepository";
  const folder = pathFrom(".", path);
  const entry = entryKustomization({ folder, name, namespace, kind }, raw.path, (inner) =>
    raw.origin(inner === "spec.path" ? `${field}.path` : field),
  );
  const edges = (root: string): readonly Edge[] =>
    [entry.object, { ...entry.object, apiVersion: "source.toolkit.fluxcd.io/v1", kind }].map((made) => ({
      from: objectId(refIn(root, { ...raw.object, metadata: { ...raw.object.metadata, namespace } })),
      to: objectId(refIn(root, made)),
      relation: "flux-entry",
      field,
      makes: true,
    }));
  return [{ folder, entry, source: `${kind}/${namespace}/${name}`, edges, hidden: [homeOf(namespace, raw.origin())] }];
}
