import type { Check } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { checkReferences } from "../../model/reference.ts";

const pod = (name: string): string => `apiVersion: v1
kind: Pod
metadata: { name: db, namespace: shop }
spec:
  containers: [{ name: db, image: "db:1" }]
  volumes:
    - name: data
      persistentVolumeClaim: { claimName: "${name}" }
`;
const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: db-data, namespace: shop }
spec: { accessModes: [ReadWriteOnce] }
`;

const refsClaimExist: Check = {
  id: "refs-claim-exist",
  title: "PersistentVolumeClaims that pods mount exist",
  why: "A pod whose claim is not there is not scheduled and stays Pending.",
  remedy: "Create the claim, or name the one that is there.",
  severity: "error",
  needs: templateKinds,
  examples: [
    { name: "it is there", files: { "pod.yaml": pod("db-data"), "pvc.yaml": claim }, expect: [{ verdict: "pass" }] },
    {
      name: "it has another name",
      files: { "pod.yaml": pod("data"), "pvc.yaml": claim },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 8 }], actual: "data", expected: "db-data" }],
    },
    {
      name: "a StatefulSet makes it",
      files: {
        "pod.yaml": pod("data-kv-0"),
        "set.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: kv, namespace: shop }
spec:
  selector: { matchLabels: { app: kv } }
  template: { metadata: { labels: { app: kv } }, spec: { containers: [{ name: kv, image: "kv:1" }] } }
  volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]
`,
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a template of the StatefulSet takes the volume's place",
      files: {
        "set.yaml": `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: kv, namespace: shop }
spec:
  selector: { matchLabels: { app: kv } }
  template:
    metadata: { labels: { app: kv } }
    spec:
      containers: [{ name: kv, image: "kv:1" }]
      volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }]
  volumeClaimTemplates: [{ metadata: { name: data }, spec: {} }]
`,
        "pvc.yaml": claim,
      },
      expect: [{ verdict: "skipped" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "pod.yaml": pod("${APP}-data") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["claim", "data-source"],
      // Snapshots are taken by schedules and by hand: they are seldom declared.
      absence: (_, { kind, name }) =>
        kind === "v1/PersistentVolumeClaim"
          ? undefined
          : { unknown: `${kind.slice(kind.indexOf("/") + 1)} ${name} is declared nowhere; something else may make it` },
    }),
};

export default refsClaimExist;
