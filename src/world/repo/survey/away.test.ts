import { expect, test } from "vitest";
import { createMasker } from "../../mask/create-masker.ts";
import { survey } from "../survey.ts";
import { memoryTree } from "../tree.ts";

const clock = { now: () => "2026-01-01T00:00:00.000Z", sleep: async () => {} };
const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: all, namespace: argocd }
spec:
  source: { repoURL: "https://example.org/shop.git", path: . }
  destination: { server: "https://a.example", namespace: argocd }
`;

test("an Application that applies itself in another cluster is followed once", async () => {
  const roots: string[] = [];
  const masker = createMasker(Buffer.alloc(32, 1));
  for await (const fact of survey({ tree: memoryTree({ "all.yaml": application }), masker, clock, tool: undefined }))
    if ("vertex" in fact && fact.vertex?.id.startsWith("root:")) roots.push(fact.vertex.id);
  expect(roots).toEqual(["root:.", "root:.@a.example"]);
});
