import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { objectsOf, vertexAt } from "../../model/objects.ts";
import { checkReferences } from "../../model/reference.ts";
import { shortName } from "../../model/subject.ts";

const kustomization = (
  name: string,
  ...before: readonly string[]
): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec:
  path: ./${name}
  dependsOn:
${before.map((one) => `    - name: ${one}\n`).join("")}`;

const kinds = ["kustomize.toolkit.fluxcd.io/Kustomization", "helm.toolkit.fluxcd.io/HelmRelease"];

const fluxDependsOn: Check = {
  id: "flux-depends-on",
  title: "What Flux applies first exists, and does not wait for itself",
  why: "What waits for something that never becomes ready is never applied: Flux says only `dependency not ready`.",
  remedy: "Name what is there, of the same kind and with its namespace; take one dependency out of a circle.",
  severity: "error",
  needs: kinds,
  examples: [
    {
      name: "one after the other",
      files: { "a.yaml": kustomization("apps", "base"), "b.yaml": kustomization("base") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nothing is called so",
      files: { "a.yaml": kustomization("apps", "bases"), "b.yaml": kustomization("base") },
      expect: [{ verdict: "fail", places: [{ path: "a.yaml", line: 7 }], expected: "base" }],
    },
    {
      name: "in a circle",
      files: { "a.yaml": kustomization("apps", "base"), "b.yaml": kustomization("base", "apps") },
      expect: [
        {
          verdict: "fail",
          actual: "Kustomization/flux-system/apps → Kustomization/flux-system/base → Kustomization/flux-system/apps",
        },
      ],
    },
    {
      name: "its name is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "a.yaml": kustomization("apps", "${BASE}") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    yield* checkReferences(graph, { relations: ["flux-depends-on"] });
    const seen = new Set<string>();
    for (const vertex of objectsOf(graph, kinds)) yield* circleFrom(graph, vertex, seen);
  },
};

/** The circle that a walk from a vertex ends in. What was walked before is not walked again. */
function* circleFrom(graph: Graph, start: Vertex, seen: Set<string>): Iterable<Found> {
  const way: string[] = [];
  const enter = (id: string): string[] | undefined => {
    const at = way.indexOf(id);
    if (at >= 0) return way.slice(at);
    if (seen.has(id)) return undefined;
    seen.add(id);
    way.push(id);
    for (const { to } of graph.out(id, "flux-depends-on")) {
      const circle = enter(to);
      if (circle) return circle;
    }
    way.pop();
    return undefined;
  };
  const circle = enter(start.id)?.flatMap((id) => vertexAt(graph, id) ?? []);
  const [of] = circle ?? [];
  if (!of || !circle) return;
  const actual = [...circle, of].map(nameOf).join(" → ");
  yield {
    of,
    verdict: "fail",
    field: "spec.dependsOn",
    summary: "It waits for itself",
    actual,
    places: circle.flatMap(({ origin }) => origin?.("spec.dependsOn") ?? []),
    about: `circle:${[...circle.map(({ id }) => id)].sort().join(" ")}`,
  };
}

function nameOf({ id, subject }: Vertex): string {
  return subject.kind === "object" ? shortName(subject.ref) : id;
}

export default fluxDependsOn;
