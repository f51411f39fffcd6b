import type { Check } from "../../model/catalog.ts";
import { declaresAny } from "../../model/presence.ts";
import { checkReferences } from "../../model/reference.ts";

const external = (store: string): string => `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: keys, namespace: shop }
spec:
  secretStoreRef: { kind: ClusterSecretStore, name: ${store} }
  dataFrom: [{ extract: { key: shop } }]
`;
const vault = `apiVersion: external-secrets.io/v1
kind: ClusterSecretStore
metadata: { name: vault }
spec: { provider: { vault: {} } }
`;

const starts = ["ExternalSecret", "ClusterExternalSecret", "PushSecret"].map((kind) => `external-secrets.io/${kind}`);

const refsSecretStoreExist: Check = {
  id: "refs-secret-store-exist",
  title: "Stores that ExternalSecrets read from exist",
  why: "Without its store the Secret is never made, and the pods that want it do not start.",
  remedy: "Name a SecretStore of the namespace or a ClusterSecretStore that is there; the kind must be right as well.",
  severity: "error",
  needs: starts,
  examples: [
    {
      name: "it is there",
      files: { "keys.yaml": external("vault"), "vault.yaml": vault },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "its name is mistyped",
      files: { "keys.yaml": external("valut"), "vault.yaml": vault },
      expect: [
        { verdict: "fail", places: [{ path: "keys.yaml", line: 5 }], expected: "vault", fix: [{ set: "vault" }] },
      ],
    },
    {
      name: "no store is declared at all",
      files: { "keys.yaml": external("vault") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["secret-store"],
      absence: (known, { root, kind, name }) =>
        ["SecretStore", "ClusterSecretStore"].some((one) =>
          declaresAny(known, { root, kind: `external-secrets.io/${one}` }),
        )
          ? undefined
          : {
              unknown: `Stores are not declared here: whether ${kind.split("/")[1]} ${name} is there, files cannot tell`,
            },
    }),
};

export default refsSecretStoreExist;
