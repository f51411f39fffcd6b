import type { Build } from "../../model/builds.ts";
import { builtBy } from "../../model/built-image.ts";
import type { Check, Found } from "../../model/catalog.ts";
import { type ImageUse, imagesIn } from "../../model/images.ts";
import { parseImage } from "../../model/kubernetes/image.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const pod = (image: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: ${image}
`;

const moving = /^(?:latest|main|master|dev|develop|nightly|edge|canary)$/;

const imageMutableTag: Check = {
  id: "image-mutable-tag",
  title: "Images are named by tags that stay",
  why: "Under latest or main another image lies tomorrow: what runs depends on when each node pulled it, and going back is not possible.",
  remedy: "Name a version, or pin the digest.",
  severity: "info",
  needs: templateKinds,
  examples: [
    { name: "a version", files: { "pod.yaml": pod("nginx:1.29") }, expect: [{ verdict: "pass" }] },
    {
      name: "no tag",
      files: { "pod.yaml": pod("nginx") },
      expect: [{ verdict: "fail", severity: "info", actual: "latest" }],
    },
    {
      name: "the registry of somebody's own machine",
      files: { "pod.yaml": pod("localhost:5001/api:dev") },
      expect: [],
      not: { verdict: "fail" },
    },
    {
      name: "a digest beside the tag",
      files: { "pod.yaml": pod(`nginx:latest@sha256:${"0".repeat(64)}`) },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    const built = [...graph.ofKind("build")].flatMap(({ value }) => (value as Build).images.map(({ name }) => name));
    for (const of of objectsOf(graph, templateKinds))
      for (const use of imagesIn(of)) if (!isPlace(use.image, built)) yield judged(of, use);
  },
};

/**
 * What is built here gets its tag when it is: the bare name is only a place for it. So is what a side-car injector fills,
 * and what is in the registry of somebody's own machine is what was built last.
 */
function isPlace(image: string, built: readonly string[]): boolean {
  if (isFilledInLater(image) || !parseImage(image) || /^localhost[:/]/.test(image)) return true;
  return !/[:@/]/.test(image) && (image === "auto" || built.some((name) => builtBy(image, name)));
}

function judged(of: ObjectVertex, { image, field }: ImageUse): Found {
  const { digest, tag = "" } = parseImage(image) ?? {};
  if (digest !== undefined || !moving.test(tag)) return { of, field, verdict: "pass" };
  const summary = `${image} may be another image tomorrow: ${tag} is moved with each build`;
  return { of, field, verdict: "fail", summary, actual: tag, about: `image:${image}` };
}

export default imageMutableTag;
