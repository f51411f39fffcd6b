import { groupOf } from "../subject.ts";

/** The kinds of Flux by what they are for. Source: the API reference of Flux 2.7. */

/** Whether an object is of a kind of Flux, in any of its versions: `kustomize`, `Kustomization`. */
export function isFlux(
  object: { readonly apiVersion: string; readonly kind: string },
  group: "kustomize" | "helm" | "source" | "notification" | "image",
  kind: string,
): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === `${group}.toolkit.fluxcd.io`;
}

/** The kind that a reference to a source means: `source.toolkit.fluxcd.io/GitRepository`. */
export function fluxSourceKind(kind: string): string {
  return kind === "HelmRelease" ? "helm.toolkit.fluxcd.io/HelmRelease" : `source.toolkit.fluxcd.io/${kind}`;
}
