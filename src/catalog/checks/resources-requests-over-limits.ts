import type { Check, Found } from "../../model/catalog.ts";
import { isMapping, joined } from "../../model/kubernetes/fields.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../model/kubernetes/quantity.ts";
import { type ContainerAt, containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const pod = (request: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      resources:
        requests: { memory: ${request} }
        limits: { memory: 256Mi }
`;

const resourcesRequestsOverLimits: Check = {
  id: "resources-requests-over-limits",
  title: "Containers ask for no more than they may have",
  why: "The API server refuses a pod that requests more than its limit: its workload makes no pods.",
  remedy: "Raise the limit or lower the request.",
  severity: "error",
  needs: templateKinds,
  examples: [
    { name: "less than the limit", files: { "pod.yaml": pod("128Mi") }, expect: [{ verdict: "pass" }] },
    {
      name: "more than the limit",
      files: { "pod.yaml": pod("1Gi") },
      expect: [
        {
          verdict: "fail",
          places: [
            { path: "pod.yaml", line: 9 },
            { path: "pod.yaml", line: 10 },
          ],
          actual: "1Gi",
          expected: "at most 256Mi",
        },
      ],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      const at = templateAt(of);
      const limited = (at ? containersAt(at) : []).filter(({ container }) => isMapping(container.resources?.limits));
      const found = limited.flatMap((container) => overIn(of, container));
      if (found.length > 0) yield* found;
      else if (limited.length > 0) yield { of, verdict: "pass" };
    }
  },
};

function overIn(of: ObjectVertex, { container, field }: ContainerAt): Found[] {
  const { requests, limits } = container.resources ?? {};
  return Object.entries(isMapping(requests) ? requests : {}).flatMap(([name, wanted]) => {
    const limit = limits?.[name];
    const [asked, allowed] = [parseQuantity(wanted as string), parseQuantity(limit)];
    if (asked === undefined || allowed === undefined || asked <= allowed) return [];
    const place = of.origin?.(joined(`${field}.resources.limits`, name));
    return {
      of,
      field: joined(`${field}.resources.requests`, name),
      verdict: "fail",
      summary: `The container ${container.name} requests ${wanted} of ${name}, and its limit is ${limit}`,
      actual: String(wanted),
      expected: `at most ${limit}`,
      ...(place ? { places: [place] } : {}),
    } as const;
  });
}

export default resourcesRequestsOverLimits;
