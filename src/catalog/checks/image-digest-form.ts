import type { Check } from "../../model/catalog.ts";
import { imagesIn } from "../../model/images.ts";
import { digestMistake } from "../../model/kubernetes/image-mistake.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const pod = (digest: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: registry.example/api@${digest}
`;
const digits = "0123456789abcdef".repeat(4);

const imageDigestForm: Check = {
  id: "image-digest-form",
  title: "Digests of images are whole",
  why: "No registry has an image under a digest of another length or kind: the pull fails, whatever was pushed.",
  remedy: "Copy the digest again, all of it: sha256: and 64 digits.",
  severity: "error",
  needs: templateKinds,
  examples: [
    { name: "sha256 and 64 digits", files: { "pod.yaml": pod(`sha256:${digits}`) }, expect: [{ verdict: "pass" }] },
    {
      name: "one digit is missing",
      files: { "pod.yaml": pod(`sha256:${digits.slice(1)}`) },
      expect: [{ verdict: "fail", places: [{ path: "pod.yaml", line: 7 }], actual: `sha256:${digits.slice(1)}` }],
    },
    { name: "no digest", files: { "pod.yaml": pod("x").replace("@x", ":1") }, expect: [] },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      for (const { image, field } of imagesIn(of)) {
        if (!image.includes("@") || isFilledInLater(image)) continue;
        const wrong = digestMistake(image);
        const actual = image.slice(image.indexOf("@") + 1);
        if (wrong === undefined) yield { of, field, verdict: "pass" };
        else
          yield {
            of,
            field,
            verdict: "fail",
            summary: `The digest of ${image.replace(/@.*/, "")} is not whole: ${wrong}`,
            actual,
          };
      }
    }
  },
};

export default imageDigestForm;
