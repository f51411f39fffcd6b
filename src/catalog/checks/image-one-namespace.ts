import type { Check } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { parseImage } from "../../model/kubernetes/image.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { nearest } from "../../model/nearest.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const pods = (...images: string[]): string =>
  images
    .map(
      (image, index) => `apiVersion: v1
kind: Pod
metadata: { name: pod-${index} }
spec:
  containers:
    - name: main
      image: ${image}
`,
    )
    .join("---\n");

/** Registries where everybody has a namespace of their own: two of them say nothing. */
const shared = new Set(
  "docker.io ghcr.io quay.io gcr.io registry.k8s.io k8s.gcr.io public.ecr.aws mcr.microsoft.com lscr.io registry.gitlab.com".split(
    " ",
  ),
);

const imageOneNamespace: Check = {
  id: "image-one-namespace",
  title: "Images of one registry of one's own lie in one namespace",
  why: "When half of the images are pushed to one namespace and half are deployed from another, the missing half is found out at roll-out.",
  remedy: "Use the namespace that the build pushes to, everywhere.",
  severity: "warning",
  needs: templateKinds,
  examples: [
    {
      name: "one namespace",
      files: { "pods.yaml": pods("registry.example:5000/shop/api:1", "registry.example:5000/shop/web:1") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "the same image under two namespaces, one of which nearly all others have",
      files: {
        "pods.yaml": pods(
          "registry.example:5000/shop/api:1",
          "registry.example:5000/shop/web:1",
          "registry.example:5000/shop-system/store:1",
        ),
      },
      expect: [{ verdict: "fail", actual: "shop-system", expected: "shop", places: [{ path: "pods.yaml", line: 23 }] }],
    },
    {
      name: "namespaces that have nothing to do with one another",
      files: {
        "pods.yaml": pods(
          "registry.example:5000/shop/api:1",
          "registry.example:5000/shop/web:1",
          "registry.example:5000/mirror/redis:7",
        ),
      },
      expect: [],
    },
  ],
  *run(graph) {
    for (const uses of byRegistry(graph).values()) {
      const [main] = [...Map.groupBy(uses, ({ namespace }) => namespace)].toSorted(
        ([, a], [, b]) => b.length - a.length,
      );
      if (!main || main[1].length < 2) continue;
      for (const { of, field, host, namespace, name } of uses) {
        const isMeant = namespace !== main[0] && isOther(namespace, name, main[0], main[1]);
        if (!isMeant) yield { of, field, verdict: "pass" };
        else {
          const summary = `The image comes from ${host}/${namespace}, while ${main[1].length} of ${uses.length} of that registry come from ${main[0]}`;
          yield { of, field, verdict: "fail", summary, actual: namespace, expected: main[0] };
        }
      }
    }
  },
};

interface Use {
  readonly of: ObjectVertex;
  readonly field: string;
  readonly host: string;
  readonly namespace: string;
  readonly name: string;
}

/** A namespace is another spelling of the main one when its name is near, or when the same image is in both. */
function isOther(namespace: string, name: string, main: string, uses: readonly Use[]): boolean {
  return nearest(namespace, [main]) !== undefined || uses.some((use) => use.name === name);
}

/** The uses of images in registries of one's own, by root and registry. */
function byRegistry(graph: Graph): ReadonlyMap<string, readonly Use[]> {
  const uses: Use[] = [];
  for (const of of objectsOf(graph, templateKinds)) {
    const at = templateAt(of);
    for (const { container, field } of at ? containersAt(at) : []) {
      const { host, repository } = parseImage(container.image ?? "") ?? { host: "docker.io", repository: "" };
      const slash = repository.lastIndexOf("/");
      if (shared.has(host) || slash < 0) continue;
      const [namespace, name] = [repository.slice(0, slash), repository.slice(slash + 1)];
      uses.push({ of, field: `${field}.image`, host, namespace, name });
    }
  }
  return Map.groupBy(uses, ({ of, host }) => `${of.subject.ref.in}\n${host}`);
}

export default imageOneNamespace;
