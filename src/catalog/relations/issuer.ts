import type { Relation } from "../../model/catalog.ts";
import type { Edge } from "../../model/graph.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";
import { objectOf } from "../../model/kubernetes/template.ts";

const certificate = (issuerRef: object): object => ({
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "web", namespace: "shop" },
  spec: { secretName: "web-tls", issuerRef },
});

const starts = [
  "cert-manager.io/Certificate",
  "cert-manager.io/CertificateRequest",
  "networking.k8s.io/Ingress",
  "gateway.networking.k8s.io/Gateway",
];
const annotations = { "cert-manager.io/issuer": "Issuer", "cert-manager.io/cluster-issuer": "ClusterIssuer" } as const;

const issuer: Relation = {
  id: "issuer",
  title: "A certificate is signed by an Issuer",
  why: "cert-manager waits for an issuer that is not there, and the certificate is never made.",
  needs: [],
  starts,
  local: true,
  binds: false,
  examples: [
    {
      name: "an issuer of the cluster",
      objects: [certificate({ kind: "ClusterIssuer", name: "public" })],
      expect: [{ to: "cluster:cert-manager.io/ClusterIssuer//public", field: "spec.issuerRef.name" }],
    },
    {
      name: "an Ingress that asks for a certificate",
      objects: [
        {
          apiVersion: "networking.k8s.io/v1",
          kind: "Ingress",
          metadata: { name: "web", namespace: "shop", annotations: { "cert-manager.io/issuer": "own" } },
          spec: {},
        },
      ],
      expect: [
        { to: "cluster:cert-manager.io/Issuer/shop/own", field: 'metadata.annotations["cert-manager.io/issuer"]' },
      ],
    },
    {
      name: "an issuer of somebody else's kind",
      objects: [certificate({ group: "awspca.cert-manager.io", kind: "AWSPCAClusterIssuer", name: "aws" })],
      expect: [],
    },
  ],
  *edges(vertex) {
    const to = (kind: string, name: string, field: string): Edge =>
      edgeTo(vertex, "issuer", {
        kind: `cert-manager.io/${kind}`,
        name,
        namespace: kind === "ClusterIssuer" ? "" : namespaceOf(vertex),
        field,
      });
    if (kindOf(vertex).startsWith("cert-manager.io/")) {
      for (const { name, kind = "Issuer", group = "cert-manager.io", field } of referencesAt(
        vertex.value,
        "spec.issuerRef",
      ))
        if (group === "cert-manager.io") yield to(kind, name, `${field}.name`);
      return;
    }
    const asked = objectOf(vertex)?.metadata.annotations ?? {};
    if (asked["cert-manager.io/issuer-group"]) return;
    for (const [annotation, kind] of Object.entries(annotations)) {
      const name = asked[annotation];
      if (name) yield to(kind, name, `metadata.annotations[${JSON.stringify(annotation)}]`);
    }
  },
};

export default issuer;
