import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { isSlip } from "../../../../model/nearest.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";
import type { Variable } from "./envsubst.ts";
import { type FindObject, keysOfSecret } from "./secret-keys.ts";

/** The variables that a Flux Kustomization sets. */
export interface Variables {
  readonly names: readonly string[];
  of(name: string): Variable;
  /** Whether something that it takes variables from is not known (yet). */
  readonly isOpen: boolean;
}

/** Whether a Flux Kustomization substitutes anything at all: without a variable it leaves every text alone. */
export function substitutes(kustomization: KubeObject): boolean {
  const postBuild = mappingAt(kustomization, "spec", "postBuild");
  return Object.keys(mappingAt(postBuild, "substitute")).length > 0 || itemsAt(postBuild, "substituteFrom").length > 0;
}

/**
 * What a Flux Kustomization knows of each variable. Values of Secrets are never read: their variables are set later.
 * A source whose keys are not known may set anything.
 */
export function variablesOf(find: FindObject, { object }: RawObject): Variables {
  const postBuild = mappingAt(object, "spec", "postBuild");
  const values = new Map<string, Variable>();
  let isOpen = false;
  let isRequired = false;
  for (const source of itemsAt(postBuild, "substituteFrom")) {
    const found = variablesIn(find, source, object.metadata.namespace ?? "");
    if (found === undefined) isOpen = true;
    if (found === undefined && source.optional !== true) isRequired = true;
    for (const [name, value] of found ?? []) values.set(name, value);
  }
  for (const [name, value] of Object.entries(mappingAt(postBuild, "substitute"))) values.set(name, asVariable(value));
  const names = [...values.keys()];
  // What may be missing altogether hardly sets a name that is a slip of another one.
  const isMeant = (name: string): boolean => isRequired || !names.some((one) => isSlip(name, one));
  return { names, of: (name) => values.get(name) ?? (isOpen && isMeant(name) ? "maybe" : "unset"), isOpen };
}

function variablesIn(
  find: FindObject,
  source: object,
  namespace: string,
): Iterable<readonly [string, Variable]> | undefined {
  const name = textAt(source, "name") ?? "";
  if (textAt(source, "kind") === "Secret") return keysOfSecret(find, namespace, name)?.map((key) => [key, "later"]);
  const map = find("v1/ConfigMap", namespace, name);
  if (map === undefined) return undefined;
  const isSealed = "sops" in map;
  return Object.entries(mappingAt(map, "data")).map(([key, value]) => [key, isSealed ? "later" : asVariable(value)]);
}

/** Flux takes line breaks out of values. */
function asVariable(value: unknown): Variable {
  return typeof value === "string" && value.includes("${") ? "later" : { value: String(value).replaceAll("\n", "") };
}
