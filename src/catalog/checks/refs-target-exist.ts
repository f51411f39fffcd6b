import type { Check } from "../../model/catalog.ts";
import { declaresAny } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";

const scaler = (name: string): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: api, namespace: shop }
spec:
  maxReplicas: 3
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: "${name}" }
`;
const api = `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template: { metadata: { labels: { app: api } }, spec: { containers: [{ name: api, image: "api:1" }] } }
`;

const starts = [
  "autoscaling/HorizontalPodAutoscaler",
  "keda.sh/ScaledObject",
  "autoscaling.k8s.io/VerticalPodAutoscaler",
];

const refsTargetExist: Check = {
  id: "refs-target-exist",
  title: "What autoscalers, policies, bindings and backups are made for exists",
  why: "An autoscaler, policy or backup whose target is not there does nothing; only its status says so, and the load finds out.",
  remedy: "Name the object that is there, with its kind.",
  severity: "error",
  needs: starts,
  examples: [
    { name: "it is there", files: { "hpa.yaml": scaler("api"), "api.yaml": api }, expect: [{ verdict: "pass" }] },
    {
      name: "no such Deployment",
      files: { "hpa.yaml": scaler("app"), "api.yaml": api },
      expect: [{ verdict: "fail", places: [{ path: "hpa.yaml", line: 6 }], actual: "app", expected: "api" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "hpa.yaml": scaler("${APP}") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["scale-target", "policy-target", "object-part", "trigger-authentication"],
      absence: (known, wanted) =>
        wanted.kind.startsWith("apps/") || declaresAny(known, wanted)
          ? undefined
          : {
              unknown: `No ${wanted.kind.replace(/^.*\//, "")} is declared here; ${wanted.name} may be there all the same`,
            },
    }),
};

export default refsTargetExist;
