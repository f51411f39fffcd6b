import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { fieldsAt, isMapping } from "../../model/kubernetes/fields.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { podPortsOf } from "../../model/kubernetes/pod-ports.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { shortName } from "../../model/subject.ts";

const service = (name: string, port: number): string => `apiVersion: v1
kind: Service
metadata: { name: ${name}, namespace: shop }
spec:
  type: NodePort
  ports: [{ port: 80, nodePort: ${port} }]
`;

const portsConflict: Check = {
  id: "ports-conflict",
  title: "No two claim the same port of the nodes",
  why: "The API server refuses the second Service with a nodePort; of two DaemonSets with one hostPort the pods of the second are never scheduled.",
  remedy: "Give each a port of its own, or leave the nodePort out.",
  severity: "error",
  needs: ["v1/Service", "apps/DaemonSet"],
  examples: [
    {
      name: "two ports",
      files: { "a.yaml": service("a", 30080), "b.yaml": service("b", 30081) },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "one port for two Services",
      files: { "a.yaml": service("a", 30080), "b.yaml": service("b", 30080) },
      expect: [
        {
          verdict: "fail",
          places: [
            { path: "b.yaml", line: 6 },
            { path: "a.yaml", line: 6 },
          ],
          actual: "30080",
          summary: "The nodePort 30080 is that of Service/shop/a as well",
        },
      ],
    },
  ],
  *run(graph) {
    const claimed = new Map<string, Claim>();
    const claims = claimsIn(graph);
    const found = claims.flatMap((claim) => {
      const before = claimed.get(claim.key);
      if (!before) claimed.set(claim.key, claim);
      return before && before.of.id !== claim.of.id ? conflict(before, claim) : [];
    });
    yield* found;
    const wrong = new Set(found.map(({ of }) => of.id));
    for (const of of new Set(claims.map((claim) => claim.of))) if (!wrong.has(of.id)) yield { of, verdict: "pass" };
  },
};

interface Claim {
  readonly of: ObjectVertex;
  readonly field: string;
  readonly key: string;
  readonly what: string;
  readonly port: number;
}

function claimsIn(graph: Graph): readonly Claim[] {
  return [...objectsOf(graph, ["v1/Service", "apps/DaemonSet"])].flatMap((of) =>
    kindOf(of) === "v1/Service" ? nodePorts(of) : hostPorts(of),
  );
}

function nodePorts(of: ObjectVertex): readonly Claim[] {
  return fieldsAt(of.value, "spec.ports[]").flatMap(({ value, field }) => {
    if (!isMapping(value) || typeof value.nodePort !== "number") return [];
    const key = `${of.subject.ref.in} node ${value.nodePort}/${value.protocol ?? "TCP"}`;
    return { of, field: `${field}.nodePort`, key, what: "nodePort", port: value.nodePort };
  });
}

/** Those that run on all nodes meet on each of them; with a selector of nodes they need not. */
function hostPorts(of: ObjectVertex): readonly Claim[] {
  const at = templateAt(of);
  const { nodeSelector, affinity, hostNetwork } = at?.template.spec ?? {};
  if (!at || nodeSelector || affinity) return [];
  return podPortsOf(at).flatMap(({ port, field }) => {
    const number = port.hostPort ?? (hostNetwork ? port.containerPort : undefined);
    if (number === undefined) return [];
    const key = `${of.subject.ref.in} host ${number}/${port.protocol ?? "TCP"}`;
    return {
      of,
      field: `${field}.${port.hostPort === undefined ? "containerPort" : "hostPort"}`,
      key,
      what: "port of the node",
      port: number,
    };
  });
}

function conflict(before: Claim, { of, field, what, port, key }: Claim): Found {
  const place = before.of.origin?.(before.field);
  return {
    of,
    field,
    verdict: "fail",
    about: `port:${key}`,
    summary: `The ${what} ${port} is that of ${shortName(before.of.subject.ref)} as well`,
    actual: String(port),
    ...(place ? { places: [place] } : {}),
  };
}

export default portsConflict;
