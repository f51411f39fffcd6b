import type { Check } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { keysOf } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";
import { secretAbsence } from "../../model/secret-absence.ts";

const pod = (ref: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      env:
        - name: URL
          valueFrom: { ${ref} }
`;
const settings = `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: shop }
data: { url: "http://store" }
`;

const relations = ["env", "env-from", "volume", "volume-path"];

const refsConfigExist: Check = {
  id: "refs-config-exist",
  title: "ConfigMaps and Secrets that pods use exist, with their keys",
  why: "A pod whose ConfigMap, Secret or key is missing waits in CreateContainerConfigError or ContainerCreating.",
  remedy: "Create it, or name the one that is there.",
  severity: "error",
  needs: templateKinds,
  examples: [
    {
      name: "the key is there",
      files: { "pod.yaml": pod("configMapKeyRef: { name: settings, key: url }"), "settings.yaml": settings },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such ConfigMap",
      files: { "pod.yaml": pod("configMapKeyRef: { name: setings, key: url }"), "settings.yaml": settings },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          places: [{ path: "pod.yaml", line: 10 }],
          actual: "setings",
          expected: "settings",
          fix: [{ set: "settings" }],
        },
      ],
    },
    {
      name: "a slip in the name of what is generated under a prefix: files have neither prefix nor hash",
      files: {
        "base/kustomization.yaml":
          "resources: [pod.yaml]\nconfigMapGenerator: [{ name: settings, literals: [url=http://store] }]\n",
        "base/pod.yaml": pod("configMapKeyRef: { name: setings, key: url }"),
        "prod/kustomization.yaml": "resources: [../base]\nnamespace: shop\nnamePrefix: prod-\n",
      },
      expect: [{ verdict: "fail", actual: "setings", expected: "settings", fix: [{ set: "settings" }] }],
    },
    {
      name: "no such key",
      files: { "pod.yaml": pod("configMapKeyRef: { name: settings, key: uri }"), "settings.yaml": settings },
      expect: [{ verdict: "fail", actual: "uri", expected: "url" }],
    },
    {
      name: "a key that a controller fetches, and one that it does not",
      files: {
        "pod.yaml": `${pod("secretKeyRef: { name: keys, key: token }")}        - name: B
          valueFrom: { secretKeyRef: { name: keys, key: secret } }
`,
        "keys.yaml": `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: keys, namespace: shop }
spec: { data: [{ secretKey: token }] }
`,
      },
      expect: [{ verdict: "fail", summary: "The Secret keys has no key secret; it has token" }],
    },
    {
      name: "a key of the Secret that a database brings, and one that it does not",
      files: {
        "pod.yaml": `${pod("secretKeyRef: { name: db-app, key: uri }")}        - name: B
          valueFrom: { secretKeyRef: { name: db-app, key: url } }
`,
        "db.yaml": `apiVersion: postgresql.cnpg.io/v1
kind: Cluster
metadata: { name: db, namespace: shop }
`,
      },
      expect: [{ verdict: "fail", actual: "url", expected: "uri" }],
    },
    {
      name: "a sample names what its reader has; what is nearly one of its own is a slip all the same",
      files: {
        "deploy/settings.yaml": settings,
        "examples/first/pod.yaml": pod("configMapKeyRef: { name: mine, key: url }"),
        "examples/first/own.yaml": settings.replace("name: settings", "name: own-settings"),
        "examples/second/pod.yaml": pod("configMapKeyRef: { name: own-setings, key: url }").replace("api,", "web,"),
      },
      expect: [
        { verdict: "fail", actual: "own-setings", expected: "own-settings" },
        { verdict: "unknown", summary: "It is a sample, and its reader may have what it names" },
      ],
    },
    {
      name: "a Secret that an init container of Argo CD makes",
      files: {
        "redis.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: argocd-redis, namespace: argocd }
spec:
  selector: { matchLabels: { app: redis } }
  template:
    metadata: { labels: { app: redis } }
    spec:
      initContainers:
        - { name: init, image: "argocd:3", command: [argocd, admin, redis-initial-password] }
      containers:
        - name: redis
          image: redis:8
          env: [{ name: P, valueFrom: { secretKeyRef: { name: argocd-redis, key: auth } } }]
`,
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "a ConfigMap that is put into every namespace",
      files: {
        "pod.yaml": pod("configMapKeyRef: { name: roots, key: ca.pem }"),
        "roots.yaml": `apiVersion: trust.cert-manager.io/v1alpha1
kind: Bundle
metadata: { name: roots }
spec: { target: { configMap: { key: ca.pem } } }
`,
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a key that a replicator copies into a Secret",
      files: {
        "pod.yaml": pod("secretKeyRef: { name: pull, key: token }"),
        "pull.yaml": `apiVersion: v1
kind: Secret
metadata:
  name: pull
  namespace: shop
  annotations: { replicator.v1.mittwald.de/replicate-from: bank/pull }
`,
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a Secret where Secrets are not declared at all",
      files: { "pod.yaml": pod("secretKeyRef: { name: keys, key: token }") },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a ConfigMap that may be absent",
      files: { "pod.yaml": pod("configMapKeyRef: { name: extras, key: url, optional: true }") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "pod.yaml": pod('configMapKeyRef: { name: "${NAME}", key: url }') },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations,
      part: { noun: "key", of: keysOf },
      absence: secretAbsence,
    }),
};

export default refsConfigExist;
