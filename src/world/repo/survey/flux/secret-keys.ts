import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";

/** Finds an object by its kind, namespace and name, with its secrets. */
export type FindObject = (kind: string, namespace: string, name: string) => KubeObject | undefined;

/**
 * The keys that a Secret will have: as it is declared (encrypted or not), or as a SealedSecret or ExternalSecret of its
 * name makes it. Undefined where nothing here tells.
 */
export function keysOfSecret(find: FindObject, namespace: string, name: string): readonly string[] | undefined {
  const declared = find("v1/Secret", namespace, name);
  if (declared) return Object.keys({ ...mappingAt(declared, "data"), ...mappingAt(declared, "stringData") });
  const sealed = find("bitnami.com/SealedSecret", namespace, name);
  if (sealed) {
    const template = mappingAt(sealed, "spec", "template", "data");
    return Object.keys({ ...mappingAt(sealed, "spec", "encryptedData"), ...template });
  }
  const external = find("external-secrets.io/ExternalSecret", namespace, name);
  return external && (textAt(external, "spec", "target", "name") ?? name) === name
    ? keysOfExternal(external)
    : undefined;
}

/** A template says all keys that there will be, unless it is merged into what the store has. */
function keysOfExternal(external: object): readonly string[] | undefined {
  const template = mappingAt(external, "spec", "target", "template");
  const isMerged = textAt(template, "mergePolicy") === "Merge" || itemsAt(template, "templateFrom").length > 0;
  const templated = Object.keys(mappingAt(template, "data"));
  if (templated.length > 0 && !isMerged) return templated;
  if (isMerged || itemsAt(external, "spec", "dataFrom").length > 0) return undefined;
  return itemsAt(external, "spec", "data").flatMap((item) => textAt(item, "secretKey") ?? []);
}
