import type { EnvRead } from "../../model/builds.ts";
import { type BuiltContainer, builtContainers } from "../../model/built-containers.ts";
import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { parseAddress, serviceOf } from "../../model/kubernetes/address.ts";
import { environmentOf } from "../../model/kubernetes/environment.ts";
import { besideId } from "../../model/kubernetes/template.ts";
import { offeredPorts } from "../../model/offered-ports.ts";
import { presenceOf } from "../../model/presence.ts";

const files = (port: number, env: string): Readonly<Record<string, string>> => ({
  "planning/Dockerfile": "FROM python:3.13\nCOPY main.py /\n",
  "planning/main.py": 'import os\nurl = os.getenv("EXECUTOR_URL", "executor:50055")\n',
  "compose.yaml": "services:\n  planning:\n    image: registry.example.org/shop/planning\n    build: planning\n",
  "all.yaml": `apiVersion: v1
kind: Pod
metadata: { name: planning, namespace: shop }
spec: { containers: [{ name: app, image: "registry.example.org/shop/planning:1", env: ${env} }] }
---
apiVersion: v1
kind: Service
metadata: { name: executor, namespace: shop }
spec: { selector: { app: executor }, ports: [{ port: ${port} }] }
`,
});

const urlDefaultServed: Check = {
  id: "url-default-served",
  title: "Addresses that programs take by default name ports that their Services offer",
  why: "As long as nobody sets the variable, the program connects to a port that nobody serves.",
  remedy: "Set the variable, or change the default in the program.",
  severity: "warning",
  needs: ["build", "v1/Service"],
  examples: [
    { name: "the port is offered", files: files(50055, "[]"), expect: [{ verdict: "pass" }] },
    {
      name: "it is another one",
      files: files(50056, "[]"),
      expect: [
        {
          verdict: "fail",
          actual: "50055",
          expected: "50056",
          places: [{ path: "planning/main.py", line: 2 }, { path: "all.yaml" }],
        },
      ],
    },
    {
      name: "the variable is set",
      files: files(50056, '[{ name: EXECUTOR_URL, value: "executor:50056" }]'),
      expect: [],
    },
    {
      name: "a Service whose ports are not known",
      files: {
        ...files(50056, "[]"),
        "all.yaml": (files(50056, "[]")["all.yaml"] ?? "").replace(
          /ports: .*/,
          "type: ExternalName, externalName: a.example.org }",
        ),
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const one of builtContainers(graph)) {
      const set = new Set(environmentOf(graph, one.at, one.container).map(({ name }) => name));
      const { reads } = one.build.value.program;
      for (const read of reads) {
        const found = set.has(read.name) ? undefined : judged(graph, one, read);
        if (found) yield found;
      }
    }
  },
};

function judged(graph: Graph, { of, at, build }: BuiltContainer, read: EnvRead): Found | undefined {
  const address = read.default === undefined ? undefined : parseAddress(read.default);
  const service = address && serviceOf(address.host, at.namespace);
  if (!service || address?.port === undefined) return undefined;
  const presence = presenceOf(graph, besideId({ ...at, namespace: service.namespace }, "v1/Service", service.name));
  if (presence.is !== "there" && presence.is !== "made") return undefined;
  const offered = offeredPorts(presence);
  const where = { of: build, field: read.field };
  if (offered === "any")
    return { ...where, verdict: "unknown", summary: `Which ports ${service.name} offers, files do not tell` };
  if (offered.includes(String(address.port))) return { ...where, verdict: "pass" };
  const place = of.origin?.(at.spec);
  return {
    ...where,
    verdict: "fail",
    summary: `Nothing sets ${read.name}, so the program connects to ${read.default}, and the Service ${service.name} offers ${offered.join(", ")}`,
    actual: String(address.port),
    expected: offered.join(", "),
    ...(place ? { places: [place] } : {}),
    about: `default:${build.id}#${read.name}`,
  };
}

export default urlDefaultServed;
