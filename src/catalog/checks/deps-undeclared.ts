import type { Check, Found } from "../../model/catalog.ts";
import type { Fleet, FleetService } from "../../model/fleet.ts";
import { serviceOfObject } from "../../model/fleet-objects.ts";
import type { Graph } from "../../model/graph.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";

const service = (name: string, ...dependsOn: string[]): FleetService => ({ name, dependsOn, checks: [] });
const files = {
  "api.yaml": `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop, labels: { app: api } }
spec: { containers: [{ name: api, image: "api:1", env: [{ name: STORE, value: "http://store:80" }] }] }
`,
  "store.yaml": `apiVersion: v1
kind: Service
metadata: { name: store, namespace: shop }
spec: { ports: [{ port: 80 }] }
`,
};

const depsUndeclared: Check = {
  id: "deps-undeclared",
  title: "A service that calls another says so in the fleet file",
  why: "Without the dependency both are deployed at once, and the caller may be judged before what it calls is there.",
  remedy: "Add the called service to dependsOn of the caller in salvor.yaml.",
  severity: "warning",
  needs: ["fleet", ...templateKinds],
  examples: [
    {
      name: "the dependency is declared",
      files,
      fleet: { services: [service("api", "store"), service("store")] },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a Service is called that is not in dependsOn",
      files,
      fleet: { services: [service("api"), service("store")] },
      expect: [{ verdict: "fail", expected: "dependsOn: [store]", places: [{ path: "api.yaml", line: 4 }] }],
    },
    {
      name: "what is called belongs to no service of the fleet",
      files,
      fleet: { services: [service("api")] },
      expect: [],
    },
  ],
  *run(graph, fleet) {
    for (const vertex of objectsOf(graph, templateKinds)) {
      const caller = serviceOfObject(fleet, vertex);
      for (const edge of caller ? graph.out(vertex.id, "url") : []) {
        const called = calledAt(graph, edge.to);
        const callee = called && serviceOfObject(fleet, called);
        if (caller && callee && callee !== caller) yield judged({ of: vertex, fleet, caller, callee }, edge.field);
      }
    }
  },
};

interface Call {
  readonly of: ObjectVertex;
  readonly fleet: Fleet;
  readonly caller: FleetService;
  readonly callee: FleetService;
}

function judged({ of, fleet, caller, callee }: Call, field: string | undefined): Found {
  const at = { of, ...(field === undefined ? {} : { field }) };
  if (reaches(fleet.services, caller, callee)) return { ...at, verdict: "pass" };
  return {
    ...at,
    verdict: "fail",
    summary: `The service ${caller.name} calls ${callee.name} and does not say in ${fleet.path} that it depends on it`,
    expected: `dependsOn: [${[...caller.dependsOn, callee.name].join(", ")}]`,
    about: `dependency:${caller.name}/${callee.name}`,
  };
}

function calledAt(graph: Graph, id: string): ObjectVertex | undefined {
  const called = vertexAt(graph, id);
  return called?.subject.kind === "object" ? (called as ObjectVertex) : undefined;
}

/** Whether one depends on another, if only by way of a third. */
function reaches(services: readonly FleetService[], from: FleetService, to: FleetService): boolean {
  const seen = new Set([from.name]);
  for (const name of seen)
    for (const next of services.find((one) => one.name === name)?.dependsOn ?? []) seen.add(next);
  return from !== to && seen.has(to.name);
}

export default depsUndeclared;
