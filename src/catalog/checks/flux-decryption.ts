import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { vertexAt } from "../../model/objects.ts";
import type { FluxFact } from "../../model/repository.ts";

const kustomization = (more: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec:
  path: ./apps
  sourceRef: { kind: GitRepository, name: flux-system }
${more}`;
const secret = `apiVersion: v1
kind: Secret
metadata: { name: keys, namespace: shop }
stringData:
  token: ENC[AES256_GCM,data:kH8=,iv:aGVsbG8=,tag:d29ybGQ=,type:str]
sops:
  mac: ENC[AES256_GCM,data:kH8=,iv:aGVsbG8=,tag:d29ybGQ=,type:str]
  version: 3.9.0
`;

const fluxDecryption: Check = {
  id: "flux-decryption",
  title: "What SOPS encrypted is decrypted before Flux applies it",
  why: "Without decryption the cluster gets the encrypted text as if it were the password, or refuses the object.",
  remedy: "Give the Kustomization spec.decryption with provider: sops and the Secret that holds the key.",
  severity: "error",
  needs: ["flux"],
  examples: [
    {
      name: "it is decrypted",
      files: { "flux/apps.yaml": kustomization("  decryption: { provider: sops }\n"), "apps/keys.sops.yaml": secret },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nobody decrypts it",
      files: { "flux/apps.yaml": kustomization(""), "apps/keys.sops.yaml": secret },
      expect: [{ verdict: "fail", places: [{ path: "flux/apps.yaml" }, { path: "apps/keys.sops.yaml" }] }],
    },
  ],
  *run(graph) {
    for (const { value } of graph.ofKind("flux") as Iterable<Vertex<FluxFact>>) {
      if (value.encrypted.length === 0) continue;
      const of = vertexAt(graph, value.kustomization);
      if (!of) continue;
      const { decryption } = (of.value as KubeObject & { spec?: { decryption?: { provider?: unknown } } }).spec ?? {};
      if (decryption?.provider === "sops") {
        yield { of, verdict: "pass" };
        continue;
      }
      const [first] = value.encrypted;
      const more = value.encrypted.length > 1 ? ` and ${value.encrypted.length - 1} more` : "";
      yield {
        of,
        verdict: "fail",
        field: "spec.decryption",
        summary: `SOPS encrypted ${first}${more}, and nothing here decrypts it`,
        expected: "decryption: { provider: sops }",
        places: value.encrypted.map((path) => ({ path, line: 1 })),
        about: `decryption:${value.kustomization}`,
      };
    }
  },
};

export default fluxDecryption;
