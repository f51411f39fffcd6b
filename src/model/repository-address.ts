import type { Graph, Vertex } from "./graph.ts";
import { textAt } from "./kubernetes/fields.ts";
import { fluxKind } from "./kubernetes/flux.ts";
import { objectsOf, vertexAt } from "./objects.ts";
import { partsOf } from "./presence.ts";
import { remembered } from "./remember.ts";
import type { ArgoFact, ChartPath, FluxFact } from "./repository.ts";

/** A repository by any of its addresses: `git@github.com:shop/infra.git` is `github.com/shop/infra`. */
export function plainAddress(url: string): string {
  return url
    .replace(/^(?:[a-z+]+:\/\/)?(?:[^@/]+@)?/i, "")
    .replace(/:(?:\d+\/)?/, "/")
    .replace(/(?:\.git)?\/?$/, "")
    .toLowerCase();
}

/** The addresses under which what applies this repository reads it. */
export function ownAddresses(graph: Graph): ReadonlySet<string> {
  return remembered(graph, "own addresses", () => {
    const argo = [...(graph.ofKind("argo") as Iterable<Vertex<ArgoFact>>)].flatMap(({ value }) =>
      value.path.found === "folder" ? value.repository : [],
    );
    const flux = [...(graph.ofKind("flux") as Iterable<Vertex<FluxFact>>)].flatMap(({ value }) =>
      value.source === "here" ? (urlOf(graph, value) ?? []) : [],
    );
    const values = [...(graph.ofKind("chart-path") as Iterable<Vertex<ChartPath>>)].flatMap(({ value }) =>
      value.path.found === "file" ? (value.repository ?? []) : [],
    );
    return new Set([...argo, ...flux, ...values, ...synced(graph)].map(plainAddress));
  });
}

/** The address of the source that a Kustomization of Flux reads. */
function urlOf(graph: Graph, { root, kustomization }: FluxFact): string | undefined {
  const flux = vertexAt(graph, kustomization)?.value;
  const kind = textAt(flux, "spec.sourceRef.kind") ?? "GitRepository";
  const name = textAt(flux, "spec.sourceRef.name") ?? "";
  const namespace = textAt(flux, "spec.sourceRef.namespace") ?? partsOf(kustomization).namespace;
  return textAt(vertexAt(graph, `${root}:${fluxKind(kind)}/${namespace}/${name}`)?.value, "spec.url");
}

/** A FluxInstance, or the chart that makes one, says from where its cluster is applied. */
function* synced(graph: Graph): Iterable<string> {
  for (const { value } of objectsOf(graph, ["fluxcd.controlplane.io/FluxInstance", fluxKind("HelmRelease")])) {
    const url = textAt(value, "spec.sync.url") ?? textAt(value, "spec.values.instance.sync.url");
    if (url !== undefined) yield url;
  }
}
