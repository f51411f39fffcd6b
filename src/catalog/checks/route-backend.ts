import type { Check } from "../../model/catalog.ts";
import { offeredPorts, serviceAbsence } from "../../model/offered-ports.ts";
import { checkReferences } from "../../model/reference.ts";

const route = (name: string, port: number): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  rules:
    - backendRefs:
        - name: ${name}
          port: ${port}
`;
const api = `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }
`;

const routeBackend: Check = {
  id: "route-backend",
  title: "Routes of Gateway API, Istio and Traefik lead to Services and ports that are there",
  why: "A route that leads to no Service, or to a port it does not offer, answers 404, 500 or 503.",
  remedy: "Name the Service that is there and one of its own ports (not that of the container).",
  severity: "error",
  needs: ["gateway.networking.k8s.io/HTTPRoute", "traefik.io/IngressRoute", "networking.istio.io/VirtualService"],
  examples: [
    { name: "it is there", files: { "route.yaml": route("api", 80), "api.yaml": api }, expect: [{ verdict: "pass" }] },
    {
      name: "a port that is not offered",
      files: { "route.yaml": route("api", 8080), "api.yaml": api },
      expect: [{ verdict: "fail", places: [{ path: "route.yaml", line: 8 }], actual: "8080", expected: "80" }],
    },
    {
      name: "no such Service",
      files: { "route.yaml": route("apis", 80), "api.yaml": api },
      expect: [{ verdict: "fail", places: [{ path: "route.yaml", line: 7 }], expected: "api" }],
    },
    {
      name: "a slip under a prefix that kustomize puts before Services and not into routes",
      files: {
        "route.yaml": route("s-apis", 80),
        "api.yaml": api,
        "kustomization.yaml": "resources: [route.yaml, api.yaml]\nnamePrefix: s-\n",
      },
      expect: [{ verdict: "fail", actual: "s-apis", expected: "s-api" }],
    },
    {
      name: "nothing else of the namespace is declared",
      files: { "route.yaml": route("api", 80) },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["route-service", "traefik-service", "istio-host"],
      part: { noun: "port", of: offeredPorts },
      absence: serviceAbsence,
    }),
};

export default routeBackend;
