import type { Check } from "../../model/catalog.ts";
import { type Container, templateKinds } from "../../model/kubernetes/pod.ts";
import { containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { objectsOf } from "../../model/objects.ts";

const pod = (resources: string): Readonly<Record<string, string>> => ({
  "pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata: { name: api, namespace: shop }\nspec:\n  containers:\n    - { name: api, image: "api:1", resources: ${resources} }\n`,
});

const policyLimits: Check = {
  id: "policy-limits",
  title: "Containers ask for memory and CPU, and are limited in memory",
  why: "What asks for nothing is placed anywhere and evicted first; what has no limit takes the memory of its neighbours.",
  remedy: "Set resources.requests.cpu, resources.requests.memory and resources.limits.memory.",
  severity: "info",
  needs: templateKinds,
  optIn: true,
  examples: [
    {
      name: "all three are set",
      files: pod("{ requests: { cpu: 10m, memory: 64Mi }, limits: { memory: 64Mi } }"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a limit alone is a request too",
      files: pod("{ requests: { cpu: 10m }, limits: { memory: 64Mi } }"),
      expect: [{ verdict: "pass" }],
    },
    {
      name: "nothing is set",
      files: pod("{}"),
      expect: [{ verdict: "fail", actual: "requests.cpu, requests.memory, limits.memory" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      const at = templateAt(of);
      const containers = at ? containersAt(at).filter(({ init }) => !init) : [];
      for (const { container, field } of containers) {
        const missing = missingIn(container);
        const actual = missing.join(", ");
        if (missing.length === 0) yield { of, field, verdict: "pass" };
        else
          yield {
            of,
            field: `${field}.resources`,
            verdict: "fail",
            summary: `The container ${container.name} has no ${actual}`,
            actual,
          };
      }
    }
  },
};

/** A limit is a request where none is written. */
function missingIn({ resources = {} }: Container): readonly string[] {
  const { requests, limits } = resources;
  return [
    ...((requests?.cpu ?? limits?.cpu) ? [] : ["requests.cpu"]),
    ...((requests?.memory ?? limits?.memory) ? [] : ["requests.memory"]),
    ...(limits?.memory ? [] : ["limits.memory"]),
  ];
}

export default policyLimits;
