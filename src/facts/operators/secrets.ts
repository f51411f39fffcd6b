import { configMap, type MadeFacts, type MakerFacts, secret } from "./maker.ts";

const certificate = ["tls.crt", "tls.key", "ca.crt"];
const issuedFor = (annotation: string, path: string): MadeFacts => ({
  ...secret(`{${path}}`, ...certificate),
  when: `@cert-manager.io/${annotation}`,
});

const vault = (kind: string): MakerFacts => ({
  from: `secrets.hashicorp.com/${kind}`,
  makes: [secret("{spec.destination.name}")],
  source: "https://developer.hashicorp.com/vault/docs/platform/k8s/vso/api-reference",
});

/** Controllers that make Secrets and ConfigMaps: certificates, vaults, generators. */
export const secrets: readonly MakerFacts[] = [
  ...["networking.k8s.io/Ingress", "extensions/Ingress"].map((from) => ({
    from,
    makes: ["issuer", "cluster-issuer"].map((annotation) => issuedFor(annotation, "spec.tls[].secretName")),
    source: "https://cert-manager.io/docs/usage/ingress/",
  })),
  {
    from: "networking.k8s.io/Ingress",
    makes: [{ ...secret("{spec.tls[].secretName}", ...certificate), when: "@kubernetes.io/tls-acme=true" }],
    source: "https://cert-manager.io/docs/usage/ingress/#optional-configuration",
  },
  {
    from: "gateway.networking.k8s.io/Gateway",
    makes: ["issuer", "cluster-issuer"].map((annotation) =>
      issuedFor(annotation, "spec.listeners[].tls.certificateRefs[].name"),
    ),
    source: "https://cert-manager.io/docs/usage/gateway/",
  },
  {
    from: "cert-manager.io/Issuer",
    makes: [secret("{spec.acme.privateKeySecretRef.name}", "tls.key")],
    source: "https://cert-manager.io/docs/configuration/acme/",
  },
  {
    // Into the namespace of the controller, which the object does not say.
    from: "cert-manager.io/ClusterIssuer",
    makes: [{ ...secret("{spec.acme.privateKeySecretRef.name}", "tls.key"), namespace: "*" }],
    source: "https://cert-manager.io/docs/configuration/acme/",
  },
  ...["trust.cert-manager.io/Bundle", "trust-manager.io/ClusterBundle"].map((from) => ({
    from,
    makes: [
      { ...configMap("{metadata.name}"), namespace: "*", when: "spec.target.configMap" },
      { ...secret("{metadata.name}"), namespace: "*", when: "spec.target.secret" },
    ],
    source: "https://cert-manager.io/docs/trust/trust-manager/",
  })),
  {
    from: "external-secrets.io/ClusterExternalSecret",
    makes: [
      {
        ...secret("{spec.externalSecretSpec.target.name|spec.externalSecretName|metadata.name}"),
        namespace: "*",
      },
    ],
    source: "https://external-secrets.io/latest/api/clusterexternalsecret/",
  },
  ...["VaultStaticSecret", "VaultDynamicSecret", "VaultPKISecret", "HCPVaultSecretsApp"].map(vault),
  {
    from: "ricoberger.de/VaultSecret",
    makes: [secret("{metadata.name}")],
    source: "https://github.com/ricoberger/vault-secrets-operator#usage",
  },
  {
    from: "redhatcop.redhat.io/VaultSecret",
    makes: [secret("{spec.output.name}")],
    source: "https://github.com/redhat-cop/vault-config-operator/blob/main/docs/secret-management.md",
  },
  {
    from: "onepassword.com/OnePasswordItem",
    makes: [secret("{metadata.name}")],
    source: "https://github.com/1Password/onepassword-operator/blob/main/USAGEGUIDE.md",
  },
  {
    from: "secrets.infisical.com/InfisicalSecret",
    makes: [
      {
        ...secret("{spec.managedSecretReference.secretName}"),
        namespace: "{spec.managedSecretReference.secretNamespace}",
      },
      { ...secret("{spec.managedKubeSecretReferences[].secretName}"), namespace: "*" },
      { ...configMap("{spec.managedKubeConfigMapReferences[].configMapName}"), namespace: "*" },
    ],
    source: "https://infisical.com/docs/integrations/platforms/kubernetes/infisical-secret-crd",
  },
  {
    from: "secrets.doppler.com/DopplerSecret",
    makes: [{ ...secret("{spec.managedSecret.name}"), namespace: "{spec.managedSecret.namespace}" }],
    source: "https://docs.doppler.com/docs/kubernetes-operator",
  },
  {
    from: "k8s.bitwarden.com/BitwardenSecret",
    makes: [secret("{spec.secretName}")],
    source: "https://bitwarden.com/help/secrets-manager-kubernetes-operator/",
  },
  {
    from: "isindir.github.com/SopsSecret",
    makes: [secret("{spec.secretTemplates[].name}")],
    source: "https://github.com/isindir/sops-secrets-operator#usage",
  },
  {
    // The driver mirrors it while a pod mounts the class.
    from: "secrets-store.csi.x-k8s.io/SecretProviderClass",
    makes: [secret("{spec.secretObjects[].secretName}")],
    source: "https://secrets-store-csi-driver.sigs.k8s.io/topics/sync-as-kubernetes-secret",
  },
  ...["StringSecret", "BasicAuth", "SSHKeyPair"].map((kind) => ({
    from: `secretgenerator.mittwald.de/${kind}`,
    makes: [secret("{metadata.name}")],
    source: "https://github.com/mittwald/kubernetes-secret-generator#crd-based-generation",
  })),
  {
    from: "v1/Service",
    makes: [
      secret("{@service.beta.openshift.io/serving-cert-secret-name}", "tls.crt", "tls.key"),
      secret("{@service.alpha.openshift.io/serving-cert-secret-name}", "tls.crt", "tls.key"),
    ],
    source:
      "https://docs.openshift.com/container-platform/latest/security/certificates/service-serving-certificate.html",
  },
  {
    from: "*",
    makes: [
      {
        ...secret("{spec.writeConnectionSecretToRef.name}"),
        namespace: "{spec.writeConnectionSecretToRef.namespace}",
      },
    ],
    source: "https://docs.crossplane.io/latest/managed-resources/managed-resources/#writeconnectionsecrettoref",
  },
];
