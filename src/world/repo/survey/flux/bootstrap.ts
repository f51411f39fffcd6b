import { posix } from "node:path";
import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import type { Position } from "../../../../model/subject.ts";
import type { Hidden } from "../draft.ts";
import type { Inventory } from "../inventory.ts";
import type { RawObject } from "../raw-object.ts";
import type { Entry } from "./entry.ts";

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
export function bootstrapIn({ manifests }: Inventory, file: string): readonly Entry[] {
  const home = posix.dirname(file);
  if (!/^gotk-(?:sync|components)\.yaml$/.test(posix.basename(file)) || home === ".") return [];
  const folder = posix.dirname(home);
  const at = { path: file };
  const made = { folder, name: "flux-system", namespace: "flux-system", kind: "GitRepository" };
  const why = `flux bootstrap writes ${file}, and it is empty`;
  const hidden = manifests.has(file) ? [] : bootstrapKinds.map((one) => ({ ...one, why, at }));
  return [{ folder, entry: entryKustomization(made, file, () => at), edges: () => [], hidden }];
}

/** What is there before Flux can read this repository: its namespace, and the key by which it does. */
export function madeByHand(raw: RawObject, secret: string): readonly Hidden[] {
  const namespace = raw.object.metadata.namespace ?? "flux-system";
  const at = raw.origin("spec.sourceRef");
  const key = "The Secret by which Flux reads this repository is made by hand";
  return [{ namespace, kinds: ["v1/Secret"], names: [secret], why: key, at }, homeOf(namespace, at)];
}

/** The namespace that Flux runs in. */
export function homeOf(namespace: string, at: Position): Hidden {
  const why = "Flux was installed in its namespace before";
  return { namespace: "", kinds: ["v1/Namespace"], names: [namespace], why, at };
}

interface Made {
  readonly folder: string;
  readonly name: string;
  readonly namespace: string;
  readonly kind: string;
}

/** A Kustomization that is made when Flux is installed and stands in no file. */
export function entryKustomization(
  { folder, name, namespace, kind }: Made,
  path: string,
  origin: RawObject["origin"],
): RawObject {
  const object: KubeObject = {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace },
    spec: { path: folder, sourceRef: { kind, name } },
  };
  return { object, path, origin };
}
