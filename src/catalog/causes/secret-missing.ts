import type { CauseRule } from "../../model/catalog.ts";
import { examplePod, waitingFor } from "../../model/kubernetes/example-pod.ts";
import { missingObjects } from "../../model/kubernetes/missing-config.ts";

const env = [{ name: "KEY", valueFrom: { secretKeyRef: { name: "needed", key: "key" } } }];
const waits = waitingFor("CreateContainerConfigError", 'secret "needed" not found');
const present = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "needed", namespace: "shop" },
  data: { key: "dmFsdWU=" },
};

const secretMissing: CauseRule = {
  id: "secret-missing",
  title: "A Secret that the pod needs is not there",
  why: "Secrets are made outside of Git and forgotten when a cluster is built again.",
  remedy: "Create the Secret, or correct its name where it is referred to.",
  needs: ["v1/Pod", "v1/Secret"],
  examples: [
    {
      name: "a variable names it",
      objects: [examplePod({ container: { env }, status: waits })],
      expect: [{ cause: "cluster:v1/Secret/shop/needed", certainty: "certain", because: "needed" }],
    },
    {
      name: "a volume names it, which the status of the pod does not say",
      objects: [
        examplePod({
          spec: { volumes: [{ name: "files", secret: { secretName: "needed" } }] },
          status: waitingFor("ContainerCreating", ""),
        }),
      ],
      expect: [{ cause: "cluster:v1/Secret/shop/needed", certainty: "certain" }],
    },
    {
      name: "nobody may list them: the node's word is all there is",
      objects: [examplePod({ container: { env }, status: waits })],
      refused: ["v1/Secret"],
      expect: [{ certainty: "likely", because: "could not look" }],
      not: { certainty: "certain" },
    },
    {
      name: "it is there",
      objects: [examplePod({ container: { env }, status: waits }), present],
      expect: [],
      not: { rule: "secret-missing" },
    },
    {
      name: "the plan is to bring it",
      objects: [examplePod({ container: { env }, status: waits })],
      plan: [present],
      expect: [],
      not: { rule: "secret-missing" },
    },
  ],
  *explain(vertex, graph) {
    for (const { id, name, field, sure, evidence } of missingObjects(vertex, graph, "Secret")) {
      const common = {
        effect: vertex.id,
        cause: id,
        rule: "secret-missing",
        evidence: [vertex.evidence, evidence] as const,
      };
      const namespace = vertex.subject.kind === "object" ? vertex.subject.ref.namespace : "";
      if (sure) {
        const because = `there is no Secret ${name} in the namespace ${namespace}, and the pod needs it (${field})`;
        yield { ...common, because, certainty: "certain" };
      } else {
        const because = `the node finds no Secret ${name}; Salvor could not look itself`;
        yield { ...common, because, certainty: "likely", confirm: `kubectl get secret ${name} -n ${namespace}` };
      }
    }
  },
};

export default secretMissing;
