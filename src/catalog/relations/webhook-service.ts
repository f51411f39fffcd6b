import type { Relation } from "../../model/catalog.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, kindOf, referencesAt } from "../../model/kubernetes/naming.ts";

/** Where each kind names the Service that the API server asks. */
const paths: Readonly<Record<string, string>> = {
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration": "webhooks[].clientConfig.service",
  "admissionregistration.k8s.io/MutatingWebhookConfiguration": "webhooks[].clientConfig.service",
  "apiextensions.k8s.io/CustomResourceDefinition": "spec.conversion.webhook.clientConfig.service",
  "apiregistration.k8s.io/APIService": "spec.service",
};

const webhookService: Relation = {
  id: "webhook-service",
  title: "The API server asks a Service",
  why: "Where it is not there, every write that the webhook guards is refused, or an API group is not served.",
  needs: [],
  starts: Object.keys(paths),
  local: false,
  binds: false,
  examples: [
    {
      name: "a webhook",
      objects: [
        {
          apiVersion: "admissionregistration.k8s.io/v1",
          kind: "ValidatingWebhookConfiguration",
          metadata: { name: "guard" },
          webhooks: [{ name: "a.b.c", clientConfig: { service: { name: "guard", namespace: "tools" } } }],
        },
      ],
      expect: [{ to: "cluster:v1/Service/tools/guard", part: "443", field: "webhooks[0].clientConfig.service" }],
    },
    {
      name: "an API that the server serves itself",
      objects: [
        {
          apiVersion: "apiregistration.k8s.io/v1",
          kind: "APIService",
          metadata: { name: "v1.apps" },
          spec: { group: "apps", version: "v1" },
        },
      ],
      expect: [],
    },
  ],
  *edges(vertex) {
    for (const { name, namespace = "", field, value } of referencesAt(vertex.value, paths[kindOf(vertex)] ?? "spec")) {
      const part = textAt(value, "port") ?? "443";
      yield edgeTo(vertex, "webhook-service", { kind: "v1/Service", name, namespace, field, part });
    }
  },
};

export default webhookService;
