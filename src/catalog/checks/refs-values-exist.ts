import type { Check } from "../../model/catalog.ts";
import { checkReferences } from "../../model/reference.ts";

const release = (secret: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: { name: api, namespace: shop }
spec:
  values:
    env:
      - name: TOKEN
        valueFrom: { secretKeyRef: { name: ${secret}, key: token } }
`;
const keys = `apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: api-keys, namespace: shop }
spec: { data: [{ secretKey: token }] }
`;

const refsValuesExist: Check = {
  id: "refs-values-exist",
  title: "Names that the values of charts hand on are not mistyped",
  why: "A chart hands a reference on as it is: the pod that it makes waits for a Secret, or its route has no Gateway.",
  remedy: "Name the object that is there.",
  severity: "error",
  needs: ["helm.toolkit.fluxcd.io/HelmRelease"],
  examples: [
    {
      name: "the Secret is there",
      files: { "api.yaml": release("api-keys"), "keys.yaml": keys },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a letter is exchanged",
      files: { "api.yaml": release("api-kyes"), "keys.yaml": keys },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "api.yaml", line: 8 }],
          actual: "api-kyes",
          expected: "api-keys",
          fix: [{ set: "api-keys" }],
        },
      ],
    },
    {
      name: "what the chart may bring itself",
      files: { "api.yaml": release("generated"), "keys.yaml": keys },
      expect: [{ verdict: "unknown" }],
    },
  ],
  run: (graph) =>
    checkReferences(graph, {
      relations: ["values-ref"],
      absence: (_, { name }) => ({ unknown: `${name} is declared nowhere; the chart may make it` }),
    }),
};

export default refsValuesExist;
