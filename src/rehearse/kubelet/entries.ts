import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Client } from "../client.ts";
import { resources } from "../resources.ts";
import type { ReadEntries } from "./environment.ts";

interface WithData extends KubeObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly binaryData?: Readonly<Record<string, string>>;
}

function decoded(entries: Readonly<Record<string, string>> = {}): [string, string][] {
  return Object.entries(entries).map(([key, value]) => [key, Buffer.from(value, "base64").toString("utf8")]);
}

/** Reads Secrets and ConfigMaps of a namespace, each time anew. Rejects when the API cannot be asked. */
export function readEntries(client: Client, namespace: string): ReadEntries {
  return async (kind, name) => {
    if (kind === "Secret") {
      const secret = await client.find<WithData>(resources.secrets, { namespace, name });
      return secret && Object.fromEntries(decoded(secret.data));
    }
    const map = await client.find<WithData>(resources.configMaps, { namespace, name });
    return map && { ...map.data, ...Object.fromEntries(decoded(map.binaryData)) };
  };
}
