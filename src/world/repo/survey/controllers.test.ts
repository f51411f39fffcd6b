import { expect, test } from "vitest";
import { config, flux, list, one, roots, sees, values, vertices } from "../../../../test/surveyed.ts";
import type { Opaque } from "../../../model/repository.ts";

test("Applications apply folders, charts and what generators find", async () => {
  const app = (name: string, source: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec: { source: { repoURL: "https://example.com/x", ${source} }, destination: { namespace: shop } }
`;
  const set = `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: all, namespace: argocd }
spec:
  goTemplate: true
  generators: [{ git: { directories: [{ path: apps/* }, { path: apps/old, exclude: true }] } }]
  template:
    metadata: { name: "{{ .path.basename }}" }
    spec: { source: { path: "{{ .path.path }}" }, destination: { namespace: "{{ .path.basename }}" } }
`;
  const all = await vertices({
    "argo/app.yaml": app("plain", "path: plain, directory: { exclude: draft.yaml }"),
    "argo/chart.yaml": app("store", "chart: postgres"),
    "argo/set.yaml": set,
    "plain/a.yaml": config("a"),
    "plain/draft.yaml": config("draft"),
    "plain/deeper/b.yaml": config("b"),
    "apps/web/kustomization.yaml": list("w.yaml"),
    "apps/web/w.yaml": config("web"),
    "apps/old/o.yaml": config("old"),
  });
  expect(roots(all)).toEqual({
    argo: [
      "Application/argocd/plain",
      "Application/argocd/store",
      "ApplicationSet/argocd/all",
      "ConfigMap/shop/a",
      "Application/argocd/web",
      "ConfigMap/web/web",
    ],
    ".": ["ConfigMap//old", "ConfigMap//b"],
  });
  expect(values<Opaque>(all, "opaque")).toContainEqual(
    expect.objectContaining({ namespace: "shop", names: ["store", "postgres"] }),
  );
});

test("options of an Application change what the kustomization of its folder gives, for it alone", async () => {
  const app = (name: string, options: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec: { source: { path: app, kustomize: ${options} }, destination: { namespace: shop } }
`;
  const one =
    '{ namePrefix: one-, images: ["a=b:2", "c:5000/d@sha256:0"], commonLabels: { tier: web }, components: [../more] }';
  const all = await vertices({
    "argo/one.yaml": app("one", one),
    "argo/two.yaml": app("two", "{ nameSuffix: -two, namespace: far, replicas: [{ name: api, count: 3 }] }"),
    "app/kustomization.yaml": "resources: [api.yaml]\nimages: [{ name: a, newTag: '1' }]\n",
    "app/api.yaml": `apiVersion: apps/v1
kind: Deployment
metadata: { name: api }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: a, image: a }, { name: d, image: "c:5000/d:1" }] }
`,
    "more/kustomization.yaml": "kind: Component\nresources: [b.yaml]\n",
    "more/b.yaml": config("b"),
  });
  const deployments = all.filter(({ id }) => id.includes("/Deployment/")).map(({ id, value }) => ({ id, value }));
  const names = ["Application/argocd/one", "Application/argocd/two"];
  expect(roots(all)).toEqual({
    argo: [...names, "ConfigMap/shop/one-b", "Deployment/shop/one-api", "Deployment/far/api-two"],
  });
  expect(deployments).toMatchObject([
    {
      value: {
        spec: {
          selector: { matchLabels: { app: "api", tier: "web" } },
          template: { spec: { containers: [{ image: "b:2" }, { image: "c:5000/d@sha256:0" }] } },
        },
      },
    },
    {
      value: { spec: { replicas: 3, template: { spec: { containers: [{ image: "a:1" }, { image: "c:5000/d:1" }] } } } },
    },
  ]);
});

test("a ResourceSet makes objects of its inputs, and what it applies further is followed", async () => {
  const all = await vertices({
    "cluster/instance.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: FluxInstance
metadata: { name: flux, namespace: flux-system }
spec: { sync: { kind: GitRepository, url: "https://example.com/fleet", path: cluster } }
`,
    "cluster/tenants.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: { name: tenants, namespace: flux-system }
spec:
  inputs: [{ tenant: a, count: 2 }, { tenant: b, count: 3 }]
  resources:
    - apiVersion: v1
      kind: ServiceAccount
      metadata: { name: shared, namespace: << inputs.provider.namespace >> }
    - apiVersion: kustomize.toolkit.fluxcd.io/v1
      kind: Kustomization
      metadata: { name: << inputs.tenant >>, namespace: flux-system, labels: { count: << inputs.count | quote >> } }
      spec: { path: "teams/<< inputs.tenant >>", timeout: << inputs.count >>, sourceRef: { kind: GitRepository, name: flux-system } }
  resourcesTemplate: |
    apiVersion: v1
    kind: Namespace
    metadata:
      name: << inputs.tenant | upper | lower >>
`,
    "cluster/previews.yaml": `apiVersion: fluxcd.controlplane.io/v1
kind: ResourceSet
metadata: { name: previews, namespace: flux-system }
spec:
  inputsFrom: [{ kind: ResourceSetInputProvider, name: pulls }]
  resourcesTemplate: |
    apiVersion: v1
    kind: Namespace
    metadata:
      name: preview-<< inputs.id >>
`,
    "teams/a/x.yaml": config("x", ", namespace: a"),
    "teams/b/x.yaml": config("x", ", namespace: b"),
  });
  const flux = (name: string): string => `Kustomization/flux-system/${name}`;
  expect(new Set(roots(all).cluster)).toEqual(
    new Set([
      "FluxInstance/flux-system/flux",
      "ResourceSet/flux-system/tenants",
      "ResourceSet/flux-system/previews",
      "ServiceAccount/flux-system/shared",
      ...["a", "b"].flatMap((tenant) => [flux(tenant), `Namespace//${tenant}`, `ConfigMap/${tenant}/x`]),
    ]),
  );
  const made = one(all, "cluster:kustomize.toolkit.fluxcd.io/Kustomization/flux-system/b");
  expect(made.value).toMatchObject({ metadata: { labels: { count: "3" } }, spec: { timeout: 3 } });
  expect(made.origin?.("spec.path")).toMatchObject({ path: "cluster/tenants.yaml", line: 13 });
  expect(values<Opaque>(all, "opaque")).toContainEqual(
    expect.objectContaining({ kinds: ["v1/Namespace"], names: ["preview-"] }),
  );
});

test("what is applied in another cluster is a root of its own, also when it is the same", async () => {
  const app = (name: string, server: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: ${name}, namespace: argocd }
spec: { source: { repoURL: "https://example.com/x", path: app }, destination: { namespace: shop, ${server} } }
`;
  const all = await vertices({
    "argo/here.yaml": app("here", "name: in-cluster"),
    "argo/prod.yaml": app("prod", 'server: "https://prod.example"'),
    "app/a.yaml": config("a"),
    "argo/chart.yaml": app("redis", 'server: "https://prod.example"').replace("path: app", "chart: redis"),
    "flux/gone.yaml": flux("gone", "./gone", "  kubeConfig: { secretRef: { name: edge } }\n"),
    "flux/far.yaml": flux("far", "./far", "  kubeConfig: { secretRef: { name: edge } }\n"),
    "far/b.yaml": config("b"),
  });
  expect(roots(all)).toEqual({
    ".": [
      "Application/argocd/redis",
      "Application/argocd/here",
      "Application/argocd/prod",
      "Kustomization/flux-system/far",
      "Kustomization/flux-system/gone",
      "ConfigMap/shop/a",
    ],
    ".@edge": ["ConfigMap//b"],
    ".@prod.example": ["ConfigMap/shop/a"],
  });
  expect(sees(all)[".@prod.example"]).toEqual([]);
  // What is not known of them is not known there, and does not hide anything here.
  expect(values<Opaque>(all, "opaque").map(({ root, names }) => `${root} ${names}`)).toEqual([
    ". argocd",
    ". argocd",
    ".@prod.example redis,redis",
    ".@prod.example redis,redis",
    ".@edge any",
  ]);
});
