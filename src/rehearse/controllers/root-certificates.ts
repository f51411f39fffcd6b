import { isApiError } from "../client.ts";
import { resources } from "../resources.ts";
import { startQueue } from "../work-queue.ts";
import { same } from "./canonical.ts";
import { sparing } from "./retrying.ts";
import type { Controller } from "./setting.ts";

const name = "kube-root-ca.crt";

/** Kubernetes writes exactly this. Source: pkg/controller/certificates/rootcacertpublisher/publisher.go of 1.34. */
const annotations = {
  "kubernetes.io/description":
    "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.",
};

/** Puts the certificate of the API server's authority (PEM) into each namespace. */
export function rootCertificateController(ca: string): Controller {
  const data = { "ca.crt": ca };
  return {
    id: "root-ca-certificate-publisher",
    start: (setting) => {
      const { copies, client } = setting;
      const publish = async (namespace: string): Promise<void> => {
        const found = copies.rootCertificates.get(namespace, name);
        if (found && same(found.data, data)) return;
        if (found) {
          await client.update(resources.configMaps, { ...found, data, metadata: { ...found.metadata, annotations } });
          return;
        }
        try {
          await client.create(resources.configMaps, { metadata: { namespace, name, annotations }, data });
        } catch (error) {
          if (!isApiError(error, 409)) throw error;
        }
      };
      const queue = startQueue({
        ...setting,
        work: async (namespace) => {
          const found = copies.namespaces.get(undefined, namespace);
          if (found && !found.metadata.deletionTimestamp) await sparing(() => publish(namespace));
        },
      });
      copies.namespaces.onChange((now) => now && queue.add(now.metadata.name));
      copies.rootCertificates.onChange((now, before) => queue.add((now ?? before)?.metadata.namespace ?? ""));
      return queue;
    },
  };
}
