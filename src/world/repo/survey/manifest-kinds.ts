import { kindFacts } from "../../../facts/kinds.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";

/** Programs' own files that look like objects and are given to the program, never to a cluster. */
const filesOfPrograms = [
  "kustomize.config.k8s.io",
  "skaffold",
  "kind.x-k8s.io",
  "kubeadm.k8s.io",
  "kubelet.config.k8s.io",
  "kubeproxy.config.k8s.io",
  "kubescheduler.config.k8s.io",
  "apiserver.config.k8s.io",
  "apiserver.k8s.io",
  "audit.k8s.io",
  "client.authentication.k8s.io",
  "config.k8s.io",
  "config.kubernetes.io",
  "controller-runtime.sigs.k8s.io",
  "ctlptl.dev",
  "k3d.io",
  "k0sctl.k0sproject.io",
  "eksctl.io",
  "kpt.dev",
  "backstage.io",
  "krew.googlecontainertools.github.com",
  "mirror.openshift.io",
  "viaduct.ai",
  "salvor.dev",
  "testkube.io",
  "kuttl.dev",
  "chainsaw.kyverno.io",
  "cli.kyverno.io",
];

const groups = new Set(filesOfPrograms);

/** Whether a document is an object that is meant for a cluster: it has a kind of one, and a name. */
export function isManifest(value: unknown): value is KubeObject {
  if (!hasClusterKind(value)) return false;
  const name: unknown = value.metadata?.name;
  return typeof name === "string" && name !== "";
}

/** Whether a document says that it is of a kind that clusters have; a List counts. */
export function hasClusterKind(value: unknown): value is KubeObject {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind } = value as Partial<KubeObject>;
  if (typeof apiVersion !== "string" || typeof kind !== "string" || kind === "") return false;
  if (apiVersion === "v1") return kind !== "Config";
  const slash = apiVersion.indexOf("/");
  // Without a group it is a program's own file, unless the kind is one that every cluster has.
  return slash > 0 ? !groups.has(apiVersion.slice(0, slash)) : clusterKinds.has(kind);
}

const clusterKinds = new Set(kindFacts.map(({ kind }) => kind));

/** What is missing of the two words that say what an object is, in a document that is one otherwise. */
export function missingWord(value: unknown): "apiVersion" | "kind" | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { apiVersion, kind, metadata, ...rest } = value as Partial<KubeObject>;
  const name: unknown = metadata?.name;
  if (typeof name !== "string" || Object.keys(rest).length === 0) return undefined;
  if (apiVersion === undefined && typeof kind === "string" && clusterKinds.has(kind)) return "apiVersion";
  return kind === undefined && typeof apiVersion === "string" && /^(?:v1|[\w.-]+\/v\d\w*)$/.test(apiVersion)
    ? "kind"
    : undefined;
}

/**
 * What is wrong with the name of an object that is meant for a cluster, as the end of `it has …`. Files of programs that
 * look like objects have no metadata at all, and a review is a question that nobody stores.
 */
export function nameless(value: unknown): string | undefined {
  if (!hasClusterKind(value) || itemsOfList(value) || /(?:Review|TokenRequest)$/.test(value.kind)) return undefined;
  const { kind, metadata } = value as Partial<KubeObject>;
  const { name, generateName } = (metadata ?? {}) as { name?: unknown; generateName?: unknown };
  if ((typeof name === "string" && name !== "") || generateName !== undefined) return undefined;
  if (metadata === undefined && !clusterKinds.has(kind ?? "")) return undefined;
  return name === undefined || name === null || name === ""
    ? "no metadata.name"
    : `a metadata.name that is read as ${JSON.stringify(name)}`;
}

/** The items of a List, or undefined for any other object. */
export function itemsOfList(value: KubeObject): readonly unknown[] | undefined {
  return value.kind.endsWith("List") && Array.isArray(value.items) ? value.items : undefined;
}
