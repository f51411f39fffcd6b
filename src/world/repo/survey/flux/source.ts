import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { plainAddress } from "../../../../model/repository-address.ts";
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
  const reference = referenceOf(raw);
  if (isOwn(draft, reference)) return { is: "here" };
  const { kind, namespace, name } = reference;
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

/** Whether a source is this repository: that of the cluster's entry, or one that reads the same from the same place. */
export function isOwn(draft: Draft, { kind, namespace, name, key }: SourceReference): boolean {
  if (name === "flux-system" || draft.sources.has(key)) return true;
  const declared = draft.find(`source.toolkit.fluxcd.io/${kind}`, namespace, name);
  const read = declared && checkoutOf(declared);
  return read !== undefined && [...draft.sources].some((own) => read === checkoutOf(sourceAt(draft, own)));
}

function sourceAt(draft: Draft, key: string): KubeObject | undefined {
  const [kind, namespace = "", name = ""] = key.split("/");
  return draft.find(`source.toolkit.fluxcd.io/${kind}`, namespace, name);
}

/** What a source reads: the address, and the branch or whatever else is checked out. */
function checkoutOf(source: KubeObject | undefined): string | undefined {
  const url = textAt(source, "spec", "url");
  return url === undefined ? undefined : `${plainAddress(url)} ${JSON.stringify(mappingAt(source, "spec", "ref"))}`;
}

/** A source by its kind, namespace and name. `key` tells it apart in a root. */
export interface SourceReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** The source that an object of Flux names in a field. */
export function referenceOf(raw: RawObject, ...field: readonly string[]): SourceReference {
  const reference = mappingAt(raw.object, ...(field.length > 0 ? field : ["spec", "sourceRef"]));
  const kind = textAt(reference, "kind") ?? "GitRepository";
  const name = textAt(reference, "name") ?? "";
  const namespace = textAt(reference, "namespace") ?? raw.object.metadata.namespace ?? "";
  return { kind, namespace, name, key: `${kind}/${namespace}/${name}` };
}
