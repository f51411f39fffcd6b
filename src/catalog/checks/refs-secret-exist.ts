import type { Check } from "../../model/catalog.ts";
import { keysOf } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";
import { secretAbsence } from "../../model/secret-absence.ts";

const ingress = (secret: string): string => `apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: { name: web, namespace: shop }
spec:
  tls:
    - hosts: [shop.example]
      secretName: ${secret}
`;
const certificate = `apiVersion: cert-manager.io/v1
kind: Certificate
metadata: { name: web, namespace: shop }
spec: { secretName: shop-tls, issuerRef: { name: own } }
`;

const push = (secret: string, key: string): string => `apiVersion: external-secrets.io/v1alpha1
kind: PushSecret
metadata: { name: web, namespace: shop }
spec:
  data: [{ match: { secretKey: ${key}, remoteRef: { remoteKey: web } } }]
  selector: { secret: { name: ${secret} } }
`;

const relations = ["tls-secret", "secret-ref", "image-pull-secret"];

const refsSecretExist: Check = {
  id: "refs-secret-exist",
  title: "Secrets that entrances, operators and image pulls use exist",
  why: "Visitors get a certificate that no browser trusts, an operator waits, or a registry refuses the image; the object itself is accepted.",
  remedy: "Create it, or name the one that is there.",
  severity: "error",
  needs: ["*"],
  examples: [
    {
      name: "cert-manager makes it",
      files: { "ingress.yaml": ingress("shop-tls"), "certificate.yaml": certificate },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nothing makes one of that name",
      files: { "ingress.yaml": ingress("shop-tsl"), "certificate.yaml": certificate },
      expect: [{ verdict: "fail", places: [{ path: "ingress.yaml", line: 7 }], expected: "shop-tls" }],
    },
    {
      name: "what is pushed into a store is not there, said where it is named and not at each key",
      files: { "certificate.yaml": certificate, "push.yaml": push("shop-tsl", "tls.key") },
      expect: [{ verdict: "fail", places: [{ path: "push.yaml", line: 6 }], expected: "shop-tls" }],
    },
    {
      name: "a key that is pushed and that nothing makes",
      files: { "certificate.yaml": certificate, "push.yaml": push("shop-tls", "tls.keys") },
      expect: [{ verdict: "fail", places: [{ path: "push.yaml", line: 5 }], actual: "tls.keys", expected: "tls.key" }],
    },
    {
      name: "Secrets are made by hand here",
      files: { "ingress.yaml": ingress("shop-tls") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations,
      part: { noun: "key", of: keysOf },
      absence: secretAbsence,
    }),
};

export default refsSecretExist;
