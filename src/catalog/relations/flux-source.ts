import type { Relation } from "../../model/catalog.ts";
import { fluxKind } from "../../model/kubernetes/flux.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";

/** Where each kind names the source that it reads, and the kind of source that it means where it says none. */
const places: Readonly<Record<string, readonly string[]>> = {
  [fluxKind("Kustomization")]: ["spec.sourceRef"],
  [fluxKind("HelmRelease")]: ["spec.chart.spec.sourceRef", "spec.chartRef"],
  [fluxKind("HelmChart")]: ["spec.sourceRef"],
  [fluxKind("ImageUpdateAutomation")]: ["spec.sourceRef"],
  "source.extensions.fluxcd.io/ArtifactGenerator": ["spec.sources[]"],
};

const release = (spec: object): object => ({
  apiVersion: "helm.toolkit.fluxcd.io/v2",
  kind: "HelmRelease",
  metadata: { name: "api", namespace: "shop" },
  spec,
});

const fluxSource: Relation = {
  id: "flux-source",
  title: "Flux reads a source",
  why: "Without its source a Kustomization or HelmRelease applies nothing, and what it applied before grows old.",
  needs: [],
  starts: Object.keys(places),
  local: false,
  binds: false,
  examples: [
    {
      name: "the repository of a chart, in another namespace",
      objects: [
        release({
          chart: { spec: { sourceRef: { kind: "HelmRepository", name: "charts", namespace: "flux-system" } } },
        }),
      ],
      expect: [
        {
          to: "cluster:source.toolkit.fluxcd.io/HelmRepository/flux-system/charts",
          field: "spec.chart.spec.sourceRef.name",
        },
      ],
    },
    {
      name: "a chart as it is stored",
      objects: [release({ chartRef: { kind: "OCIRepository", name: "api" } })],
      expect: [{ to: "cluster:source.toolkit.fluxcd.io/OCIRepository/shop/api", field: "spec.chartRef.name" }],
    },
    {
      name: "what an artifact is put together from",
      objects: [
        {
          apiVersion: "source.extensions.fluxcd.io/v1beta1",
          kind: "ArtifactGenerator",
          metadata: { name: "apps", namespace: "flux-system" },
          spec: { sources: [{ alias: "repo", kind: "GitRepository", name: "fleet" }] },
        },
      ],
      expect: [
        { to: "cluster:source.toolkit.fluxcd.io/GitRepository/flux-system/fleet", field: "spec.sources[0].name" },
      ],
    },
    { name: "no chart", objects: [release({})], expect: [] },
  ],
  *edges(vertex) {
    for (const place of places[kindOf(vertex)] ?? [])
      for (const { kind = "GitRepository", name, namespace = namespaceOf(vertex), field } of referencesAt(
        vertex.value,
        place,
      ))
        yield edgeTo(vertex, "flux-source", { kind: fluxKind(kind), name, namespace, field: `${field}.name` });
  },
};

export default fluxSource;
