import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { isSlip } from "../../model/nearest.ts";
import type { PatchTarget } from "../../model/repository.ts";

const deployment = (name: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name} }
spec: { replicas: 1 }
`;
const patches = (target: string): string => `patches:
  - patch: '[{ "op": "replace", "path": "/spec/replicas", "value": 3 }]'
    target:
      ${target}
`;
const component = (target: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${patches(target)}`;

const kustomizeTargets: Check = {
  id: "kustomize-targets",
  title: "Patches and replacements find the objects that they are for",
  why: "A target that selects nothing is no mistake to kustomize: the patch is left out and nobody is told, as after a rename.",
  remedy: "Give the target the kind, name and namespace that the object has before this kustomization changes it.",
  severity: "error",
  needs: ["patch-target"],
  examples: [
    {
      name: "the object is there",
      files: { "kustomization.yaml": `resources: [a.yaml]\n${patches("name: web")}`, "a.yaml": deployment("web") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it has another name",
      files: {
        "kustomization.yaml": `resources: [a.yaml]\n${patches("{ kind: Deployment, name: fronted }")}`,
        "a.yaml": deployment("frontend"),
      },
      expect: [
        {
          verdict: "fail",
          severity: "error",
          actual: "fronted",
          expected: "frontend",
          places: [{ path: "kustomization.yaml", line: 5 }],
          fix: [{ set: "frontend" }],
        },
      ],
    },
    {
      name: "it is of another kind",
      files: {
        "kustomization.yaml": `resources: [a.yaml]\n${patches("{ kind: StatefulSet, name: web }")}`,
        "a.yaml": deployment("web"),
      },
      expect: [{ verdict: "fail", summary: "There is no StatefulSet web here; the kind would have to be Deployment" }],
    },
    {
      name: "a replacement in an object that was given another name",
      files: {
        "kustomization.yaml": `resources: [a.yaml]
replacements:
  - source: { kind: Deployment, name: web }
    targets:
      - select: { kind: Deployment, name: worker }
        fieldPaths: [metadata.labels.app]
        options: { create: true }
`,
        "a.yaml": deployment("web"),
      },
      expect: [{ verdict: "fail", severity: "warning", places: [{ path: "kustomization.yaml", line: 5 }] }],
    },
    {
      name: "a patch that Flux adds",
      files: {
        "clusters/a/apps.yaml": `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: ./apps
  sourceRef: { kind: GitRepository, name: flux-system }
  patches:
    - patch: '[{ "op": "replace", "path": "/spec/replicas", "value": 3 }]'
      target: { kind: Deployment, name: webs }
`,
        "apps/a.yaml": deployment("web"),
      },
      expect: [{ verdict: "fail", places: [{ path: "clusters/a/apps.yaml", line: 9 }], expected: "web" }],
    },
    {
      name: "a component of two overlays, for an object of one of them",
      files: {
        "component/kustomization.yaml": component("name: web"),
        "one/kustomization.yaml": "resources: [a.yaml]\ncomponents: [../component]\n",
        "one/a.yaml": deployment("web"),
        "two/kustomization.yaml": "resources: [a.yaml]\ncomponents: [../component]\n",
        "two/a.yaml": deployment("worker"),
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "targets that are for whatever is there",
      files: {
        "kustomization.yaml": `resources: [a.yaml]\n${patches("kind: StatefulSet")}    options: {}\n`,
        "a.yaml": deployment("web"),
      },
      expect: [],
      not: { verdict: "fail" },
    },
    {
      name: "a base is somewhere else",
      files: {
        "kustomization.yaml": `resources: ["https://example.com/a.yaml", b.yaml]\n${patches("name: web")}`,
        "b.yaml": deployment("worker"),
      },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("patch-target") as Iterable<Vertex<PatchTarget>>) yield judged(of);
  },
};

function judged(of: Vertex<PatchTarget>): Found {
  const { kind, name, found, near } = of.value;
  if (found === "yes") return { of, verdict: "pass" };
  const wanted = kind === "" ? name : `${kind} ${name}`;
  if (found === "unknown")
    return { of, verdict: "unknown", summary: `Whether there is a ${wanted} to patch, files here do not tell` };
  const missing = `There is no ${wanted} here`;
  const common = { of, verdict: "fail", about: of.id, actual: name } as const;
  if (!near) return { ...common, severity: "warning", summary: `${missing}, so that nothing is changed` };
  const { field, value } = near;
  if (field !== "name")
    return {
      ...common,
      summary: `${missing}; the ${field} would have to be ${value === "" ? "left out" : value}`,
      expected: `the ${field} ${value === "" ? "left out" : value}`,
    };
  const at = of.origin?.();
  return {
    ...common,
    ...(isSlip(name, value) ? {} : { severity: "warning" as const }),
    summary: `${missing}; there is ${value}`,
    expected: value,
    ...(at && isSlip(name, value) ? { fix: [{ at, set: value }] } : {}),
  };
}

export default kustomizeTargets;
