import type { Check } from "../../model/catalog.ts";
import { declaredKinds, schemaFor } from "../../model/known-kinds.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { demandingKinds, refusalsOf } from "../../model/kubernetes/refused/refusals.ts";
import { mistakesIn } from "../../model/kubernetes/schema.ts";
import type { Schema } from "../../model/kubernetes/schema-value.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const pod = (container: string, more = ""): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      ${container}
  ${more}
`;
const service = (spec: string): string => `apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec: { ${spec} }
`;

const manifestsAccepted: Check = {
  id: "manifests-accepted",
  title: "Fields fit together as the API server demands",
  why: "Each field has a name and type that the API server knows, and it refuses the object all the same, with whatever is applied together with it.",
  remedy: "Write what the API server takes: kubectl apply --dry-run=server says the same.",
  severity: "error",
  needs: [...demandingKinds, "kind"],
  examples: [
    { name: "a whole pod", files: { "pod.yaml": pod("image: api:1") }, expect: [{ verdict: "pass" }] },
    {
      name: "a container without an image",
      files: { "pod.yaml": pod("env: []") },
      expect: [{ verdict: "fail", summary: "The container api names no image" }],
    },
    {
      name: "a variable with a value, and one taken from elsewhere",
      files: {
        "pod.yaml": pod(`image: api:1
      env:
        - name: POD
          value: api
          valueFrom: { fieldRef: { fieldPath: metadata.podName } }`),
      },
      expect: [
        { verdict: "fail", places: [{ path: "pod.yaml", line: 10 }] },
        { verdict: "fail", actual: "metadata.podName" },
      ],
    },
    {
      name: "a probe that does not say how to ask",
      files: { "pod.yaml": pod("image: api:1\n      livenessProbe: { periodSeconds: 10, successThreshold: 2 }") },
      expect: [
        { verdict: "fail", places: [{ path: "pod.yaml", line: 8 }] },
        { verdict: "fail", actual: "2", expected: "1" },
      ],
    },
    {
      name: "root, and not root",
      files: {
        "pod.yaml": pod(
          "image: api:1\n      securityContext: { runAsUser: 0 }",
          "securityContext: { runAsNonRoot: true }",
        ),
      },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 8 }] }],
    },
    {
      name: "two volumes of one name, and a decimal mode",
      files: {
        "pod.yaml": pod(
          "image: api:1",
          "volumes: [{ name: a, emptyDir: {} }, { name: a, secret: { secretName: keys, defaultMode: 600 } }]",
        ),
      },
      expect: [
        { verdict: "fail", actual: "a" },
        { verdict: "fail", actual: "600", expected: "0600" },
      ],
    },
    {
      name: "a Service inside the cluster with a port of the nodes",
      files: { "service.yaml": service("ports: [{ port: 80, nodePort: 30080 }]") },
      expect: [{ verdict: "fail", actual: "30080" }],
    },
    {
      name: "a name outside that is a URL",
      files: { "service.yaml": service('type: ExternalName, externalName: "https://db.example.org"') },
      expect: [{ verdict: "fail", actual: "https://db.example.org" }],
    },
    {
      name: "a host with its port",
      files: {
        "ingress.yaml": `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: api, namespace: shop }
spec:
  rules:
    - host: shop.example.org:443
      http: { paths: [{ path: api, pathType: Prefix, backend: { service: { name: api, port: { number: 80 } } } }] }
`,
      },
      expect: [
        { verdict: "fail", actual: "shop.example.org:443", places: [{ path: "ingress.yaml", line: 6 }] },
        { verdict: "fail", actual: "api", expected: "/api" },
      ],
    },
    {
      name: "an address where a range belongs",
      files: {
        "policy.yaml": `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: { name: api, namespace: shop }
spec:
  podSelector: {}
  egress: [{ to: [{ ipBlock: { cidr: 10.0.0.1 } }, { ipBlock: { cidr: 10.0.0.0/8, except: [10.1.0.0/16, 192.168.0.0/16] } }] }]
`,
      },
      expect: [
        { verdict: "fail", actual: "10.0.0.1", expected: "10.0.0.1/32" },
        { verdict: "fail", actual: "192.168.0.0/16" },
      ],
    },
    {
      name: "a certificate under other keys",
      files: {
        "secret.yaml": `apiVersion: v1
kind: Secret
metadata: { name: tls, namespace: shop }
type: kubernetes.io/tls
data: { cert.pem: "", tls.key: "" }
`,
      },
      expect: [{ verdict: "fail", expected: "tls.crt, tls.key" }],
    },
    {
      name: "a subject without its namespace",
      files: {
        "binding.yaml": `apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: api }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: api }
subjects: [{ kind: ServiceAccount, name: api }]
`,
      },
      expect: [{ verdict: "fail", expected: "ClusterRole" }, { verdict: "fail" }],
    },
    {
      name: "listeners of a Gateway",
      files: {
        "gateway.yaml": `apiVersion: gateway.networking.k8s.io/v1
kind: Gateway
metadata: { name: outside, namespace: shop }
spec:
  gatewayClassName: envoy
  listeners:
    - { name: web, port: 443, protocol: HTTPS }
    - { name: other, port: 8443, protocol: HTTPS, tls: { mode: Terminate } }
    - { name: http, port: 80, protocol: HTTP }
    - { name: http, port: 8080, protocol: HTTP, tls: { mode: Terminate, certificateRefs: [{ name: shop }] } }
`,
      },
      expect: [
        { verdict: "fail", summary: "The listener web has no tls, which HTTPS needs" },
        { verdict: "fail", summary: "The listener other ends TLS and names no certificate" },
        { verdict: "fail", summary: "Two listeners have the name http" },
        { verdict: "fail", summary: "A listener of the protocol HTTP has no tls" },
      ],
    },
    {
      name: "what is misspelt is told as such",
      files: { "pod.yaml": pod("imge: api:1") },
      expect: [],
      not: [{ verdict: "fail" }],
    },
    {
      name: "what is filled in later is not judged",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "service.yaml": service('type: ExternalName, externalName: "${DB_HOST}"') },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    const declared = declaredKinds(graph);
    for (const of of objectsOf(graph, demandingKinds)) {
      const refusals = [...refusalsOf(kindOf(of), of.value, templateAt(of))];
      const mistakes =
        refusals.length > 0 ? mistakenFields(of, schemaFor(graph, declared, of.subject.ref)?.schema) : [];
      // What is misspelt or of a wrong type counts as not said; it is told by itself.
      const left = refusals.filter(({ field }) => !mistakes.some((pointer) => pointer.startsWith(field)));
      for (const refusal of left) yield { of, verdict: "fail", ...refusal };
      if (refusals.length === 0) yield { of, verdict: "pass" };
    }
  },
};

function mistakenFields(of: ObjectVertex, schema: Schema | undefined): readonly string[] {
  return schema === undefined ? [] : mistakesIn(of.written ?? of.value, schema).map(({ pointer }) => pointer);
}

export default manifestsAccepted;
