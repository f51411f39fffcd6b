import type { CauseRule } from "../../model/catalog.ts";
import { containersIn, endOf } from "../../model/kubernetes/containers.ts";
import { crashLoop, examplePod } from "../../model/kubernetes/example-pod.ts";
import { templateField } from "../../model/kubernetes/owner.ts";
import type { Pod } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";

const limited = { resources: { limits: { memory: "64Mi" } } };

const outOfMemory: CauseRule = {
  id: "out-of-memory",
  title: "The container uses more memory than it may",
  why: "The kernel kills it without a word in its log, often only after it had become ready.",
  remedy: "Raise the container's memory limit, or lower what the program uses.",
  needs: ["v1/Pod"],
  examples: [
    {
      name: "killed at its limit",
      objects: [examplePod({ container: limited, status: crashLoop(137, "OOMKilled") })],
      expect: [{ because: "64Mi", certainty: "certain" }],
    },
    {
      name: "no limit of its own: the node ran out",
      objects: [examplePod({ status: crashLoop(137, "OOMKilled") })],
      expect: [{ because: "has no limit", certainty: "likely" }],
    },
    {
      name: "exit code 137 alone is any kill",
      objects: [examplePod({ container: limited, status: crashLoop(137, "Error") })],
      expect: [],
      not: { rule: "out-of-memory" },
    },
  ],
  *explain(vertex, graph) {
    const at = templateAt(vertex);
    if (!at || vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return;
    for (const one of containersIn(vertex.value as Pod)) {
      if (endOf(one)?.reason !== "OOMKilled") continue;
      const place = containersAt(at).find(({ container }) => container.name === one.name);
      const limit = one.container.resources?.limits?.memory;
      const often = (one.status?.restartCount ?? 0) > 1 ? ` (${one.status?.restartCount} restarts)` : "";
      const because = limit
        ? `container ${one.name} is killed for using more than its memory limit of ${limit}${often}`
        : `container ${one.name} is killed for its memory and has no limit of its own: its node ran out${often}`;
      yield {
        effect: vertex.id,
        cause: templateField(graph, vertex, `${place?.field ?? "spec"}.resources.limits.memory`),
        rule: "out-of-memory",
        because,
        certainty: limit ? "certain" : "likely",
        evidence: [vertex.evidence],
      };
    }
  },
};

export default outOfMemory;
