import type { KubeObject } from "./object.ts";

/** Annotations and labels that let a controller write keys into a Secret or ConfigMap which its manifest does not have. */
const fillers: readonly string[] = [
  // https://github.com/mittwald/kubernetes-replicator#pull-based-replication
  "replicator.v1.mittwald.de/replicate-from",
  // https://github.com/emberstack/kubernetes-reflector#4-annotate-the-mirror
  "reflector.v1.k8s.emberstack.com/reflects",
  // https://fluxoperator.dev/docs/crd/resourceset/
  "fluxcd.controlplane.io/copyFrom",
  // https://github.com/mittwald/kubernetes-secret-generator#usage
  "secret-generator.v1.mittwald.de/autogenerate",
  "secret-generator.v1.mittwald.de/type",
  // https://docs.openshift.com/container-platform/latest/security/certificates/service-serving-certificate.html
  "service.beta.openshift.io/inject-cabundle",
  "config.openshift.io/inject-trusted-cabundle",
  // https://kubernetes.io/docs/concepts/configuration/secret/#serviceaccount-token-secrets
  "kubernetes.io/service-account.name",
];

/** Whether a Secret or ConfigMap has more keys in the cluster than in its manifest. */
export function gainsKeys({ metadata }: KubeObject): boolean {
  return fillers.some((name) => metadata.annotations?.[name] !== undefined || metadata.labels?.[name] !== undefined);
}
