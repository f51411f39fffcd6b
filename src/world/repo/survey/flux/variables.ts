import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { groupKind } from "../../../../model/subject.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";
import type { Variable } from "./envsubst.ts";

/** Finds an object of a root by kind, namespace and name, with its secrets. */
export type FindObject = (kind: string, namespace: string, name: string) => KubeObject | undefined;

/** The variables that a Flux Kustomization sets. */
export interface Variables {
  of(name: string): Variable;
  /** ConfigMaps that are named and not known yet. */
  readonly missing: readonly string[];
}

/** Whether a Flux Kustomization substitutes anything at all: without a variable it leaves every text alone. */
export function substitutes(kustomization: KubeObject): boolean {
  const postBuild = mappingAt(kustomization, "spec", "postBuild");
  return Object.keys(mappingAt(postBuild, "substitute")).length > 0 || itemsAt(postBuild, "substituteFrom").length > 0;
}

/**
 * What a Flux Kustomization knows of each variable. Values of Secrets are never read: their variables are set later.
 * A source that is not here may set anything.
 */
export function variablesOf(kustomization: RawObject, find: FindObject): Variables {
  const postBuild = mappingAt(kustomization.object, "spec", "postBuild");
  const namespace = kustomization.object.metadata.namespace ?? "";
  const sources = itemsAt(postBuild, "substituteFrom").map((source) => {
    const [kind = "", name = ""] = [textAt(source, "kind"), textAt(source, "name")];
    return { kind, name, optional: source.optional === true, keys: keysIn(find, { kind, namespace, name }) };
  });
  const unknown = sources.filter(({ keys }) => keys === undefined);
  const values = new Map<string, Variable>(sources.flatMap(({ keys }) => keys ?? []));
  for (const [name, value] of Object.entries(mappingAt(postBuild, "substitute"))) {
    const isLater = typeof value === "string" && value.includes("${");
    values.set(name, isLater ? "later" : { value: String(value).replaceAll("\n", "") });
  }
  const isOpen = unknown.some(({ kind, optional }) => !optional || kind === "Secret");
  return {
    of: (name) => values.get(name) ?? (isOpen ? "maybe" : "unset"),
    missing: unknown.filter(({ kind }) => kind === "ConfigMap").map(({ name }) => name),
  };
}

interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

function keysIn(
  find: FindObject,
  { kind, namespace, name }: Named,
): readonly (readonly [string, Variable])[] | undefined {
  const object = find(`v1/${kind}`, namespace, name);
  if (object === undefined) return undefined;
  const isSealed = groupKind(object) !== "v1/ConfigMap" || "sops" in object;
  const data = { ...mappingAt(object, "data"), ...mappingAt(object, "stringData") };
  return Object.entries(data).map(([key, value]) => [
    key,
    isSealed ? "later" : { value: String(value).replaceAll("\n", "") },
  ]);
}
