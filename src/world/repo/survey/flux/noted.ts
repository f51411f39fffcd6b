import type { FluxFact } from "../../../../model/repository.ts";
import { objectId } from "../../../../model/subject.ts";
import type { Draft } from "../draft.ts";
import { mappingAt, textAt } from "../mapping.ts";
import { refIn } from "../object-vertex.ts";
import type { RawObject } from "../raw-object.ts";

/** Notes what a Flux Kustomization applies. */
export function note(draft: Draft, raw: RawObject, fact: Pick<FluxFact, "source"> & Partial<FluxFact>): void {
  const root = draft.root.name;
  const kustomization = objectId(refIn(root, raw.object));
  const at = raw.origin("spec.path");
  draft.flux.push({ root, kustomization, at, encrypted: [], variables: [], open: false, unset: [], ...fact });
}

/** The cluster that an object of Flux applies to, by the name of what opens it; undefined for its own. */
export function remoteOf({ object }: RawObject): string | undefined {
  const remote = mappingAt(object, "spec", "kubeConfig");
  return textAt(remote, "secretRef", "name") ?? textAt(remote, "configMapRef", "name");
}

/** Why it is not known what a Flux Kustomization applies. `product`: parts of the names of what is in it. */
export interface Unknown {
  readonly why: string;
  readonly product?: readonly string[];
  readonly field: string;
}

/** Without a target namespace it may hold anything, anywhere; a tenant's is held to its own namespace. */
export function hide(draft: Draft, raw: RawObject, { why, product = [], field }: Unknown): void {
  const { targetNamespace, serviceAccountName } = mappingAt(raw.object, "spec");
  const { namespace = "" } = raw.object.metadata;
  const isTenant = typeof serviceAccountName === "string" && namespace !== "flux-system";
  const inside = typeof targetNamespace === "string" ? targetNamespace : isTenant ? namespace : undefined;
  const places = inside === undefined ? [{}] : [{ namespace: inside }, ...(isTenant ? [] : [{ namespace: "" }])];
  const names = inside === undefined && product.length > 0 ? [...new Set(product)] : "any";
  const at = raw.origin(field);
  for (const place of places) draft.hide({ ...place, kinds: "any", names, why, at }, remoteOf(raw));
}
