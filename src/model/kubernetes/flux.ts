import { groupOf } from "../subject.ts";
import type { KubeObject } from "./object.ts";

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

/** The name that Helm gives a HelmRelease, where it installs it, and where it keeps its records. */
export interface HelmNames {
  readonly release: string;
  readonly namespace: string;
  readonly storage: string;
}

/** What Helm knows a HelmRelease by. Source: GetReleaseName and its neighbours of github.com/fluxcd/helm-controller. */
export function helmNames({ metadata, spec }: KubeObject): HelmNames {
  const { releaseName, targetNamespace, storageNamespace } = (spec ?? {}) as Readonly<Record<string, unknown>>;
  const own = metadata.namespace ?? "";
  const target = text(targetNamespace);
  return {
    release: text(releaseName) ?? (target === undefined ? metadata.name : `${target}-${metadata.name}`),
    namespace: target ?? own,
    storage: text(storageNamespace) ?? own,
  };
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A kind of Flux with its group, as references write it without: `helm.toolkit.fluxcd.io/HelmRelease`. */
export function fluxKind(kind: string): string {
  return `${groups[kind] ?? "source"}.toolkit.fluxcd.io/${kind}`;
}
