import type { Check, Found } from "../../model/catalog.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { type ContainerAt, containersAt, templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const pod = (second: string): string => `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: api:1
      env:
        - { name: PORT, value: "8080" }
        - { name: ${second}, value: "9090" }
`;

const envDuplicate: Check = {
  id: "env-duplicate",
  title: "Each variable of a container is set once",
  why: "Of two variables with one name the last wins, and server-side apply refuses the object.",
  remedy: "Remove one of them.",
  severity: "warning",
  needs: templateKinds,
  examples: [
    { name: "two names", files: { "pod.yaml": pod("GRPC_PORT") }, expect: [{ verdict: "pass" }] },
    {
      name: "one name twice",
      files: { "pod.yaml": pod("PORT") },
      expect: [
        {
          verdict: "fail",
          places: [
            { path: "pod.yaml", line: 10 },
            { path: "pod.yaml", line: 9 },
          ],
          actual: "PORT",
        },
      ],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, templateKinds)) {
      const at = templateAt(of);
      const containers = at ? containersAt(at) : [];
      const found = containers.flatMap((container) => twiceIn(of, container));
      if (found.length > 0) yield* found;
      else if (containers.some(({ container }) => container.env)) yield { of, verdict: "pass" };
    }
  },
};

function twiceIn(of: ObjectVertex, { container, field }: ContainerAt): Found[] {
  const first = new Map<string, number>();
  const found: Found[] = [];
  for (const [index, variable] of (Array.isArray(container.env) ? container.env : []).entries()) {
    const { name, value } = variable ?? {};
    const before = first.get(name);
    first.set(name, first.get(name) ?? index);
    if (before === undefined || name === undefined) continue;
    const other = container.env?.[before];
    const same = value !== undefined && other?.value === value;
    found.push({
      of,
      field: `${field}.env[${index}].name`,
      verdict: "fail",
      severity: same ? "info" : "warning",
      summary: `The container ${container.name} sets ${name} twice${same ? ", to the same value" : ": the last one wins"}`,
      actual: name,
      places: [of.origin?.(`${field}.env[${before}].name`) ?? []].flat(),
    });
  }
  return found;
}

export default envDuplicate;
