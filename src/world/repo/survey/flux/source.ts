import { pathFrom } from "../../tree.ts";
import type { Draft } from "../draft.ts";
import { mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";

/** Whether the path of a Flux Kustomization is one of this repository. */
export type Source =
  | { readonly is: "here" }
  /** `product`: parts of names of what is in it; undefined where it may be anything. */
  | { readonly is: "elsewhere"; readonly why: string; readonly product?: readonly string[] };

/**
 * Where a Flux Kustomization reads from. This repository is the source that the cluster's entry reads, or a Git source
 * that is declared nowhere (`flux bootstrap` makes it) and whose path names a folder; any other one is somewhere else.
 */
export function sourceOf(draft: Draft, raw: RawObject): Source {
  const { kind, namespace, name, key } = referenceOf(raw);
  if (name === "flux-system" || draft.sources.has(key)) return { is: "here" };
  const declared = draft.find(`source.toolkit.fluxcd.io/${kind}`, namespace, name);
  const path = pathFrom(".", textAt(raw.object, "spec", "path") ?? ".");
  if (declared === undefined && kind === "GitRepository" && path !== ".") return { is: "here" };
  const url = textAt(declared, "spec", "url") ?? textAt(declared, "spec", "endpoint") ?? "declared nowhere";
  const why = `What ${kind} ${name} holds (${url}) is not in this repository`;
  const last = url.slice(url.lastIndexOf("/") + 1);
  const product = kind === "OCIRepository" ? { product: [name, last, raw.object.metadata.name] } : {};
  return { is: "elsewhere", why, ...product };
}

/** Whether the source of a Flux Kustomization is known by name; if not, something that is read later may declare it. */
export function knowsSource(draft: Draft, raw: RawObject): boolean {
  const { kind, namespace, name, key } = referenceOf(raw);
  if (name === "flux-system" || draft.sources.has(key)) return true;
  return draft.find(`source.toolkit.fluxcd.io/${kind}`, namespace, name) !== undefined;
}

/** The source that a Flux Kustomization names. `key` tells it apart in a root. */
export function referenceOf(raw: RawObject): { kind: string; namespace: string; name: string; key: string } {
  const reference = mappingAt(raw.object, "spec", "sourceRef");
  const kind = textAt(reference, "kind") ?? "GitRepository";
  const name = textAt(reference, "name") ?? "";
  const namespace = textAt(reference, "namespace") ?? raw.object.metadata.namespace ?? "";
  return { kind, namespace, name, key: `${kind}/${namespace}/${name}` };
}
