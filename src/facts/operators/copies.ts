/** A tool that copies Secrets and ConfigMaps into other namespaces, told to do so by an annotation. */
export interface CopierFacts {
  /** The annotation that names namespaces, separated by commas; what is no name stands for any namespace. */
  readonly namespaces: string;
  /** The annotation that must say `true`; then the other one may be left out, and all namespaces are meant. */
  readonly enabled?: string;
  readonly source: string;
}

/** A kind whose objects, or the Secrets made of them, are copied: where the annotations and the name of the copy stand. */
export interface CopiedFacts {
  readonly from: string;
  readonly annotations: string;
  readonly kind: string;
  readonly name: string;
}

const reflector = "reflector.v1.k8s.emberstack.com/reflection-auto";

/** Known copiers. */
export const copiers: readonly CopierFacts[] = [
  {
    namespaces: `${reflector}-namespaces`,
    enabled: `${reflector}-enabled`,
    source: "https://github.com/emberstack/kubernetes-reflector#3-annotate-the-source",
  },
  {
    namespaces: "replicator.v1.mittwald.de/replicate-to",
    source: "https://github.com/mittwald/kubernetes-replicator#push-based-replication",
  },
  {
    namespaces: "replicator.v1.mittwald.de/replicate-to-matching",
    source: "https://github.com/mittwald/kubernetes-replicator#push-based-replication",
  },
  {
    namespaces: "kubed.appscode.com/sync",
    source: "https://config-syncer.com/docs/latest/guides/config-syncer/intra-cluster/",
  },
];

/** What can be copied. */
export const copied: readonly CopiedFacts[] = [
  { from: "v1/Secret", annotations: "metadata.annotations", kind: "v1/Secret", name: "{metadata.name}" },
  { from: "v1/ConfigMap", annotations: "metadata.annotations", kind: "v1/ConfigMap", name: "{metadata.name}" },
  {
    from: "cert-manager.io/Certificate",
    annotations: "spec.secretTemplate.annotations",
    kind: "v1/Secret",
    name: "{spec.secretName}",
  },
  {
    from: "bitnami.com/SealedSecret",
    annotations: "spec.template.metadata.annotations",
    kind: "v1/Secret",
    name: "{spec.template.metadata.name|metadata.name}",
  },
  {
    from: "external-secrets.io/ExternalSecret",
    annotations: "spec.target.template.metadata.annotations",
    kind: "v1/Secret",
    name: "{spec.target.name|metadata.name}",
  },
];
