import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import type { Vertex } from "../../model/graph.ts";
import { type ContainerInPod, containersIn, isCrashing, isRunningUnready } from "../../model/kubernetes/containers.ts";
import { exampleEvent, examplePod, running } from "../../model/kubernetes/example-pod.ts";
import { type LogRead, logsOf } from "../../model/kubernetes/log.ts";
import { lastLines } from "../../model/kubernetes/log-lines.ts";
import { topOwner } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { probesOf } from "../../model/kubernetes/probe.ts";
import { type ProbeFailure, probeFailures } from "../../model/kubernetes/probe-kills.ts";

const probed = { readinessProbe: { httpGet: { path: "/healthz", port: 8080 } } };

const neverReady: CauseRule = {
  id: "never-ready",
  title: "The program answers its probe, and says that it is not ready",
  why: "The port is right and the program runs: it waits for something, or the probe asks for a page that it has not.",
  remedy: "A 5xx: see what the program waits for. A 404: let the probe ask for a path that the program serves.",
  needs: ["v1/Pod", "v1/Event", "log"],
  examples: [
    {
      name: "it answers 503",
      objects: [
        examplePod({ container: probed, status: running(false) }),
        exampleEvent("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 503"),
      ],
      logs: { "shop/api/api": "waiting for the store" },
      expect: [{ because: "503", evidence: "waiting for the store", certainty: "likely" }],
    },
    {
      name: "it has no such page",
      objects: [
        examplePod({ container: probed, status: running(false) }),
        exampleEvent("Unhealthy", "Readiness probe failed: HTTP probe failed with statuscode: 404"),
      ],
      expect: [{ because: "/healthz", certainty: "certain" }],
    },
    {
      name: "nobody listens: then it did not answer",
      objects: [
        examplePod({ container: probed, status: running(false) }),
        exampleEvent("Unhealthy", "Readiness probe failed: dial tcp 10.244.0.5:8080: connect: connection refused"),
      ],
      expect: [],
      not: { rule: "never-ready" },
    },
  ],
  *explain(vertex, graph) {
    if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    const { namespace = "", name } = vertex.subject.ref;
    for (const one of containersIn(vertex.value as Pod)) {
      if (!isRunningUnready(one) && !isCrashing(one)) continue;
      const failure = probeFailures(graph, vertex, one.name).findLast(({ text }) => !/connection refused/.test(text));
      if (!failure) continue;
      const log = logsOf(graph, namespace, name, one.name).find((read) => read.log.text.trim() !== "");
      const confirm = `kubectl logs -n ${namespace} ${name} -c ${one.name}`;
      const program = `${topOwner(graph, vertex).id}#container ${one.name}`;
      const cause = { effect: vertex.id, cause: program, rule: "never-ready", confirm } as const;
      yield { ...cause, ...told({ vertex, one, failure }, log) };
    }
  },
};

function told(
  { vertex, one, failure }: { vertex: Vertex; one: ContainerInPod; failure: ProbeFailure },
  log: LogRead | undefined,
): Pick<Cause, "because" | "certainty" | "evidence"> {
  const probe = failure.probe.toLowerCase();
  const status = /statuscode: (\d+)/.exec(failure.text)?.[1];
  const path = probesOf(one.container).find(({ kind }) => kind.startsWith(probe))?.probe.httpGet?.path;
  const asked = path === undefined ? "asks" : `asks for ${path}`;
  const head = `the ${probe} probe of container ${one.name} ${asked} and gets ${status ?? `"${failure.text.slice(0, 200)}"`}`;
  if (status === "404") {
    const because = `${head}: the program has no such page`;
    return { because, certainty: "certain", evidence: [failure.evidence, vertex.evidence] };
  }
  const said = log ? `; its last line: ${lastLines(log.log.text, 1).join("").slice(0, 300)}` : "";
  return { because: head + said, certainty: "likely", evidence: [failure.evidence, log?.evidence ?? vertex.evidence] };
}

export default neverReady;
