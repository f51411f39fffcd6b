import type { Client } from "./client.ts";
import type { Resource } from "./resources.ts";

/** A resource as the server offers it. */
export interface OfferedResource {
  readonly resource: Resource;
  readonly verbs: ReadonlySet<string>;
}

interface ResourceList {
  readonly groupVersion: string;
  readonly resources: readonly {
    readonly name: string;
    readonly kind: string;
    readonly namespaced: boolean;
    readonly verbs: readonly string[];
  }[];
}

interface GroupList {
  readonly groups: readonly { readonly preferredVersion: { readonly groupVersion: string } }[];
}

/** All resources of the server, each in its group's preferred version, without subresources. */
export async function discover(client: Client): Promise<OfferedResource[]> {
  const groups = (await client.request("GET", "/apis")) as GroupList;
  const paths = ["/api/v1", ...groups.groups.map((group) => `/apis/${group.preferredVersion.groupVersion}`)];
  const lists = await Promise.all(paths.map(async (path) => (await client.request("GET", path)) as ResourceList));
  return lists.flatMap(({ groupVersion, resources }) =>
    resources
      .filter(({ name }) => !name.includes("/"))
      .map(({ name, kind, namespaced, verbs }) => ({
        resource: { apiVersion: groupVersion, kind, plural: name, namespaced },
        verbs: new Set(verbs),
      })),
  );
}

/** The group of a resource; empty for the core group. */
export function groupOf({ apiVersion }: { readonly apiVersion: string }): string {
  const slash = apiVersion.indexOf("/");
  return slash < 0 ? "" : apiVersion.slice(0, slash);
}
