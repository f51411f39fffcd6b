import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { type ContainerInPod, containersIn, isCrashing, isRunningUnready } from "../../model/kubernetes/containers.ts";
import { environmentOf, type Variable } from "../../model/kubernetes/environment.ts";
import { examplePod, running } from "../../model/kubernetes/example-pod.ts";
import { type LogRead, logsOf } from "../../model/kubernetes/log.ts";
import { listeningLines, unsetLines } from "../../model/kubernetes/log-lines.ts";
import { templateField } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { probesOf } from "../../model/kubernetes/probe.ts";
import { type ContainerAt, containersAt, type TemplateAt, templateAt } from "../../model/kubernetes/template.ts";

const probed = { readinessProbe: { httpGet: { path: "/healthz", port: 50060 } } };
const log = { "shop/api/api": "GRPC_PORT not set, listening on 50054" };

const envKeyUnread: CauseRule = {
  id: "env-key-unread",
  title: "A variable is set that the program never reads",
  why: "The setting looks right in every file and changes nothing; the program asks for another name and takes its default.",
  remedy: "Set the variable that the program asks for, and take the one that it never reads away.",
  needs: ["v1/Pod", "v1/ConfigMap", "log"],
  examples: [
    {
      name: "PORT is set, and the program asks for GRPC_PORT",
      objects: [
        examplePod({
          container: {
            ...probed,
            env: [{ name: "PORT", valueFrom: { configMapKeyRef: { name: "addresses", key: "GRPC_PORT_API" } } }],
          },
          status: running(false),
        }),
        {
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: "addresses", namespace: "shop" },
          data: { GRPC_PORT_API: "50060" },
        },
      ],
      logs: log,
      expect: [{ because: "PORT", evidence: "GRPC_PORT not set, listening on 50054", certainty: "certain" }],
    },
    {
      name: "the variable that it asks for is set in vain, which is another matter",
      objects: [
        examplePod({ container: { ...probed, env: [{ name: "GRPC_PORT", value: "" }] }, status: running(false) }),
      ],
      logs: log,
      expect: [],
      not: { rule: "env-key-unread" },
    },
    {
      name: "it listens where its probe knocks, and is only starting",
      objects: [
        examplePod({
          container: { readinessProbe: { httpGet: { port: 50054 } }, env: [{ name: "PORT", value: "50054" }] },
          status: running(false),
        }),
      ],
      logs: log,
      expect: [],
      not: { rule: "env-key-unread" },
    },
    {
      name: "nothing like it is set",
      objects: [
        examplePod({ container: { ...probed, env: [{ name: "COLOUR", value: "blue" }] }, status: running(false) }),
      ],
      logs: log,
      expect: [],
    },
    {
      name: "the program reads it",
      objects: [
        examplePod({ container: { ...probed, env: [{ name: "PORT", value: "50060" }] }, status: running(false) }),
      ],
      logs: { "shop/api/api": "PORT is 50060, GRPC_PORT not set, listening on 50054" },
      expect: [],
      not: { rule: "env-key-unread" },
    },
  ],
  *explain(vertex, graph) {
    const at = templateAt(vertex);
    if (!at || vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    const { namespace = "", name } = vertex.subject.ref;
    for (const one of containersIn(vertex.value as Pod)) {
      const place = containersAt(at).find(({ container }) => container.name === one.name);
      if (!place || (!isRunningUnready(one) && !isCrashing(one))) continue;
      const [read] = logsOf(graph, namespace, name, one.name).filter(
        ({ log: { text } }) => unsetLines(text).length > 0,
      );
      if (read && (isCrashing(one) || listensElsewhere(one, read.log.text)))
        yield* unread({ vertex, graph, at, place }, read);
    }
  },
};

/** Whether a probe knocks at a port on which the program does not say that it listens: what it was told did not reach it. */
function listensElsewhere({ container }: ContainerInPod, log: string): boolean {
  const ports = new Set(listeningLines(log).map(({ port }) => port));
  return ports.size > 0 && probesOf(container).some(({ port }) => port !== undefined && !ports.has(port));
}

interface Place {
  readonly vertex: Vertex;
  readonly graph: Graph;
  readonly at: TemplateAt;
  readonly place: ContainerAt;
}

function* unread({ vertex, graph, at, place }: Place, { log, evidence }: LogRead): Iterable<Cause> {
  const variables = environmentOf(graph, at, place);
  const [listening] = listeningLines(log.text);
  for (const { name, line } of unsetLines(log.text)) {
    if (variables.some((one) => one.name === name)) continue;
    const set = variables.find((one) => isMeantFor(one, name) && !mentions(log.text, one.name));
    if (!set) continue;
    const value = set.value === undefined ? "" : ` to ${set.value}`;
    const source = set.from ? ` (from ${describe(set.from.id)}, key ${set.from.key})` : "";
    const instead = listening ? ` and listens on ${listening.port}` : "";
    yield {
      effect: vertex.id,
      cause: templateField(graph, vertex, set.field),
      rule: "env-key-unread",
      because: `${set.name} is set${value}${source} and never read: the program in container ${place.container.name} asks for ${name}, does not find it${instead} ("${line}")`,
      certainty: "certain",
      evidence: [evidence, vertex.evidence],
    };
    return;
  }
}

/** Two names mean the same if they end in the same word, and one of them in nothing else: PORT and GRPC_PORT. */
function isMeantFor({ name, value }: Variable, wanted: string): boolean {
  const last = (text: string): string => text.slice(text.lastIndexOf("_") + 1);
  if (last(name) !== last(wanted) || value === "") return false;
  return last(wanted) !== "PORT" || value === undefined || /^\d+$/.test(value);
}

/** Whether a log speaks of a variable by its own name, not as a part of another. */
function mentions(text: string, name: string): boolean {
  return new RegExp(`(?<![A-Z0-9_])${name}(?![A-Z0-9_])`).test(text);
}

function describe(id: string): string {
  const [kind, , name] = id.replace(/^[^/]*\//, "").split("/");
  return `${kind} ${name}`;
}

export default envKeyUnread;
