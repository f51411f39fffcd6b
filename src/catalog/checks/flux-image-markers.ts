import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { textAt } from "../../model/kubernetes/fields.ts";
import { nearest } from "../../model/nearest.ts";
import { objectsOf, vertexAt } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";
import type { FluxFact, ImageMarker, RepositoryFile } from "../../model/repository.ts";

const group = "image.toolkit.fluxcd.io";
const release = (marker: string, image = "registry.example/shop/api:1.0.0"): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  template:
    spec:
      containers:
        - name: api
          image: ${image} # ${marker}
`;
const policy = `apiVersion: ${group}/v1
kind: ImagePolicy
metadata: { name: api, namespace: flux-system }
spec:
  imageRepositoryRef: { name: api }
  policy: { semver: { range: ">=1.0.0" } }
---
apiVersion: ${group}/v1
kind: ImageRepository
metadata: { name: api, namespace: flux-system }
spec: { image: registry.example/shop/api }
`;

const fluxImageMarkers: Check = {
  id: "flux-image-markers",
  title: "Comments that tell Flux which image to write name a policy for that image",
  why: "Flux passes over a comment that names no policy without a word, so that the image grows old; one for another image is overwritten.",
  remedy: 'Write {"$imagepolicy": "namespace:name"} behind the image, with :tag or :name behind a part of it.',
  severity: "warning",
  needs: [`${group}/ImagePolicy`, `${group}/ImageRepository`, `${group}/ImageUpdateAutomation`, "repository"],
  examples: [
    {
      name: "a policy for this image",
      files: { "api.yaml": release('{"$imagepolicy": "flux-system:api"}'), "policy.yaml": policy },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "no such policy",
      files: { "api.yaml": release('{"$imagepolicy": "flux-system:apis"}'), "policy.yaml": policy },
      expect: [
        {
          verdict: "fail",
          actual: "flux-system:apis",
          expected: "flux-system:api",
          places: [{ path: "api.yaml", line: 9 }],
        },
      ],
    },
    {
      name: "a comment that Flux does not see",
      files: { "api.yaml": release('{"imagepolicy": "flux-system:api"}'), "policy.yaml": policy },
      expect: [
        { verdict: "fail", summary: 'This comment has no text under "$imagepolicy", so that Flux passes over it' },
      ],
    },
    {
      name: "a policy for another image",
      files: {
        "api.yaml": release('{"$imagepolicy": "flux-system:api"}', "registry.example/shop/web:1.0.0"),
        "policy.yaml": policy,
      },
      expect: [{ verdict: "fail", actual: "registry.example/shop/web", expected: "registry.example/shop/api" }],
    },
    {
      name: "the whole image where its tag stands",
      files: { "api.yaml": release('{"$imagepolicy": "flux-system:api"}', "1.0.0"), "policy.yaml": policy },
      expect: [{ verdict: "fail", expected: "flux-system:api:tag" }],
    },
    {
      name: "a folder without such a comment",
      files: {
        "apps/api.yaml": release('{"$imagepolicy": "flux-system:api"}'),
        "clusters/a/all.yaml": `${policy}---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: apps, namespace: flux-system }
spec: { path: ./apps, sourceRef: { kind: GitRepository, name: flux-system } }
---
apiVersion: ${group}/v1
kind: ImageUpdateAutomation
metadata: { name: all, namespace: flux-system }
spec: { sourceRef: { kind: GitRepository, name: flux-system }, update: { path: ./app } }
`,
      },
      expect: [{ verdict: "pass" }, { verdict: "fail", actual: "./app" }],
    },
    {
      name: "nobody writes images of that namespace",
      files: {
        "api.yaml": release('{"$imagepolicy": "flux-system:api"}'),
        "policy.yaml": policy,
        "automation.yaml": `apiVersion: ${group}/v1
kind: ImageUpdateAutomation
metadata: { name: all, namespace: shop }
spec: { sourceRef: { kind: GitRepository, name: shop } }
`,
      },
      expect: [{ verdict: "fail", actual: "flux-system", expected: "shop" }],
    },
    {
      name: "policies of which nothing is known",
      files: { "api.yaml": release('{"$imagepolicy": "flux-system:api"}') },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const files = [...(graph.ofKind("file") as Iterable<Vertex<RepositoryFile>>)];
    const marked = files.filter(({ value }) => value.markers.length > 0);
    for (const of of marked)
      for (const marker of of.value.markers) yield { of, field: `marker:${marker.line}`, ...judged(graph, marker) };
    if (marked.length > 0)
      yield* unmarked(
        graph,
        marked.map(({ value }) => value.path),
      );
  },
};

/** Automations of this repository that look where no file has such a comment. */
function* unmarked(graph: Graph, marked: readonly string[]): Iterable<Found> {
  const sources = new Set<string | undefined>();
  for (const { value } of graph.ofKind("flux") as Iterable<Vertex<FluxFact>>) {
    const kustomization = value.source === "here" ? vertexAt(graph, value.kustomization) : undefined;
    if (kustomization) sources.add(textAt(kustomization.value, "spec.sourceRef.name"));
  }
  for (const of of objectsOf(graph, [`${group}/ImageUpdateAutomation`])) {
    const path = textAt(of.value, "spec.update.path") ?? ".";
    const folder = path.replace(/^\.?\/|\/+$/g, "");
    if (!sources.has(textAt(of.value, "spec.sourceRef.name")) || isFilledInLater(path)) continue;
    if (folder === "" || folder === "." || marked.some((file) => file.startsWith(`${folder}/`)))
      yield { of, verdict: "pass" };
    else
      yield {
        of,
        field: "spec.update.path",
        verdict: "fail",
        summary: `No file in ${path} has a comment that says which image to write`,
        actual: path,
      };
  }
}

type Judged = Omit<Found, "of" | "field">;

function judged(graph: Graph, marker: ImageMarker): Judged {
  if (!marker.policy)
    return {
      verdict: "fail",
      summary: `This comment ${marker.bad}, so that Flux passes over it`,
      actual: marker.text,
      expected: '{"$imagepolicy": "namespace:name"}',
    };
  const { namespace, name } = marker.policy;
  const actual = `${namespace}:${name}`;
  const policies = [...objectsOf(graph, [`${group}/ImagePolicy`])];
  const policy = policies.find((one) => [namespace, ""].includes(placeOf(one)) && nameOf(one) === name);
  if (policy) return withPolicy(graph, { marker, policy, namespace });
  if (policies.length === 0) return { verdict: "unknown", summary: "No ImagePolicy is declared here" };
  const expected = nearest(
    actual,
    policies.map((one) => `${placeOf(one) || namespace}:${nameOf(one)}`),
  );
  return {
    verdict: "fail",
    summary: `There is no ImagePolicy ${name} in ${namespace}${expected === undefined ? "" : `; there is ${expected}`}`,
    actual,
    ...(expected === undefined ? {} : { expected }),
  };
}

interface Policed {
  readonly marker: ImageMarker;
  readonly policy: Vertex;
  readonly namespace: string;
}

function withPolicy(graph: Graph, { marker, policy, namespace }: Policed): Judged {
  const writers = [...objectsOf(graph, [`${group}/ImageUpdateAutomation`])].map(placeOf);
  if (writers.length > 0 && !writers.some((place) => place === namespace || place === ""))
    return {
      verdict: "fail",
      summary: `An ImageUpdateAutomation reads the policies of its own namespace, and there is none in ${namespace}`,
      actual: namespace,
      expected: [...new Set(writers)].sort().join(", "),
      evidence: [policy.evidence],
    };
  return written(imageOf(graph, policy, namespace), marker) ?? { verdict: "pass" };
}

/** What Flux would write over what stands there, where that is something else than a newer version. */
function written(image: string | undefined, { policy, image: stands }: ImageMarker): Judged | undefined {
  if (/[${<]/.test(stands)) return undefined;
  const part = policy?.part;
  const isWhole = /\/.*[:@]/.test(stands);
  if (part !== undefined && isWhole)
    return {
      verdict: "fail",
      summary: `Flux writes only the ${part} here, where ${stands} stands`,
      actual: `:${part}`,
    };
  if (part !== undefined) return undefined;
  if (/^v?\d+(?:\.\d+)+[\w.-]*$/.test(stands))
    return {
      verdict: "fail",
      summary: `Flux writes the whole image here, where only ${stands} stands`,
      expected: `${policy?.namespace}:${policy?.name}:tag`,
    };
  const name = stands.replace(/@.*$/, "").replace(/:[^/]*$/, "");
  if (!isWhole || image === undefined || name === image) return undefined;
  return {
    verdict: "fail",
    summary: `Flux writes ${image} here, where ${name} stands`,
    actual: name,
    expected: image,
  };
}

/** The image whose tags a policy chooses from. */
function imageOf(graph: Graph, policy: Vertex, namespace: string): string | undefined {
  const name = textAt(policy.value, "spec.imageRepositoryRef.name");
  const place = textAt(policy.value, "spec.imageRepositoryRef.namespace") ?? namespace;
  const found = [...objectsOf(graph, [`${group}/ImageRepository`])].find(
    (one) => nameOf(one) === name && [place, ""].includes(placeOf(one)),
  );
  return found && textAt(found.value, "spec.image");
}

const placeOf = ({ subject }: Vertex): string => (subject.kind === "object" ? (subject.ref.namespace ?? "") : "");
const nameOf = ({ subject }: Vertex): string => (subject.kind === "object" ? subject.ref.name : "");

export default fluxImageMarkers;
