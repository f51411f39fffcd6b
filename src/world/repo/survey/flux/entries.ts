import { posix } from "node:path";
import type { Edge } from "../../../../model/graph.ts";
import { isFlux } from "../../../../model/kubernetes/flux.ts";
import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import type { PathReference } from "../../../../model/repository.ts";
import { groupOf, objectId } from "../../../../model/subject.ts";
import { isWithin } from "../../kustomize/layer.ts";
import { pathFrom } from "../../tree.ts";
import type { Hidden } from "../draft.ts";
import type { Inventory } from "../inventory.ts";
import { mappingAt, textAt } from "../mapping.ts";
import { refIn } from "../object-vertex.ts";
import type { RawObject } from "../raw-object.ts";
import { fluxPath, isFluxKustomization } from "./expand.ts";
import { referenceOf } from "./source.ts";

/** Where Flux begins in a cluster: the Kustomization that reads this repository first. */
export interface Entry {
  readonly folder: string;
  readonly entry: RawObject;
  /** The source that is this repository. */
  readonly source?: string;
  /** What a controller makes of the object that asks for it, in a root. */
  edges(root: string): readonly Edge[];
  /** What is made at the start and stands in no file. */
  readonly hidden: readonly Hidden[];
}

/** The entries of all clusters: the outermost of those that lie in one another's folders first. */
export function entriesOf(inventory: Inventory): readonly Entry[] {
  const patches = patchesIn(inventory);
  const objects = [...inventory.manifests].flatMap(([path, raws]) => (patches.has(path) ? [] : raws));
  const declared = [
    ...objects.flatMap((raw) => ofKustomization(inventory, objects, raw)),
    ...objects.flatMap(ofInstance),
  ];
  const folders = new Set(declared.map(({ folder }) => folder));
  const bootstrapped = inventory.tree.files
    .flatMap((file) => ofBootstrap(inventory, file))
    .filter((one) => {
      const isNew = !folders.has(one.folder);
      folders.add(one.folder);
      return isNew;
    });
  return [...declared, ...bootstrapped].sort(
    (a, b) => a.folder.length - b.folder.length || (a.folder < b.folder ? -1 : 1),
  );
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

/** What is there before Flux can read this repository: its namespace, and the key by which it does. */
function madeByHand(raw: RawObject, secret: string): readonly Hidden[] {
  const namespace = raw.object.metadata.namespace ?? "flux-system";
  const at = raw.origin("spec.sourceRef");
  const key = "The Secret by which Flux reads this repository is made by hand";
  return [
    { namespace, kinds: ["v1/Secret"], names: [secret], why: key, at },
    {
      namespace: "",
      kinds: ["v1/Namespace"],
      names: [namespace],
      why: "Flux was installed in its namespace before",
      at,
    },
  ];
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
  const entry = kustomization({ folder, name, namespace, kind }, raw.path, (inner) =>
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
  return [{ folder, entry, source: `${kind}/${namespace}/${name}`, edges, hidden: [] }];
}

/** What `flux bootstrap` writes. Source: `flux install --export` of Flux 2.7. */
const bootstrapKinds: readonly Pick<Hidden, "namespace" | "kinds" | "names">[] = [
  {
    namespace: "flux-system",
    kinds: ["source.toolkit.fluxcd.io/GitRepository", "kustomize.toolkit.fluxcd.io/Kustomization", "v1/Secret"],
    names: ["flux-system"],
  },
  {
    namespace: "flux-system",
    kinds: [
      "v1/ServiceAccount",
      "apps/Deployment",
      "v1/Service",
      "networking.k8s.io/NetworkPolicy",
      "v1/ResourceQuota",
    ],
    names: "any",
  },
  { namespace: "", kinds: "any", names: ["flux", "toolkit.fluxcd.io"] },
];

/** `flux bootstrap` keeps its own files in `flux-system` below the folder of the cluster, where they may not be checked in yet. */
function ofBootstrap({ manifests }: Inventory, file: string): readonly Entry[] {
  const home = posix.dirname(file);
  if (!/^gotk-(?:sync|components)\.yaml$/.test(posix.basename(file)) || home === ".") return [];
  const folder = posix.dirname(home);
  const at = { path: file };
  const made = { folder, name: "flux-system", namespace: "flux-system", kind: "GitRepository" };
  const why = `flux bootstrap writes ${file}, and it is empty`;
  const hidden = manifests.has(file) ? [] : bootstrapKinds.map((one) => ({ ...one, why, at }));
  return [{ folder, entry: kustomization(made, file, () => at), edges: () => [], hidden }];
}

interface Made {
  readonly folder: string;
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

/** A Kustomization that is made when Flux is installed and stands in no file. */
function kustomization({ folder, name, namespace, kind }: Made, path: string, origin: RawObject["origin"]): RawObject {
  const object: KubeObject = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace },
    spec: { path: folder, sourceRef: { kind, name } },
  };
  return { object, path, origin };
}
