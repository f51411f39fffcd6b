import type { Check } from "../../model/catalog.ts";
import { listenersOf } from "../../model/offered-ports.ts";
import { declaresAny } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";

const route = (parent: string): string => `apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: web, namespace: shop }
spec:
  parentRefs:
    - { ${parent} }
`;
const gateway = `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: outside, namespace: network }
spec:
  gatewayClassName: envoy
  listeners: [{ name: https, port: 443, protocol: HTTPS }]
`;

const refsGatewayExist: Check = {
  id: "refs-gateway-exist",
  title: "Gateways that routes are attached to exist, with their listeners",
  why: "A route whose Gateway or listener is not there receives no traffic, and only its status says so.",
  remedy: "Name the Gateway that is there, with its namespace, and one of its listeners.",
  severity: "error",
  needs: ["gateway.networking.k8s.io/HTTPRoute", "networking.istio.io/VirtualService"],
  examples: [
    {
      name: "both are there",
      files: {
        "route.yaml": route("name: outside, namespace: network, sectionName: https"),
        "gateway.yaml": gateway,
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such listener",
      files: {
        "route.yaml": route("name: outside, namespace: network, sectionName: web"),
        "gateway.yaml": gateway,
      },
      expect: [{ verdict: "fail", places: [{ path: "route.yaml", line: 6 }], actual: "web", expected: "https" }],
    },
    {
      name: "its namespace is left out",
      files: { "route.yaml": route("name: outside"), "gateway.yaml": gateway },
      expect: [
        { verdict: "fail", summary: "The Gateway outside is declared nowhere in its namespace; it is in network" },
      ],
    },
    {
      name: "no Gateway is declared at all",
      files: { "route.yaml": route("name: outside, namespace: network") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["route-gateway", "istio-gateway"],
      part: { noun: "listener", of: listenersOf },
      absence: (known, wanted) =>
        declaresAny(known, wanted)
          ? undefined
          : { unknown: `Gateways are not declared here: whether ${wanted.name} is there, files cannot tell` },
    }),
};

export default refsGatewayExist;
