import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { fluxKind, helmNames, isFlux } from "../../model/kubernetes/flux.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";
import type { Duplicate, Root } from "../../model/repository.ts";
import { describeSubject } from "../../model/subject.ts";

const kustomization = (name: string, path: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  path: ./${path}
  sourceRef: { kind: GitRepository, name: flux-system }
`;
const release = (name: string, more: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: ${name}, namespace: shop }
spec:
  ${more}
  chart: { spec: { chart: ${name}, sourceRef: { kind: HelmRepository, name: charts } } }
`;
const config = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;

const fluxDoubleOwner: Check = {
  id: "flux-double-owner",
  title: "What Flux applies has one owner",
  why: "Two that apply the same objects undo each other at every turn, and whoever is deleted first takes them away from the other.",
  remedy: "Let one of the two apply it; of two releases of Helm give each its own releaseName.",
  severity: "error",
  needs: [fluxKind("Kustomization"), fluxKind("HelmRelease")],
  examples: [
    {
      name: "each its own folder, and its own release",
      files: {
        "flux/a.yaml": kustomization("one", "one"),
        "flux/b.yaml": kustomization("two", "two"),
        "one/a.yaml": config("a"),
        "two/a.yaml": config("b"),
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
    },
    {
      name: "a folder below that of another one",
      files: {
        "flux/a.yaml": kustomization("all", "apps"),
        "flux/b.yaml": kustomization("shop", "apps/shop"),
        "apps/shop/a.yaml": config("a"),
        "apps/shop/b.yaml": config("b"),
      },
      expect: [
        {
          verdict: "fail",
          severity: "warning",
          summary: "Kustomization/flux-system/all applies what this one does: ConfigMap/a, ConfigMap/b",
          places: [
            { path: "flux/b.yaml", line: 5 },
            { path: "flux/a.yaml", line: 5 },
          ],
        },
      ],
    },
    {
      name: "two releases of one name",
      files: { "a.yaml": release("api", "interval: 1h"), "b.yaml": release("api-next", "releaseName: api") },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          actual: "api",
          places: [
            { path: "b.yaml", line: 5 },
            { path: "a.yaml", line: 1 },
          ],
        },
      ],
    },
    {
      name: "two releases of one name in two clusters",
      files: {
        "a.yaml": release("api", "kubeConfig: { secretRef: { name: east } }"),
        "b.yaml": release("api-west", "releaseName: api\n  kubeConfig: { secretRef: { name: west } }"),
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "a name that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "a.yaml": release("api", "releaseName: ${NAME}"), "b.yaml": release("web", "releaseName: ${NAME}") },
      expect: [{ verdict: "unknown" }, { verdict: "unknown" }],
    },
  ],
  *run(graph) {
    yield* ofKustomizations(graph);
    yield* ofReleases(graph);
  },
};

/** Two Kustomizations that apply the same files. Of files that differ the objects themselves are told. */
function* ofKustomizations(graph: Graph): Iterable<Found> {
  const told = new Set<string>();
  for (const [pair, duplicates] of sharedOf(graph)) {
    const [first, second] = pair.split(" ").map((id) => vertexAt(graph, id));
    if (!first || !second || !isFlux(second.value as KubeObject, "Kustomization")) continue;
    told.add(second.id);
    yield { ...sameFiles(graph, first, duplicates), of: second, explains: [`owners:${pair}`] };
  }
  for (const of of objectsOf(graph, [fluxKind("Kustomization")])) if (!told.has(of.id)) yield { of, verdict: "pass" };
}

/** What two owners apply from the same place of the same file. */
function sharedOf(graph: Graph): ReadonlyMap<string, readonly Vertex<Duplicate>[]> {
  const shared = new Map<string, Vertex<Duplicate>[]>();
  for (const one of graph.ofKind("duplicate") as Iterable<Vertex<Duplicate>>) {
    if (!one.value.owners || !isSamePlace(graph, one.value)) continue;
    const pair = one.value.owners.join(" ");
    shared.set(pair, [...(shared.get(pair) ?? []), one]);
  }
  return shared;
}

function sameFiles(graph: Graph, first: Vertex, duplicates: readonly Vertex<Duplicate>[]): Omit<Found, "of"> {
  const names = duplicates.flatMap(({ value }) => vertexAt(graph, value.of)?.subject ?? []).map(describeSubject);
  const what = names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${names.length - 2} more` : names.join(", ");
  const place = first.origin?.("spec.path");
  return {
    field: "spec.path",
    verdict: "fail",
    // As long as both apply the same bytes, only what happens when one of them goes is wrong.
    severity: "warning",
    summary: `${describeSubject(first.subject)} applies what this one does: ${what}`,
    ...(place ? { places: [place] } : {}),
    evidence: duplicates.slice(0, 3).map(({ evidence }) => evidence),
  };
}

function isSamePlace(graph: Graph, { of, again }: Duplicate): boolean {
  const first = vertexAt(graph, of)?.origin?.();
  return first !== undefined && first.path === again.path && first.line === again.line;
}

/** Two releases of one name that Helm installs into one namespace, or records in one. */
function* ofReleases(graph: Graph): Iterable<Found> {
  const known = new Map<string, ObjectVertex>();
  for (const of of objectsOf(graph, [fluxKind("HelmRelease")])) {
    const { release, namespace, storage } = helmNames(of.value);
    if (isFilledInLater(`${release} ${namespace} ${storage}`)) {
      yield { of, verdict: "unknown", field: "spec.releaseName", summary: `The name ${release} is filled in later` };
      continue;
    }
    const keys = [`into ${namespace}`, `in ${storage}`].map((where) => `${clusterOf(of)} ${release} ${where}`);
    const other = keys.map((key) => known.get(key)).find((one) => one !== undefined);
    for (const key of keys) if (!known.has(key)) known.set(key, of);
    if (!other) yield { of, verdict: "pass" };
    else yield meet(graph, of, other) ? sameRelease(of, other, release) : apart(of, other);
  }
}

function clusterOf({ subject, value }: ObjectVertex): string {
  const { kubeConfig } = (value.spec ?? {}) as { readonly kubeConfig?: unknown };
  return `${subject.ref.in ?? ""} ${JSON.stringify(kubeConfig ?? null)}`;
}

/** Whether two surely reach one cluster: Flux says so, or they stand side by side. */
function meet(graph: Graph, of: ObjectVertex, other: ObjectVertex): boolean {
  const root = vertexAt<Root>(graph, `root:${of.subject.ref.in}`)?.value;
  const [one, two] = [of, other].map((each) => each.origin?.()?.path.replace(/[^/]*$/, ""));
  return root?.made === "flux" || one === two;
}

function apart(of: ObjectVertex, other: ObjectVertex): Found {
  const summary = `Whether ${describeSubject(other.subject)}, a release of the same name, reaches the same cluster, files do not tell`;
  return { of, verdict: "unknown", field: "spec.releaseName", summary };
}

function sameRelease(of: ObjectVertex, other: ObjectVertex, release: string): Found {
  const place = other.origin?.();
  return {
    of,
    field: "spec.releaseName",
    verdict: "fail",
    summary: `${describeSubject(other.subject)} is the release ${release} of Helm as well`,
    actual: release,
    ...(place ? { places: [place] } : {}),
    evidence: [other.evidence],
    about: `release:${[of.id, other.id].sort().join(" ")}`,
  };
}

export default fluxDoubleOwner;
