import type { Check, Found } from "../../model/catalog.ts";
import { type ServiceMention, serviceMentions } from "../../model/kubernetes/service-mentions.ts";
import { lineInText, mendTextOf } from "../../model/mend.ts";
import { everyObject, type ObjectVertex } from "../../model/objects.ts";
import { presenceOf } from "../../model/presence.ts";

const files = (url: string): Record<string, string> => ({
  "all.yaml": `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data:
  STORE_URL: ${url}
---
apiVersion: v1
kind: Service
metadata: { name: store, namespace: shop }
spec: { selector: { app: store }, ports: [{ port: 80, targetPort: 8080 }] }
`,
});

const urlPortExplicit: Check = {
  id: "url-port-explicit",
  title: "Addresses of Services in settings say their port",
  why: "What is not written, each program fills in for itself: 80 where one thinks of http, another port in the next library. Nobody who moves the Service finds these places by its number.",
  remedy: "Write the port into the address, such as :8080. Whether the Service offers it, url-port-served says.",
  severity: "info",
  needs: ["v1/Service"],
  optIn: true,
  examples: [
    { name: "it is written", files: files("http://store:80/items"), expect: [{ verdict: "pass" }] },
    {
      name: "http without a port",
      files: files("http://store/items"),
      expect: [
        {
          verdict: "fail",
          severity: "info",
          expected: "store:80",
          places: [{ path: "all.yaml", line: 5 }],
          fix: [{ set: "http://store:80/items" }],
        },
      ],
    },
    {
      name: "a host that may be anywhere",
      files: {
        "all.yaml": (files("http://other.example.org/items")["all.yaml"] ?? "").replace("name: store", "name: shop"),
      },
      expect: [],
      not: { verdict: "fail" },
    },
    {
      name: "a Service that something brings along which files do not tell",
      files: {
        "kustomization.yaml": "resources: [https://example.org/base.yaml, settings.yaml]\n",
        "settings.yaml": (files("http://store.shop.svc/items")["all.yaml"] ?? "").replace(/---[\s\S]*/, ""),
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of everyObject(graph)) {
      const mentions = serviceMentions(graph, of).filter(({ scheme }) => scheme === "http" || scheme === "https");
      const known = mentions.map((mention) => ({ mention, is: presenceOf(graph, mention.id).is }));
      const found = known.flatMap(({ mention, is }) =>
        isWritten(mention) || is === "absent" ? [] : judged(of, mention, is),
      );
      if (found.length > 0) yield* found;
      else if (known.some(({ is }) => is !== "absent")) yield { of, verdict: "pass" };
    }
  },
};

function isWritten({ text, host, port }: ServiceMention): boolean {
  return text.includes(`${host}:${port}`);
}

function judged(of: ObjectVertex, mention: ServiceMention, is: string): Found {
  const { id, host, port, field, scheme, text } = mention;
  if (is === "unknown")
    return {
      of,
      field,
      verdict: "unknown",
      summary: `${host} says no port, and whether it is a Service files do not tell`,
    };
  const fix = mendTextOf(of, field, { text, from: `//${host}`, to: `//${host}:${port}` });
  return {
    of,
    field,
    verdict: "fail",
    summary: `${scheme}://${host} says no port; ${scheme} means ${port}`,
    expected: `${host}:${port}`,
    places: lineInText(of, field, text, host),
    ...(fix.length > 0 ? { fix } : {}),
    about: `implied:${id}#${field}`,
  };
}

export default urlPortExplicit;
