import type { CauseRule } from "../../model/catalog.ts";
import type { Cause } from "../../model/cause.ts";
import type { Vertex } from "../../model/graph.ts";
import { containersIn, endOf, isCrashing } from "../../model/kubernetes/containers.ts";
import { crashLoop, exampleEvent, examplePod, running } from "../../model/kubernetes/example-pod.ts";
import { type LogRead, logsOf } from "../../model/kubernetes/log.ts";
import { lastLines } from "../../model/kubernetes/log-lines.ts";
import { topOwner } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { isKilledByProbe } from "../../model/kubernetes/probe-kills.ts";

const crash: CauseRule = {
  id: "crash",
  title: "The program ends by itself",
  why: "Its exit code and last lines say more than any status; what they say is the cause until a rule knows better.",
  remedy: "Read its last lines: they name what the program misses, or where it failed.",
  needs: ["v1/Pod", "v1/Event", "log"],
  examples: [
    {
      name: "its last line tells why",
      objects: [examplePod({ status: crashLoop() })],
      logs: { "shop/api/api": "starting\ncannot open /data/index" },
      expect: [{ because: "cannot open /data/index", evidence: "cannot open /data/index", certainty: "likely" }],
    },
    {
      name: "its log may not be read",
      objects: [examplePod({ status: crashLoop(3) })],
      refused: ["log"],
      expect: [{ because: "exit code 3", certainty: "possible" }],
    },
    {
      name: "killed for its memory is another cause",
      objects: [examplePod({ status: crashLoop(137, "OOMKilled") })],
      expect: [],
      not: { rule: "crash" },
    },
    {
      name: "killed because of a probe is another cause",
      objects: [
        examplePod({ status: crashLoop(137) }),
        exampleEvent("Killing", "Container api failed liveness probe, will be restarted"),
      ],
      expect: [],
      not: { rule: "crash" },
    },
    { name: "it runs", objects: [examplePod({ status: running(true) })], expect: [] },
  ],
  *explain(vertex, graph) {
    if (vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    const { namespace = "", name } = vertex.subject.ref;
    for (const one of containersIn(vertex.value as Pod)) {
      const end = endOf(one);
      if (!end || !isCrashing(one) || end.reason === "OOMKilled" || isKilledByProbe(graph, vertex, one.name)) continue;
      const log = logsOf(graph, namespace, name, one.name).find((read) => read.log.text.trim() !== "");
      const head = `the program in container ${one.name} ends with exit code ${end.exitCode}`;
      const confirm = `kubectl logs -n ${namespace} ${name} -c ${one.name} --previous`;
      const cause = `${topOwner(graph, vertex).id}#container ${one.name}`;
      yield { effect: vertex.id, cause, rule: "crash", confirm, ...told(vertex, head, log, end.message) };
    }
  },
};

function told(
  vertex: Vertex,
  head: string,
  log: LogRead | undefined,
  message: string | undefined,
): Pick<Cause, "because" | "certainty" | "evidence"> {
  if (log) {
    const because = `${head}; its last lines: ${lastLines(log.log.text, 2).join(" | ").slice(0, 400)}`;
    return { because, certainty: "likely", evidence: [log.evidence, vertex.evidence] };
  }
  const because = message ? `${head}: ${message.slice(0, 400)}` : `${head} and says nothing`;
  return { because, certainty: "possible", evidence: [vertex.evidence] };
}

export default crash;
