import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { type ImageUse, imagesIn } from "../../model/images.ts";
import { parseImage } from "../../model/kubernetes/image.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { podLabelsOf } from "../../model/kubernetes/pods-of.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const pod = (name: string, ...images: readonly string[]): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop, labels: { app: shop } }
spec:
  containers:
${images.map((image, index) => `    - { name: c${index}, image: "${image}" }\n`).join("")}`;

const imagesContradict: Check = {
  id: "images-contradict",
  title: "One image has one version within a workload, and one digest for each tag",
  why: "A migration that runs an older image than the program it migrates for, or a tag whose digest is another one's, is a roll-out that was only half edited.",
  remedy: "Set the same version in all places; a digest wins over the tag beside it.",
  severity: "warning",
  needs: templateKinds,
  examples: [
    {
      name: "the same version everywhere",
      files: {
        "pods.yaml": `${pod("a", "registry.example/shop/api:1.2")}---\n${pod("b", "registry.example/shop/api:1.2")}`,
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "two versions in one pod",
      files: { "pod.yaml": pod("a", "registry.example/shop/api:1.2", "registry.example/shop/api:1.3") },
      expect: [
        {
          verdict: "fail",
          places: [
            { path: "pod.yaml", line: 7 },
            { path: "pod.yaml", line: 6 },
          ],
          actual: "1.3",
          expected: "1.2",
        },
      ],
    },
    {
      name: "one tag with two digests",
      files: {
        "pods.yaml": `${pod("a", `registry.example/shop/api:1.2@${digest("0")}`)}---\n${pod("b", `registry.example/shop/api:1.2@${digest("1")}`)}`,
      },
      expect: [{ verdict: "fail", actual: digest("1"), expected: digest("0") }],
    },
  ],
  *run(graph) {
    const uses = usesIn(graph);
    const found = [...pairs(uses, sameFamily).flatMap(versions), ...pairs(uses, sameTag).flatMap(digests)];
    const wrong = new Set(found.map(({ of }) => of.id));
    yield* found;
    for (const of of new Set(uses.map((use) => use.of))) if (!wrong.has(of.id)) yield { of, verdict: "pass" };
  },
};

interface Use extends ImageUse {
  readonly of: ObjectVertex;
  readonly name: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

function usesIn(graph: Graph): readonly Use[] {
  return [...objectsOf(graph, templateKinds)].flatMap((of) =>
    imagesIn(of).flatMap((use) => {
      const parsed = isFilledInLater(use.image) ? undefined : parseImage(use.image);
      if (!parsed) return [];
      return { ...use, of, name: `${parsed.host}/${parsed.repository}`, tag: parsed.tag, digest: parsed.digest };
    }),
  );
}

const rootOf = ({ of }: Use): string => `${of.subject.ref.in}`;

/** Containers of one workload that run the same image. */
const sameFamily = (use: Use): string => `${use.of.id} ${use.name} ${podLabelsOf(use.of).version ?? ""}`;

const sameTag = (use: Use): string | undefined =>
  use.tag === undefined || use.digest === undefined ? undefined : `${rootOf(use)} ${use.name}:${use.tag}`;

/** Each use with the first one of its group. */
function pairs(uses: readonly Use[], group: (use: Use) => string | undefined): readonly (readonly [Use, Use])[] {
  const first = new Map<string, Use>();
  return uses.flatMap((use): readonly (readonly [Use, Use])[] => {
    const key = group(use);
    if (key === undefined) return [];
    const before = first.get(key);
    if (!before) first.set(key, use);
    return before ? [[before, use]] : [];
  });
}

function versions([before, use]: readonly [Use, Use]): Found[] {
  if (before.tag === use.tag || before.tag === undefined || use.tag === undefined) return [];
  const summary = `The container ${use.container} runs ${use.name}:${use.tag}, and ${before.container} of the same pod :${before.tag}`;
  return [differing(before, use, { summary, actual: use.tag, expected: before.tag })];
}

function digests([before, use]: readonly [Use, Use]): Found[] {
  if (before.digest === use.digest || use.digest === undefined || before.digest === undefined) return [];
  const summary = `${use.name}:${use.tag} has another digest here than in ${before.of.subject.ref.kind} ${before.of.subject.ref.name}`;
  return [differing(before, use, { summary, actual: use.digest, expected: before.digest })];
}

function differing(
  before: Use,
  { of, field }: Use,
  said: { readonly summary: string; readonly actual: string; readonly expected: string },
): Found {
  const place = before.of.origin?.(before.field);
  return { of, field, verdict: "fail", ...said, ...(place ? { places: [place] } : {}) };
}

export default imagesContradict;
