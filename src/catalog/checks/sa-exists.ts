import type { Check } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { checkReferences } from "../../model/reference.ts";

const pod = (account: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  serviceAccountName: ${account}
  containers: [{ name: api, image: "api:1" }]
`;
const robot = `apiVersion: v1
kind: ServiceAccount
metadata: { name: robot, namespace: shop }
`;

const saExists: Check = {
  id: "sa-exists",
  title: "ServiceAccounts that pods run as, and Flux applies as, exist",
  why: "The API server refuses a pod whose ServiceAccount is not there: its workload stays without pods, with an event and no more.",
  remedy: "Create the ServiceAccount, or name the one that is there.",
  severity: "error",
  needs: templateKinds,
  examples: [
    { name: "it is there", files: { "pod.yaml": pod("robot"), "sa.yaml": robot }, expect: [{ verdict: "pass" }] },
    {
      name: "a letter is missing",
      files: { "pod.yaml": pod("robt"), "sa.yaml": robot },
      expect: [
        { verdict: "fail", places: [{ path: "pod.yaml", line: 5 }], expected: "robot", fix: [{ set: "robot" }] },
      ],
    },
    { name: "declared nowhere", files: { "pod.yaml": pod("robot") }, expect: [{ verdict: "fail", actual: "robot" }] },
    {
      name: "the account of a tenant, said once",
      files: {
        "tenant.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: shop }
spec:
  serviceAccountName: robt
  path: apps
  sourceRef: { kind: GitRepository, name: team }
---
apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata: { name: team, namespace: shop }
spec: { url: "https://example.com/team" }
`,
        "sa.yaml": robot,
      },
      expect: [{ verdict: "fail", places: [{ path: "tenant.yaml", line: 5 }], expected: "robot" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "pod.yaml": pod("${ACCOUNT}") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) => checkReferences(graph, { relations: ["service-account"] }),
};

export default saExists;
