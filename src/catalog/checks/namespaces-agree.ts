import type { Check } from "../../model/catalog.ts";
import { everyObject } from "../../model/objects.ts";
import { type Stray, straysIn } from "../../model/strays.ts";
import { shortName } from "../../model/subject.ts";

const files = (namespace: string): Record<string, string> => ({
  "api.yaml": `apiVersion: apps/v1
kind: Deployment
metadata:
  name: api
  namespace: ${namespace}
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      serviceAccountName: robot
      containers: [{ name: api, image: "api:1", envFrom: [{ configMapRef: { name: settings } }] }]
`,
  "settings.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { url: x }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: robot, namespace: shop }
`,
});

const namespacesAgree: Check = {
  id: "namespaces-agree",
  title: "Objects stand in the namespace of those that they name, and that name them",
  why: "Most names reach no further than their namespace: one object in the wrong one leaves all its references without an end.",
  remedy: "Put it into the namespace of the others, or these into its own.",
  severity: "error",
  needs: ["*"],
  examples: [
    { name: "all are in one namespace", files: files("shop"), expect: [{ verdict: "pass" }] },
    {
      name: "the Deployment is in another one: one slip, not two dangling names",
      files: files("shops"),
      expect: [
        {
          verdict: "fail",
          places: [{ path: "api.yaml", line: 5 }],
          actual: "shops",
          expected: "shop",
          summary:
            "It stands in the namespace shops; what it names is in shop: ConfigMap/shop/settings, ServiceAccount/shop/robot",
        },
      ],
    },
  ],
  *run(graph) {
    const strays = straysIn(graph);
    for (const stray of strays) {
      const { of, namespace, expected, others, missing } = stray;
      yield {
        of,
        field: "metadata.namespace",
        verdict: "fail",
        summary: sentence(stray),
        actual: namespace,
        expected,
        about: `namespace:${of.id}`,
        places: others.flatMap((other) => other.origin?.("metadata.namespace") ?? []).slice(0, 3),
        explains: missing.map((id) => `missing:${id}`),
      };
    }
    const [first] = strays.length === 0 ? everyObject(graph) : [];
    if (first) yield { of: first, verdict: "pass" };
  },
};

function sentence({ namespace, expected, others, missing, of }: Stray): string {
  const names = others.flatMap(({ subject }) => (subject.kind === "object" ? shortName(subject.ref) : [])).sort();
  const listed = names.slice(0, 4).join(", ") + (names.length > 4 ? ` and ${names.length - 4} more` : "");
  const isNamed = missing.some((id) => id.endsWith(`/${of.subject.kind === "object" ? of.subject.ref.name : ""}`));
  return `It stands in the namespace ${namespace}; what ${isNamed ? "names it" : "it names"} is in ${expected}: ${listed}`;
}

export default namespacesAgree;
