import { type BuiltContainer, builtContainers } from "../../model/built-containers.ts";
import type { Check, Found } from "../../model/catalog.ts";
import { fieldsAt, textAt, textsAt } from "../../model/kubernetes/fields.ts";
import type { PodSpec } from "../../model/kubernetes/pod.ts";

const files = (arch: string, flag: string): Readonly<Record<string, string>> => ({
  "api/Dockerfile": "FROM scratch\n",
  "build.sh": `set -e\ndocker buildx build${flag} -t registry.example.org/shop/api:1 --push api\n`,
  "api.yaml": `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  nodeSelector: { kubernetes.io/arch: ${arch} }
  containers: [{ name: api, image: "registry.example.org/shop/api:1" }]
`,
});

const pod = (name: string, terms: string): string => `apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: shop }
spec:
  affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: ${terms} } } }
  containers: [{ name: api, image: "registry.example.org/shop/api:1" }]
`;

const imageArch: Check = {
  id: "image-arch",
  title: "Images are built for the machines that they are to run on",
  why: "The program does not start there: exec format error, or the node finds no image for its platform.",
  remedy:
    "Build for the architecture too (--platform linux/amd64,linux/arm64), or choose nodes that have the other one.",
  severity: "error",
  needs: ["build"],
  examples: [
    {
      name: "the same architecture",
      files: files("arm64", " --platform linux/amd64,linux/arm64"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "another one",
      files: files("arm64", " --platform linux/amd64"),
      expect: [
        {
          verdict: "fail",
          actual: "linux/amd64",
          expected: "linux/arm64",
          places: [
            { path: "api.yaml", line: 5 },
            { path: "build.sh", line: 2 },
          ],
        },
      ],
    },
    {
      name: "by affinity: one of two, and any",
      files: {
        ...files("arm64", " --platform linux/amd64"),
        "api.yaml": `${pod("one", "[{ matchExpressions: [{ key: kubernetes.io/arch, operator: In, values: [arm64, amd64] }] }]")}---
${pod("any", "[{ matchExpressions: [{ key: kubernetes.io/arch, operator: In, values: [arm64] }] }, { matchExpressions: [] }]")}`,
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    { name: "it is built for the machine that builds it", files: files("arm64", ""), expect: [{ verdict: "unknown" }] },
  ],
  *run(graph) {
    for (const one of builtContainers(graph)) {
      const found = judged(one);
      if (found) yield found;
    }
  },
};

const label = "kubernetes.io/arch";

function judged({ of, at, container, build }: BuiltContainer): Found | undefined {
  const wanted = wantedBy(at.template.spec);
  if (wanted.length === 0) return undefined;
  const field = `${at.spec}.nodeSelector`;
  const { platforms } = build.value;
  if (!platforms) {
    const summary = `${container.container.image} is built for the machine that builds it, and runs on ${wanted.join(" or ")}`;
    return { of, field, verdict: "unknown", summary };
  }
  const built = platforms.names.map((name) => name.split("/")[1] ?? "");
  if (wanted.some((arch) => built.includes(arch))) return { of, verdict: "pass" };
  const place = build.origin?.(platforms.field);
  return {
    of,
    field,
    verdict: "fail",
    summary: `It runs on ${wanted.join(" or ")}, and ${container.container.image} is built for ${built.join(" and ")}`,
    actual: platforms.names.join(", "),
    expected: wanted.map((arch) => `linux/${arch}`).join(", "),
    ...(place ? { places: [place] } : {}),
    about: `arch:${of.id} ${build.id}`,
  };
}

/** The architectures of the nodes that a pod may come to; empty where it says nothing of them. */
function wantedBy(spec: PodSpec): readonly string[] {
  const selected = spec.nodeSelector?.[label] ?? spec.nodeSelector?.[`beta.${label}`];
  if (selected !== undefined) return [selected];
  const required = "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[]";
  const terms = fieldsAt(spec, required).map(({ value }) => archesIn(value));
  // A node need meet one of the terms only.
  return terms.some((arches) => arches.length === 0) ? [] : terms.flat();
}

function archesIn(term: unknown): readonly string[] {
  return fieldsAt(term, "matchExpressions[]").flatMap(({ value }) =>
    textAt(value, "key") === label && textAt(value, "operator") === "In"
      ? textsAt(value, "values[]").map(({ text }) => text)
      : [],
  );
}

export default imageArch;
