import type { CauseRule } from "../../model/catalog.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { keysOf, neededReferences } from "../../model/kubernetes/missing-config.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";

const env = [{ name: "KEY", valueFrom: { configMapKeyRef: { name: "settings", key: "colour" } } }];
const waits = waitingFor("CreateContainerConfigError", "couldn't find key colour in ConfigMap shop/settings");
const settings = (data: object): object => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "settings", namespace: "shop" },
  data,
});

const configKeyMissing: CauseRule = {
  id: "config-key-missing",
  title: "A key that the pod needs is not in its ConfigMap or Secret",
  why: "A renamed key breaks every reference to it, and the object itself looks well.",
  remedy: "Add the key, or refer to one of those that are there.",
  needs: ["v1/Pod", "v1/ConfigMap", "v1/Secret"],
  examples: [
    {
      name: "the key has another name",
      objects: [examplePod({ container: { env }, status: waits }), settings({ color: "blue" })],
      expect: [{ cause: "cluster:v1/ConfigMap/shop/settings", because: "colour", certainty: "certain" }],
    },
    {
      name: "the key is there",
      objects: [examplePod({ container: { env }, status: waits }), settings({ colour: "blue" })],
      expect: [],
      not: { rule: "config-key-missing" },
    },
    {
      name: "the whole object is missing, which is another cause",
      objects: [examplePod({ container: { env }, status: waits })],
      expect: [],
    },
  ],
  *explain(vertex, graph) {
    for (const { edge, kind, name } of neededReferences(vertex, graph)) {
      const look = graph.sight(edge.to);
      if (edge.part === undefined || !look.seen || !look.value) continue;
      const keys = keysOf(look.value.value as KubeObject);
      if (keys.has(edge.part)) continue;
      const there = [...keys].sort().slice(0, 8).join(", ") || "none";
      yield {
        effect: vertex.id,
        cause: edge.to,
        rule: "config-key-missing",
        because: `the ${kind} ${name} has no key ${edge.part}, which the pod needs (${edge.field ?? ""}); its keys are ${there}`,
        certainty: "certain",
        evidence: [vertex.evidence, look.value.evidence],
      };
    }
  },
};

export default configKeyMissing;
