import { kustomizeFacts } from "../../../facts/kustomize.ts";

/** Which kinds something is about; what is empty or missing matches all. */
export interface KindSelector {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
}

/** How kustomize tells objects apart. */
export interface Id {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  /** Whether kustomize knows the kind to have no namespace. It does not look when an id is one of the past. */
  readonly clusterScoped: boolean;
}

const clusterScoped = new Set(kustomizeFacts.clusterScoped);

/** What stands for the namespace of kinds that have none. */
export const noNamespace = "_non_namespaceable_";

/** The group and version of an apiVersion. */
export function groupVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf("/");
  return slash < 0
    ? { group: "", version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** Whether kustomize knows a kind to have no namespace. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return clusterScoped.has(`${apiVersion} ${kind}`);
}

/** The namespace that counts: none and `default` are the same one, and kinds without namespaces have one of their own. */
export function effectiveNamespace(id: Id): string {
  if (id.clusterScoped) return noNamespace;
  return id.namespace === "" ? "default" : id.namespace;
}

/** The same text for ids that kustomize takes for the same. */
export function idKey(id: Id): string {
  return `${id.group}/${id.version}/${id.kind}|${effectiveNamespace(id)}|${id.name}`;
}

/** Whether a selector is about a kind. */
export function isSelected(id: Pick<Id, "group" | "version" | "kind">, selector: KindSelector): boolean {
  return (
    (!selector.group || selector.group === id.group) &&
    (!selector.version || selector.version === id.version) &&
    (!selector.kind || selector.kind === id.kind)
  );
}

/** An id for people: `Deployment default/web`. */
export function nameOf(id: Id): string {
  return id.clusterScoped ? `${id.kind} ${id.name}` : `${id.kind} ${effectiveNamespace(id)}/${id.name}`;
}
