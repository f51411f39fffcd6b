import type { Relation } from "../../model/catalog.ts";
import { edgeTo, podTextsAt } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";

const pod = (spec: object): object => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "api", namespace: "shop" },
  spec: { containers: [{ name: "api" }], ...spec },
});

const classes = [
  ["priorityClassName", "scheduling.k8s.io/PriorityClass"],
  ["runtimeClassName", "node.k8s.io/RuntimeClass"],
] as const;

const podClass: Relation = {
  id: "pod-class",
  title: "A pod has a PriorityClass or RuntimeClass",
  why: "The API server refuses a pod whose class is not there, so its controller makes none.",
  needs: [],
  starts: templateKinds,
  local: true,
  binds: false,
  examples: [
    {
      name: "a priority and a runtime",
      objects: [pod({ priorityClassName: "high", runtimeClassName: "gvisor" })],
      expect: [
        { to: "cluster:scheduling.k8s.io/PriorityClass//high", field: "spec.priorityClassName" },
        { to: "cluster:node.k8s.io/RuntimeClass//gvisor", field: "spec.runtimeClassName" },
      ],
    },
    { name: "none", objects: [pod({})], expect: [] },
  ],
  *edges(vertex) {
    for (const [path, kind] of classes)
      for (const { text, field } of podTextsAt(vertex, path))
        yield edgeTo(vertex, "pod-class", { kind, name: text, namespace: "", field });
  },
};

export default podClass;
