import type { Check } from "../../model/catalog.ts";
import { declaresAny } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";

const certificate = (issuer: string): string => `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: shop }
spec:
  secretName: web-tls
  issuerRef: { kind: ClusterIssuer, name: ${issuer} }
`;
const issuer = `apiVersion: cert-manager.io/v1
kind: ClusterIssuer
metadata: { name: letsencrypt }
spec: { selfSigned: {} }
`;

const starts = [
  "cert-manager.io/Certificate",
  "cert-manager.io/CertificateRequest",
  "networking.k8s.io/Ingress",
  "gateway.networking.k8s.io/Gateway",
];

const refsIssuerExist: Check = {
  id: "refs-issuer-exist",
  title: "Issuers that certificates name exist",
  why: "cert-manager waits for an issuer that is not there: the certificate is never made, and neither is its Secret.",
  remedy: "Name an Issuer of the namespace or a ClusterIssuer that is there; the kind must be right as well.",
  severity: "error",
  needs: starts,
  examples: [
    {
      name: "it is there",
      files: { "certificate.yaml": certificate("letsencrypt"), "issuer.yaml": issuer },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "one that nobody declares",
      files: { "certificate.yaml": certificate("internal-ca"), "issuer.yaml": issuer },
      expect: [{ verdict: "fail", places: [{ path: "certificate.yaml", line: 6 }], actual: "internal-ca" }],
    },
    {
      name: "the kind of issuer that has a namespace",
      files: {
        "certificate.yaml": certificate("letsencrypt").replace("ClusterIssuer", "Issuer"),
        "issuer.yaml": issuer,
      },
      expect: [{ verdict: "fail", expected: "the kind ClusterIssuer" }],
    },
    {
      name: "no issuer is declared at all",
      files: { "certificate.yaml": certificate("letsencrypt") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["issuer"],
      absence: (known, { root, kind, name }) =>
        ["Issuer", "ClusterIssuer"].some((one) => declaresAny(known, { root, kind: kind.replace(/[^/]*$/, one) }))
          ? undefined
          : {
              unknown: `Issuers are not declared here: whether ${kind.split("/")[1]} ${name} is there, files cannot tell`,
            },
    }),
};

export default refsIssuerExist;
