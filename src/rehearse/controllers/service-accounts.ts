import { isApiError } from "../client.ts";
import { resources } from "../resources.ts";
import { startQueue } from "../work-queue.ts";
import { sparing } from "./retrying.ts";
import type { Controller } from "./setting.ts";

/** Makes the ServiceAccount `default` in each namespace. Source: pkg/controller/serviceaccount of Kubernetes 1.34. */
export const serviceAccountController: Controller = {
  id: "serviceaccount",
  start: (setting) => {
    const { copies, client } = setting;
    const queue = startQueue({
      ...setting,
      work: async (namespace) => {
        const found = copies.namespaces.get(undefined, namespace);
        if (!found || found.metadata.deletionTimestamp || copies.serviceAccounts.get(namespace, "default")) return;
        await sparing(async () => {
          try {
            await client.create(resources.serviceAccounts, { metadata: { namespace, name: "default" } });
          } catch (error) {
            if (!isApiError(error, 409)) throw error;
          }
        });
      },
    });
    copies.namespaces.onChange((now) => now && queue.add(now.metadata.name));
    copies.serviceAccounts.onChange((now, before) => {
      if (!now && before?.metadata.name === "default") queue.add(before.metadata.namespace ?? "");
    });
    return queue;
  },
};
