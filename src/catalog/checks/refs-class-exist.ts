import type { Check } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { checkReferences } from "../../model/reference.ts";

const claim = (name: string): string => `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data, namespace: shop }
spec: { storageClassName: ${name} }
`;
const fast = `apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: { name: fast-storage }
provisioner: disk.example
`;

const starts = [
  "v1/PersistentVolumeClaim",
  ...templateKinds,
  "networking.k8s.io/Ingress",
  "gateway.networking.k8s.io/Gateway",
  "snapshot.storage.k8s.io/VolumeSnapshot",
];

const refsClassExist: Check = {
  id: "refs-class-exist",
  title: "Classes that objects name exist",
  why: "A claim of an absent StorageClass stays Pending, a pod of an absent PriorityClass is refused, and an Ingress or Gateway of an absent class is looked after by nobody.",
  remedy: "Name a class that is there, or declare it.",
  severity: "error",
  needs: starts,
  examples: [
    {
      name: "it is there",
      files: { "pvc.yaml": claim("fast-storage"), "sc.yaml": fast },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nearly the name of one that is there",
      files: { "pvc.yaml": claim("fast-storag"), "sc.yaml": fast },
      expect: [{ verdict: "fail", places: [{ path: "pvc.yaml", line: 4 }], expected: "fast-storage" }],
    },
    { name: "the cluster may bring it", files: { "pvc.yaml": claim("gp3") }, expect: [{ verdict: "unknown" }] },
    {
      name: "a priority that every cluster has",
      files: {
        "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: agent, namespace: kube-system }
spec: { priorityClassName: system-node-critical, containers: [{ name: agent, image: "agent:1" }] }
`,
      },
      expect: [{ verdict: "pass" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["storage-class", "pod-class", "object-class", "secret-provider"],
      absence: (_, { kind, name }) => ({
        unknown: `The ${kind.slice(kind.indexOf("/") + 1)} ${name} is declared nowhere: the cluster, or what is installed in it, may bring it`,
      }),
    }),
};

export default refsClassExist;
