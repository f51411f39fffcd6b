import type { Check } from "../../model/catalog.ts";
import { offeredPorts, serviceAbsence } from "../../model/offered-ports.ts";
import { checkReferences } from "../../model/reference.ts";

const set = (serviceName: string): string => `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: db, namespace: shop }
spec:
  serviceName: ${serviceName}
  selector: { matchLabels: { app: db } }
  template: { metadata: { labels: { app: db } }, spec: { containers: [{ name: db, image: "db:1" }] } }
`;
const service = `apiVersion: v1
kind: Service
metadata: { name: db, namespace: shop }
spec: { clusterIP: None, selector: { app: db }, ports: [{ port: 5432 }] }
`;
const webhook = (name: string, port: number): string => `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: { name: guard }
webhooks:
  - name: guard.shop.example
    clientConfig: { service: { name: ${name}, namespace: shop, port: ${port} } }
`;

const refsServiceExist: Check = {
  id: "refs-service-exist",
  title: "Services that StatefulSets, webhooks and API groups name exist",
  why: "Without it pods of a set have no names in DNS; a webhook whose Service is absent refuses every write that it guards.",
  remedy: "Name the Service that is there, with its namespace and a port that it offers.",
  severity: "error",
  needs: ["apps/StatefulSet", "admissionregistration.k8s.io/ValidatingWebhookConfiguration"],
  examples: [
    { name: "it is there", files: { "set.yaml": set("db"), "service.yaml": service }, expect: [{ verdict: "pass" }] },
    {
      name: "a set with another name",
      files: { "set.yaml": set("db-headless"), "service.yaml": service },
      expect: [
        { verdict: "fail", severity: "warning", places: [{ path: "set.yaml", line: 5 }], actual: "db-headless" },
      ],
    },
    {
      name: "a webhook at a port that is not offered",
      files: { "webhook.yaml": webhook("db", 9443), "service.yaml": service },
      expect: [{ verdict: "fail", severity: "error", actual: "9443", expected: "5432" }],
    },
    {
      name: "a webhook of what is installed otherwise",
      files: { "webhook.yaml": webhook("policy", 443).replace("namespace: shop", "namespace: policies") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) => {
    const part = { noun: "port", of: offeredPorts };
    return [
      // The pods run without it: only their names are missing.
      ...checkReferences(graph, { relations: ["headless-service"], absence: () => ({ fail: "warning" }) }),
      ...checkReferences(graph, { relations: ["webhook-service"], part, absence: serviceAbsence }),
    ];
  },
};

export default refsServiceExist;
