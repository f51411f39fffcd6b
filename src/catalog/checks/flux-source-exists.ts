import type { Check } from "../../model/catalog.ts";
import { checkReferences } from "../../model/reference.ts";

const release = (source: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: api, namespace: shop }
spec:
  chart:
    spec:
      chart: api
      sourceRef: { kind: HelmRepository, name: ${source} }
`;
const repository = `apiVersion: source.toolkit.fluxcd.io/v1
kind: HelmRepository
metadata: { name: charts, namespace: shop }
spec: { url: "https://charts.example" }
`;

const fluxSourceExists: Check = {
  id: "flux-source-exists",
  title: "Sources that Flux is told to read exist",
  why: "A Kustomization or HelmRelease without its source applies nothing, and what it applied before grows old.",
  remedy: "Name the source that is there, with its kind and namespace, or declare it.",
  severity: "error",
  needs: ["helm.toolkit.fluxcd.io/HelmRelease", "kustomize.toolkit.fluxcd.io/Kustomization"],
  examples: [
    {
      name: "it is there",
      files: { "release.yaml": release("charts"), "charts.yaml": repository },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "another name",
      files: { "release.yaml": release("chart"), "charts.yaml": repository },
      expect: [{ verdict: "fail", places: [{ path: "release.yaml", line: 8 }], expected: "charts" }],
    },
    {
      name: "in another namespace",
      files: { "release.yaml": release("charts"), "charts.yaml": repository.replace("shop", "flux-system") },
      expect: [{ verdict: "fail", actual: "charts" }],
    },
    {
      name: "put together from other sources",
      files: {
        "apps.yaml": `apiVersion: source.extensions.fluxcd.io/v1beta1
kind: ArtifactGenerator
metadata: { name: apps, namespace: shop }
spec: { sources: [], artifacts: [{ name: api, copy: [] }] }
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: api, namespace: shop }
spec: { chartRef: { kind: ExternalArtifact, name: api } }
`,
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "unknown" },
    },
    {
      name: "made when Flux was installed, and never checked in",
      files: {
        "clusters/a/flux-system/gotk-sync.yaml": "# written by flux bootstrap\n",
        "clusters/a/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { path: ./apps, sourceRef: { kind: GitRepository, name: flux-system } }
`,
        "apps/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) => checkReferences(graph, { relations: ["flux-source"] }),
};

export default fluxSourceExists;
