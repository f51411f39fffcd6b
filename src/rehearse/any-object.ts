import type { KubeObject } from "../model/kubernetes/object.ts";
import { type Client, isApiError } from "./client.ts";
import type { Resource } from "./resources.ts";

/** Writes objects of any kind that the server serves, as a person with kubectl would. */
export interface AnyObject {
  /** Creates it, and its status where it has one; one that is there already stays as it is. */
  create(object: KubeObject): Promise<void>;
  /** Server-side apply by the manager `kubectl`, taking fields over from others. */
  apply(object: KubeObject): Promise<void>;
}

interface Served {
  readonly resources: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
}

/** Asks the server which kinds it serves when it first meets one. */
export function anyObject(client: Client): AnyObject {
  const groups = new Map<string, Promise<Served>>();
  const resourceOf = async ({ apiVersion, kind }: KubeObject): Promise<Resource> => {
    const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const served = groups.get(path) ?? (client.request("GET", path) as Promise<Served>);
    groups.set(path, served);
    const found = (await served).resources.find((one) => one.kind === kind && !one.name.includes("/"));
    if (!found) throw new RangeError(`the server knows no ${kind} of ${apiVersion}`);
    return { apiVersion, kind, plural: found.name, namespaced: found.namespaced };
  };
  return {
    async create(object) {
      const of = await resourceOf(object);
      try {
        const made = await client.create(of, object);
        const { resourceVersion } = made.metadata;
        const metadata = { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
        if (object.status !== undefined) await client.update(of, { ...object, metadata }, "status");
      } catch (error) {
        if (!isApiError(error, 409)) throw error;
      }
    },
    async apply(object) {
      const of = await resourceOf(object);
      const { namespace, name } = object.metadata;
      await client.patch(of, { namespace, name }, { form: "apply", body: object, manager: "kubectl", force: true });
    },
  };
}
