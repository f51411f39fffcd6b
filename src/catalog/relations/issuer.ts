import type { Relation } from "../../model/catalog.ts";
import type { Edge, Vertex } from "../../model/graph.ts";
import { edgeTo, kindOf, namespaceOf, referencesAt } from "../../model/kubernetes/naming.ts";
import { objectOf } from "../../model/kubernetes/template.ts";

const certificate = (issuerRef: object): object => ({
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "web", namespace: "shop" },
  spec: { secretName: "web-tls", issuerRef },
});

/** The group of cert-manager, and the one that it had before its version 0.11. */
const groups = ["cert-manager.io", "certmanager.k8s.io"];
const starts = [
  ...groups.flatMap((group) => [`${group}/Certificate`, `${group}/CertificateRequest`]),
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
    const own = groups.find((group) => kindOf(vertex).startsWith(`${group}/`));
    if (own !== undefined) yield* fromCertificate(vertex, own);
    else yield* fromAnnotations(vertex);
  },
};

function edge(vertex: Vertex, { group, kind, name, field }: Record<"group" | "kind" | "name" | "field", string>): Edge {
  const namespace = kind === "ClusterIssuer" ? "" : namespaceOf(vertex);
  return edgeTo(vertex, "issuer", { kind: `${group}/${kind}`, name, namespace, field });
}

function* fromCertificate(vertex: Vertex, own: string): Iterable<Edge> {
  for (const { name, kind = "Issuer", group = own, field } of referencesAt(vertex.value, "spec.issuerRef"))
    if (group === own) yield edge(vertex, { group, kind, name, field: `${field}.name` });
}

function* fromAnnotations(vertex: Vertex): Iterable<Edge> {
  const asked = objectOf(vertex)?.metadata.annotations ?? {};
  if (asked["cert-manager.io/issuer-group"]) return;
  for (const [annotation, kind] of Object.entries(annotations)) {
    const name = asked[annotation];
    const field = `metadata.annotations[${JSON.stringify(annotation)}]`;
    if (name) yield edge(vertex, { group: "cert-manager.io", kind, name, field });
  }
}

export default issuer;
