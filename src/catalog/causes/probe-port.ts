import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import type { Evidence } from "../../model/evidence.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { type ContainerInPod, containersIn, isCrashing, isRunningUnready } from "../../model/kubernetes/containers.ts";
import { exampleEvent, examplePod, running } from "../../model/kubernetes/example-pod.ts";
import { logsOf } from "../../model/kubernetes/log.ts";
import { listeningLines } from "../../model/kubernetes/log-lines.ts";
import { templateField } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { type ProbeAt, probesOf } from "../../model/kubernetes/probe.ts";
import { probeFailures } from "../../model/kubernetes/probe-kills.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const probed = { readinessProbe: { httpGet: { path: "/healthz", port: 50053 } } };
const refusedTimes = (count: number): object => ({
  ...exampleEvent(
    "Unhealthy",
    'Readiness probe failed: Get "http://10.244.0.5:50053/healthz": dial tcp 10.244.0.5:50053: connect: connection refused',
  ),
  count,
});
const refused = refusedTimes(3);

const probePort: CauseRule = {
  id: "probe-port",
  title: "A probe knocks at a port that nobody listens on",
  why: "The program is well and listens elsewhere; it is kept out of service, or killed again and again.",
  remedy: "Let the probe, the container port and the Service name the port on which the program says that it listens.",
  needs: ["v1/Pod", "v1/Event", "log"],
  examples: [
    {
      name: "the program says where it listens",
      objects: [examplePod({ container: probed, status: running(false) }), refused],
      logs: { "shop/api/api": "GRPC_PORT not set, listening on 50054" },
      expect: [{ because: "50053", evidence: "listening on 50054", certainty: "certain" }],
    },
    {
      name: "it does not say where, and the connection is refused",
      objects: [examplePod({ container: probed, status: running(false) }), refused],
      expect: [{ because: "50053", certainty: "likely" }],
    },
    {
      name: "refused once: it may still be starting",
      objects: [examplePod({ container: probed, status: running(false) }), refusedTimes(1)],
      expect: [],
      not: { rule: "probe-port" },
    },
    {
      name: "it listens there and answers that it is not ready",
      objects: [
        examplePod({ container: probed, status: running(false) }),
        exampleEvent("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"),
      ],
      logs: { "shop/api/api": "listening on 50053" },
      expect: [],
      not: { rule: "probe-port" },
    },
    { name: "it is ready", objects: [examplePod({ container: probed, status: running(true) })], expect: [] },
  ],
  *explain(vertex, graph) {
    if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    for (const one of containersIn(vertex.value as Pod)) {
      if (!isRunningUnready(one) && !isCrashing(one)) continue;
      const cause = wrongPort(vertex, graph, one);
      if (cause) yield cause;
    }
  },
};

function wrongPort(vertex: Vertex, graph: Graph, one: ContainerInPod): Cause | undefined {
  const probes = probesOf(one.container).filter(({ port }) => port !== undefined);
  const [probe] = probes;
  if (!probe || vertex.subject.kind !== "object") return undefined;
  const { namespace = "", name } = vertex.subject.ref;
  const said = logsOf(graph, namespace, name, one.name).flatMap(({ log, evidence }) =>
    listeningLines(log.text).map((line) => ({ ...line, evidence })),
  );
  const lost = probes.find(({ port }) => said.every((line) => line.port !== port));
  const failure = probeFailures(graph, vertex, one.name).find(
    // Once may be a program that is still starting.
    ({ text, times }) => times > 1 && /connection refused/.test(text),
  );
  const first = said.at(-1);
  if (first && lost) {
    const because = `${told(lost)} of container ${one.name} knocks at port ${lost.port}, and the program listens on ${first.port}: "${first.line}"`;
    return made({ vertex, graph, one, probe: lost }, because, [first.evidence, failure?.evidence ?? vertex.evidence]);
  }
  if (first || !failure) return undefined;
  const refusedAt = probes.find(({ port }) => failure.text.includes(`:${port}`)) ?? probe;
  const because = `${told(refusedAt)} of container ${one.name} knocks at port ${refusedAt.port}, and nobody listens there`;
  const cause = made({ vertex, graph, one, probe: refusedAt }, because, [failure.evidence, vertex.evidence]);
  return {
    ...cause,
    certainty: "likely",
    confirm: `kubectl exec -n ${namespace} ${name} -c ${one.name} -- netstat -ltn`,
  };
}

function told({ kind }: ProbeAt): string {
  return `the ${kind.replace("Probe", "")} probe`;
}

function made(
  { vertex, graph, one, probe }: { vertex: Vertex; graph: Graph; one: ContainerInPod; probe: ProbeAt },
  because: string,
  evidence: readonly [Evidence, Evidence],
): Cause {
  const at = templateAt(vertex);
  const field = at && containersAt(at).find(({ container }) => container.name === one.name)?.field;
  const cause = templateField(graph, vertex, `${field ?? "spec"}.${probe.kind}`);
  return { effect: vertex.id, cause, rule: "probe-port", because, certainty: "certain", evidence };
}

export default probePort;
