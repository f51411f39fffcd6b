import type { CauseRule } from "../../model/catalog.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { missingObjects } from "../../model/kubernetes/missing-config.ts";

const env = [{ name: "KEY", valueFrom: { configMapKeyRef: { name: "needed", key: "key" } } }];
const waits = waitingFor("CreateContainerConfigError", 'configmap "needed" not found');
const present = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "needed", namespace: "shop" },
  data: { key: "dmFsdWU=" },
};

const configMapMissing: CauseRule = {
  id: "config-map-missing",
  title: "A ConfigMap that the pod needs is not there",
  why: "A ConfigMap of another namespace or layer is not found, and no container starts without it.",
  remedy: "Apply the ConfigMap in this namespace, or correct its name where it is referred to.",
  needs: ["v1/Pod", "v1/ConfigMap"],
  examples: [
    {
      name: "a variable names it",
      objects: [examplePod({ container: { env }, status: waits })],
      expect: [{ cause: "cluster:v1/ConfigMap/shop/needed", certainty: "certain", because: "needed" }],
    },
    {
      name: "a volume names it, which the status of the pod does not say",
      objects: [
        examplePod({
          spec: { volumes: [{ name: "files", configMap: { name: "needed" } }] },
          status: waitingFor("ContainerCreating", ""),
        }),
      ],
      expect: [{ cause: "cluster:v1/ConfigMap/shop/needed", certainty: "certain" }],
    },
    {
      name: "nobody may list them: the node's word is all there is",
      objects: [examplePod({ container: { env }, status: waits })],
      refused: ["v1/ConfigMap"],
      expect: [{ certainty: "likely", because: "could not look" }],
      not: { certainty: "certain" },
    },
    {
      name: "it is there",
      objects: [examplePod({ container: { env }, status: waits }), present],
      expect: [],
      not: { rule: "config-map-missing" },
    },
    {
      name: "the plan is to bring it",
      objects: [examplePod({ container: { env }, status: waits })],
      plan: [present],
      expect: [],
      not: { rule: "config-map-missing" },
    },
  ],
  *explain(vertex, graph) {
    for (const { id, name, field, sure, evidence } of missingObjects(vertex, graph, "ConfigMap")) {
      const common = {
        effect: vertex.id,
        cause: id,
        rule: "config-map-missing",
        evidence: [vertex.evidence, evidence] as const,
      };
      const namespace = vertex.subject.kind === "object" ? vertex.subject.ref.namespace : "";
      if (sure) {
        const because = `there is no ConfigMap ${name} in the namespace ${namespace}, and the pod needs it (${field})`;
        yield { ...common, because, certainty: "certain" };
      } else {
        const because = `the node finds no ConfigMap ${name}; Salvor could not look itself`;
        yield { ...common, because, certainty: "likely", confirm: `kubectl get configmap ${name} -n ${namespace}` };
      }
    }
  },
};

export default configMapMissing;
