import { groupOf } from "../subject.ts";

/** The kinds of Flux by what they are for. Source: the API reference of Flux 2.7. */

const groups: Readonly<Record<string, string>> = {
  GitRepository: "source",
  OCIRepository: "source",
  HelmRepository: "source",
  HelmChart: "source",
  Bucket: "source",
  ExternalArtifact: "source",
  Kustomization: "kustomize",
  HelmRelease: "helm",
  ImageRepository: "image",
  ImagePolicy: "image",
  ImageUpdateAutomation: "image",
  Alert: "notification",
  Provider: "notification",
  Receiver: "notification",
};

/** Whether an object is of a kind of Flux, in any of its versions. */
export function isFlux(object: { readonly apiVersion: string; readonly kind: string }, kind: string): boolean {
  return object.kind === kind && groupOf(object.apiVersion) === `${groups[kind]}.toolkit.fluxcd.io`;
}

/** A kind of Flux with its group, as references write it without: `helm.toolkit.fluxcd.io/HelmRelease`. */
export function fluxKind(kind: string): string {
  return `${groups[kind] ?? "source"}.toolkit.fluxcd.io/${kind}`;
}
