import type { Check } from "../../model/catalog.ts";
import { offeredPorts, serviceAbsence } from "../../model/offered-ports.ts";
import { checkReferences } from "../../model/reference.ts";

const ingress = (service: string, port: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  rules:
    - http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              service:
                name: ${service}
                port: { ${port} }
`;
const api = `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { selector: { app: api }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
`;

const ingressBackend: Check = {
  id: "ingress-backend",
  title: "Paths of an Ingress lead to Services and ports that are there",
  why: "A path that leads to no Service, or to a port it does not offer, answers 503 or 404.",
  remedy: "Name the Service that is there and one of its own ports (not that of the container).",
  severity: "error",
  needs: ["networking.k8s.io/Ingress"],
  examples: [
    {
      name: "it is there",
      files: { "ingress.yaml": ingress("api", "name: http"), "service.yaml": api },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the port of the container instead of that of the Service",
      files: { "ingress.yaml": ingress("api", "number: 8080"), "service.yaml": api },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "ingress.yaml", line: 13 }],
          actual: "8080",
          summary: "The Service api has no port 8080; it has 80, http",
        },
      ],
    },
    {
      name: "a port that is called as the Service is",
      files: { "ingress.yaml": ingress("api", "name: api"), "service.yaml": api },
      expect: [{ verdict: "fail", places: [{ path: "ingress.yaml", line: 13 }], actual: "api" }],
    },
    {
      name: "no such Service",
      files: { "ingress.yaml": ingress("app", "number: 80"), "service.yaml": api },
      expect: [{ verdict: "fail", places: [{ path: "ingress.yaml", line: 12 }], actual: "app", expected: "api" }],
    },
    {
      name: "an action of the AWS controller in place of a Service",
      files: { "ingress.yaml": ingress("redirect", "name: use-annotation"), "service.yaml": api },
      expect: [{ verdict: "skipped" }],
    },
    {
      name: "nothing else of the namespace is declared",
      files: { "ingress.yaml": ingress("api", "number: 80") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["ingress-service"],
      part: { noun: "port", of: offeredPorts },
      absence: serviceAbsence,
    }),
};

export default ingressBackend;
