import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { relativePath } from "../../model/paths.ts";
import { partsOf, presenceOf } from "../../model/presence.ts";
import type { KustomizationFact, Unlisted } from "../../model/repository.ts";

const config = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
const flux = (name: string, path: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: ${name}, namespace: flux-system }
spec: { path: ${path}, sourceRef: { kind: GitRepository, name: flux-system } }
`;
const deployment = (selector: string, image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec: { ${selector} template: { metadata: { labels: { app: api } }, spec: { containers: [{ ${image} name: api }] } } }
`;
const pod = `apiVersion: v1
kind: Pod
metadata: { name: api }
spec:
  containers:
    - name: api
      image: api:1
      envFrom: [{ configMapRef: { name: settings } }]
`;

const manifestsOrphan: Check = {
  id: "manifests-orphan",
  title: "Manifests beside listed ones are listed",
  why: "A file that no kustomization lists is never applied, however right it is: what needs it waits, and nobody is told.",
  remedy: "List it under resources, or take it out of the folder.",
  severity: "warning",
  needs: ["kustomization"],
  examples: [
    {
      name: "a generator of another program reads it",
      files: {
        "kustomization.yaml": "resources: [a.yaml]\ngenerators: [secrets.yaml]\n",
        "a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
        "secrets.yaml": "apiVersion: viaduct.ai/v1\nkind: ksops\nmetadata: { name: s }\nfiles: [./db.enc.yaml]\n",
        "db.enc.yaml": "apiVersion: v1\nkind: Secret\nmetadata: { name: db }\n",
      },
      expect: [],
      not: { verdict: "fail" },
    },
    {
      name: "all are listed",
      files: { "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": config("a") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "one was forgotten, and nothing needs it",
      files: { "kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": config("a"), "b.yaml": config("b") },
      expect: [
        {
          verdict: "fail",
          severity: "warning",
          subject: { path: "b.yaml" },
          fix: [{ add: "b.yaml", at: { path: "kustomization.yaml", field: "resources" } }],
        },
      ],
    },
    {
      name: "roles that people bind by hand, and a patch that is not in use",
      files: {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": config("a"),
        "widget_viewer_role.yaml":
          "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: widget-viewer-role }\nrules: []\n",
        "manager_patch.yaml": config("b"),
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "one that a comment leaves out, a part of a listed workload, and samples that lie side by side",
      files: {
        "kustomization.yaml": "resources:\n  - api.yaml\n  # - debug.yaml\n",
        "api.yaml": deployment("selector: { matchLabels: { app: api } },", "image: api:1,"),
        "debug.yaml": config("debug"),
        "override.yaml": deployment("", ""),
        "samples/kustomization.yaml": "resources: [a.yaml]\n",
        "samples/a.yaml": config("a"),
        "samples/b.yaml": config("b"),
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "one was forgotten that a pod needs",
      files: { "kustomization.yaml": "resources: [api.yaml]\n", "api.yaml": pod, "settings.yaml": config("settings") },
      expect: [{ verdict: "fail", severity: "error", subject: { path: "settings.yaml" } }],
    },
    {
      name: "what would apply it was forgotten",
      files: {
        "clusters/a/flux-system/gotk-sync.yaml": flux("flux-system", "./clusters/a"),
        "clusters/a/kustomization.yaml": "resources: [flux-system/gotk-sync.yaml, api.yaml]\n",
        "clusters/a/api.yaml": flux("api", "./api"),
        "clusters/a/config.yaml": flux("config", "./config"),
        "api/pod.yaml": pod.replace("name: api }", "name: api, namespace: shop }"),
        "config/settings.yaml": config("settings, namespace: shop"),
      },
      expect: [{ verdict: "fail", severity: "error", subject: { path: "clusters/a/config.yaml" } }],
    },
    {
      name: "a script applies it",
      files: {
        "kustomization.yaml": "resources: [a.yaml]\n",
        "a.yaml": config("a"),
        "job.yaml": config("b"),
        "run.sh": "kubectl apply -f job.yaml\n",
      },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("kustomization") as Iterable<Vertex<KustomizationFact>>) {
      const forgottenOnes = of.value.unlisted.filter((one) => !isForPeople(graph, one));
      for (const one of forgottenOnes) yield forgotten(graph, of, one);
      if (forgottenOnes.length === 0) yield { of, verdict: "pass" };
    }
  },
};

/** Whether all that it declares are roles that nobody needs, to be bound by hand: kubebuilder writes them for each kind. */
function isForPeople(graph: Graph, { declares }: Unlisted): boolean {
  return (
    declares.length > 0 &&
    declares.every((id) => {
      const { kind, name } = partsOf(id);
      const isRole =
        kind === "rbac.authorization.k8s.io/ClusterRole" && /(?:editor|viewer|admin)(?:-role)?$/.test(name);
      return isRole && !isNeeded(graph, id);
    })
  );
}

function forgotten(graph: Graph, kustomization: Vertex<KustomizationFact>, { path, declares }: Unlisted): Found {
  const needed = declares.filter((id) => isNeeded(graph, id));
  const [first] = needed;
  const look = graph.sight(`file:${path}`);
  const written = relativePath(kustomization.value.folder, path);
  const dotted = kustomization.value.paths.some((one) => one.written.startsWith("./")) && !written.startsWith(".");
  const list = kustomization.origin?.("resources");
  const what = first === undefined ? "" : `, and ${partsOf(first).name} in it is needed`;
  return {
    of: look.seen && look.value ? look.value : kustomization,
    verdict: "fail",
    severity: first === undefined ? "warning" : "error",
    summary: `No kustomization lists it${what}`,
    expected: `${written} among the resources of ${kustomization.value.file}`,
    places: [{ path, line: 1 }, ...(list ? [list] : [])],
    ...(list ? { fix: [{ at: list, add: dotted ? `./${written}` : written }] } : {}),
    about: `unlisted:${path}`,
    explains: declares.map((id) => `missing:${id}`),
  };
}

/** Whether something names an object that nothing else brings. */
function isNeeded(graph: Graph, id: string): boolean {
  if (presenceOf(graph, id).is !== "absent") return false;
  for (const _ of graph.in(id)) return true;
  const { root, kind, name } = partsOf(id);
  if (kind !== "v1/Namespace") return false;
  return graph
    .kinds(root)
    .some((one) => !graph.ofKind(one, { in: root, namespace: name })[Symbol.iterator]().next().done);
}

export default manifestsOrphan;
