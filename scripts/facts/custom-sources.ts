/** Where the definitions of custom resources come from: modules of the Go proxy and packages of npm that hold them. */

/** Where the definitions of a project are. Of kinds that several sources have, the first one counts. */
export interface Source {
  readonly name: string;
  readonly version: string;
  readonly licence: "Apache-2.0" | "MIT" | "BSD-3-Clause";
  /** Files or folders of CRDs in the Go module. */
  readonly crds?: readonly string[];
  /** The module holds Go types, of which CRDs are made. */
  readonly goTypes?: true;
  /** Files or folders of a package of npm with TypeScript interfaces made of CRDs. */
  readonly interfaces?: readonly string[];
}

const apache = (name: string, version: string, ...crds: string[]): Source => ({
  name,
  version,
  licence: "Apache-2.0",
  crds,
});
/** Interfaces of kubernetes-models, where the project itself is not on the proxy. */
const interfaces = (name: string, version: string, ...paths: string[]): Source => ({
  name: `@kubernetes-models/${name}`,
  version,
  licence: "MIT",
  interfaces: paths,
});
const goTypes = (name: string, version: string): Source => ({ name, version, licence: "Apache-2.0", goTypes: true });

/** Flux 2.9, and of Flux 2.6 the versions that have gone since. */
const flux = [
  goTypes("github.com/fluxcd/source-controller/api", "v1.9.5"),
  goTypes("github.com/fluxcd/kustomize-controller/api", "v1.9.5"),
  goTypes("github.com/fluxcd/helm-controller/api", "v1.6.4"),
  goTypes("github.com/fluxcd/notification-controller/api", "v1.9.4"),
  goTypes("github.com/fluxcd/image-reflector-controller/api", "v1.2.5"),
  goTypes("github.com/fluxcd/image-automation-controller/api", "v1.2.5"),
  goTypes("github.com/fluxcd/source-watcher/api/v2", "v2.2.4"),
  goTypes("github.com/fluxcd/source-controller/api", "v1.6.2"),
  goTypes("github.com/fluxcd/kustomize-controller/api", "v1.6.1"),
  goTypes("github.com/fluxcd/helm-controller/api", "v1.3.0"),
  goTypes("github.com/fluxcd/notification-controller/api", "v1.6.0"),
  goTypes("github.com/fluxcd/image-reflector-controller/api", "v0.35.2"),
  goTypes("github.com/fluxcd/image-automation-controller/api", "v0.41.2"),
];

/** All sources, the first of a kind first. */
export const sources: readonly Source[] = [
  ...flux,
  apache("github.com/cert-manager/cert-manager", "v1.21.2", "deploy/crds"),
  apache("github.com/cert-manager/trust-manager", "v0.25.0", "deploy/crds"),
  apache("github.com/bitnami-labs/sealed-secrets", "v0.40.0", "helm/sealed-secrets/crds"),
  apache("github.com/external-secrets/external-secrets", "v1.3.2", "config/crds/bases"),
  apache("sigs.k8s.io/gateway-api", "v1.7.0", "config/crd/experimental"),
  apache("sigs.k8s.io/gateway-api", "v1.6.3", "config/crd/experimental"),
  apache("github.com/prometheus-operator/prometheus-operator", "v0.85.0", "example/prometheus-operator-crd"),
  apache("github.com/argoproj/argo-cd/v3", "v3.6.1", "manifests/crds"),
  apache("github.com/argoproj/argo-rollouts", "v1.10.2", "manifests/crds"),
  apache("istio.io/api", "v1.31.1", "kubernetes/customresourcedefinitions.gen.yaml"),
  {
    name: "github.com/traefik/traefik/v3",
    version: "v3.7.13",
    licence: "MIT",
    crds: ["docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml"],
  },
  apache("go.universe.tf/metallb", "v0.16.2", "config/crd/bases"),
  apache(
    "github.com/cilium/cilium",
    "v1.20.2",
    "pkg/k8s/apis/cilium.io/client/crds/v2",
    "pkg/k8s/apis/cilium.io/client/crds/v2alpha1",
  ),
  apache("github.com/cloudnative-pg/cloudnative-pg", "v1.30.0", "config/crd/bases"),
  apache("github.com/cloudnative-pg/plugin-barman-cloud", "v0.15.0", "config/crd/bases"),
  apache("github.com/kedacore/keda/v2", "v2.21.0", "config/crd/bases"),
  apache("github.com/kyverno/kyverno", "v1.19.1", "config/crds/kyverno", "config/crds/policies.kyverno.io"),
  apache("github.com/kubernetes-csi/external-snapshotter/client/v8", "v8.7.0", "config/crd"),
  apache("github.com/vmware-tanzu/velero", "v1.18.3", "config/crd/v1/bases", "config/crd/v2alpha1/bases"),
  apache("k8s.io/autoscaler/vertical-pod-autoscaler", "v1.8.1", "deploy/vpa-v1-crd-gen.yaml"),
  apache("knative.dev/serving", "v0.51.0", "config/core/300-resources"),
  apache("github.com/envoyproxy/gateway", "v1.9.1", "charts/gateway-helm/charts/crds/crds/generated"),
  apache("sigs.k8s.io/cluster-api", "v1.14.2", "core/config/crd/bases"),
  apache("github.com/fluxcd/flagger", "v1.36.1", "artifacts/flagger/crd.yaml"),
  apache("sigs.k8s.io/external-dns", "v0.23.0", "config/crd/standard"),
  apache("sigs.k8s.io/karpenter", "v1.15.0", "pkg/apis/crds"),
  apache("github.com/aws/karpenter-provider-aws", "v1.15.1", "pkg/apis/crds"),
  apache("github.com/k3s-io/helm-controller", "v0.17.9", "pkg/crds/yaml/generated"),
  {
    name: "tailscale.com",
    version: "v1.104.5",
    licence: "BSD-3-Clause",
    crds: ["cmd/k8s-operator/deploy/crds"],
  },
  interfaces("grafana-operator", "3.0.0", "grafana.integreatly.org/v1beta1", "integreatly.org/v1alpha1"),
  interfaces(
    "gke",
    "4.6.2",
    "cloud.google.com/v1/BackendConfig.d.ts",
    "cloud.google.com/v1beta1/BackendConfig.d.ts",
    "networking.gke.io/v1",
    "networking.gke.io/v1beta1",
  ),
];
