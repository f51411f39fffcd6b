import type { Check } from "../../model/catalog.ts";
import { imagesIn } from "../../model/images.ts";
import { imageMistake } from "../../model/kubernetes/image-mistake.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: ${image}
`;

const imageReference: Check = {
  id: "image-reference",
  title: "Image references are well formed",
  why: "The kubelet cannot even ask for an image whose reference it cannot read: the pod waits in InvalidImageName.",
  remedy: "Write it as registry/repository:tag, the repository in small letters.",
  severity: "error",
  needs: templateKinds,
  examples: [
    {
      name: "a registry, a repository, a tag",
      files: { "pod.yaml": pod("registry.example:5000/shop/api:1.2") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "capitals",
      files: { "pod.yaml": pod("registry.example/Shop/api:1.2") },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "pod.yaml", line: 7 }],
          summary: "registry.example/Shop/api:1.2 has capitals in its repository",
        },
      ],
    },
    {
      name: "no tag after the colon",
      files: { "pod.yaml": pod('"api:"') },
      expect: [{ verdict: "fail", actual: "api:" }],
    },
    {
      name: "a tag that is filled in later",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
      files: { "pod.yaml": pod("api:${TAG}") },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "ko puts in what it builds of a Go package",
      files: { "pod.yaml": pod("ko://example.org/shop/cmd/api") },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a script replaces the whole",
      files: { "pod.yaml": pod('"{IMAGE}"') },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      for (const { image, field } of imagesIn(of)) {
        const open = isOpen(image);
        const wrong = open ? undefined : imageMistake(image);
        if (open) yield { of, field, verdict: "unknown", summary: `The image ${image} is filled in later` };
        else if (wrong === undefined) yield { of, field, verdict: "pass" };
        else yield { of, field, verdict: "fail", summary: `${image} ${wrong}`, actual: image, about: `image:${image}` };
      }
    }
  },
};

/** Whether a person or a tool is to put something in: `${TAG}`, `gcr.io/PROJECT_ID/api`, `ko://example.org/cmd/api`. */
function isOpen(image: string): boolean {
  return (
    isFilledInLater(image) ||
    image.startsWith("ko://") ||
    /(?:^|[/:])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?:[/:@]|$)/.test(image)
  );
}

export default imageReference;
