import type { Relation } from "../../model/catalog.ts";
import { textsAt } from "../../model/kubernetes/fields.ts";
import { edgeTo, kindOf, namespaceBeside, referencesAt } from "../../model/kubernetes/naming.ts";

const ingress = (spec: object): object => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "Ingress",
  metadata: { name: "web", namespace: "shop" },
  spec,
});

/** The fields in which kinds name the Secret of a certificate: by a bare name, in their own namespace. */
const plain: Readonly<Record<string, readonly string[]>> = {
  "networking.k8s.io/Ingress": ["spec.tls[].secretName"],
  "cert-manager.io/Issuer": ["spec.ca.secretName"],
  "cert-manager.io/ClusterIssuer": ["spec.ca.secretName"],
  "traefik.io/IngressRoute": ["spec.tls.secretName"],
  "traefik.io/IngressRouteTCP": ["spec.tls.secretName"],
  "traefik.io/TLSStore": ["spec.defaultCertificate.secretName"],
  "traefik.io/ServersTransport": ["spec.rootCAsSecrets[]"],
};
/** … and in which by a reference, perhaps to another namespace. */
const referred: Readonly<Record<string, readonly string[]>> = {
  "gateway.networking.k8s.io/Gateway": ["spec.listeners[].tls.certificateRefs[]"],
};

const tlsSecret: Relation = {
  id: "tls-secret",
  title: "An entrance or issuer has its certificate from a Secret",
  why: "Without it visitors get the controller's own certificate, which no browser trusts, or none.",
  needs: [],
  starts: [...Object.keys(plain), ...Object.keys(referred)],
  local: false,
  binds: false,
  examples: [
    {
      name: "the certificate of an Ingress",
      objects: [ingress({ tls: [{ hosts: ["shop.example"], secretName: "shop-tls" }] })],
      expect: [{ to: "cluster:v1/Secret/shop/shop-tls", field: "spec.tls[0].secretName" }],
    },
    {
      name: "the certificate of a Gateway, in another namespace",
      objects: [
        {
          apiVersion: "gateway.networking.k8s.io/v1",
          kind: "Gateway",
          metadata: { name: "outside", namespace: "network" },
          spec: { listeners: [{ tls: { certificateRefs: [{ name: "star", namespace: "certs" }] } }] },
        },
      ],
      expect: [{ to: "cluster:v1/Secret/certs/star", field: "spec.listeners[0].tls.certificateRefs[0].name" }],
    },
    { name: "no certificate", objects: [ingress({})], expect: [] },
  ],
  *edges(vertex) {
    const here = namespaceBeside(vertex);
    const kind = "v1/Secret";
    const texts = (plain[kindOf(vertex)] ?? []).flatMap((path) => textsAt(vertex.value, path));
    for (const { text, field } of texts)
      yield edgeTo(vertex, "tls-secret", { kind, name: text, namespace: here, field });
    for (const one of (referred[kindOf(vertex)] ?? []).flatMap((path) => referencesAt(vertex.value, path))) {
      if (one.kind !== undefined && one.kind !== "Secret") continue;
      const { name, namespace = here, field } = one;
      yield edgeTo(vertex, "tls-secret", { kind, name, namespace, field: `${field}.name` });
    }
  },
};

export default tlsSecret;
