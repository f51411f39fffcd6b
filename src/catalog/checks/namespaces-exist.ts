import type { Check, Found } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { kindOf } from "../../model/kubernetes/naming.ts";
import { templateKinds } from "../../model/kubernetes/pod.ts";
import { mendOf } from "../../model/mend.ts";
import { isSlip } from "../../model/nearest.ts";
import { everyObject, type ObjectVertex } from "../../model/objects.ts";
import { declaresAny, nearName, partsOf, presenceOf } from "../../model/presence.ts";

const settings = (namespace: string): string => `apiVersion: v1
kind: ConfigMap
metadata: { name: settings, namespace: ${namespace} }
data: { url: x }
`;
const pod = `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: tools }
spec: { containers: [{ name: api, image: "api:1" }] }
`;
const shop = `apiVersion: v1
kind: Namespace
metadata: { name: shop }
`;

const namespacesExist: Check = {
  id: "namespaces-exist",
  title: "Namespaces that objects stand in are created",
  why: "The API server refuses an object whose namespace is not there, and a GitOps controller stops at it.",
  remedy: "Declare the Namespace, or correct its name.",
  severity: "warning",
  needs: ["v1/Namespace"],
  examples: [
    {
      name: "it is declared",
      files: { "settings.yaml": settings("shop"), "ns.yaml": shop },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a letter too many",
      files: { "settings.yaml": settings("shopps"), "ns.yaml": shop.replace("shop", "shops") },
      expect: [{ verdict: "fail", severity: "error", actual: "shopps", expected: "shops", fix: [{ set: "shops" }] }],
    },
    {
      name: "others are declared, that of a pod is not",
      files: { "pod.yaml": pod, "ns.yaml": shop },
      expect: [{ verdict: "fail", severity: "warning", actual: "tools" }],
    },
    {
      name: "a setting alone may stand beside what somebody else installs",
      files: { "settings.yaml": settings("tools"), "ns.yaml": shop },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "namespaces are not declared here",
      files: { "settings.yaml": settings("tools") },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "an Application creates it in another cluster",
      files: {
        "argo.yaml": `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: kube-system }
spec:
  source: { path: apps }
  destination: { namespace: shop, server: "https://prod.example" }
  syncPolicy: { syncOptions: [CreateNamespace=true] }
`,
        "apps/settings.yaml": settings("shop"),
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
      not: { verdict: "unknown" },
    },
    {
      name: "every cluster has it",
      files: { "settings.yaml": settings("kube-system"), "ns.yaml": shop },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const [id, objects] of byNamespace(graph)) yield judged(graph, id, objects);
  },
};

type Some = readonly [ObjectVertex, ...ObjectVertex[]];

/** Objects by the id of the namespace in which they stand. */
function byNamespace(graph: Graph): ReadonlyMap<string, Some> {
  const found = new Map<string, [ObjectVertex, ...ObjectVertex[]]>();
  for (const one of everyObject(graph)) {
    const { namespace, in: root = "cluster" } = one.subject.ref;
    if (!namespace) continue;
    const id = `${root}:v1/Namespace//${namespace}`;
    const known = found.get(id);
    if (known) known.push(one);
    else found.set(id, [one]);
  }
  return found;
}

function judged(graph: Graph, id: string, objects: Some): Found {
  const presence = presenceOf(graph, id);
  const [of] = objects;
  if (presence.is !== "absent" && presence.is !== "unknown") return { of, verdict: "pass" };
  const wanted = partsOf(id);
  const { name } = wanted;
  const field = "metadata.namespace";
  const near = nearName(graph, wanted);
  const slip = near !== undefined && isSlip(name, near);
  const common = { of, field, about: `missing:${id}`, evidence: [presence.evidence] };
  if (presence.is === "unknown" && !slip) return { ...common, verdict: "unknown", summary: presence.why };
  if (!declaresAny(graph, wanted))
    return { ...common, verdict: "unknown", summary: `Namespaces are not declared here: ${name} may be there` };
  // A monitor or a role alone is put beside what somebody else has installed.
  if (near === undefined && !objects.some((one) => templateKinds.includes(kindOf(one))))
    return { ...common, verdict: "unknown", summary: `No pods are declared in ${name}: something else may create it` };
  const fix = slip ? objects.flatMap((one) => mendOf(one, field, { from: name, to: near })) : [];
  return {
    ...common,
    verdict: "fail",
    severity: near === undefined ? "warning" : "error",
    summary: `No Namespace ${name} is declared${near === undefined ? "" : `; ${near} is`}`,
    actual: name,
    places: objects.flatMap((one) => one.origin?.(field) ?? []).slice(0, 5),
    ...(near === undefined ? {} : { expected: near, explains: causedBy(graph, objects, near) }),
    ...(fix.length > 0 ? { fix } : {}),
  };
}

/** What dangles because objects stand in a namespace whose name is mistyped: what they name, and who names them. */
function causedBy(graph: Graph, objects: Some, near: string): readonly string[] {
  return objects.flatMap(({ id }) => {
    const { root, kind, name } = partsOf(id);
    const named = [...graph.out(id)].map(({ to }) => `missing:${to}`);
    return [...named, `missing:${root}:${kind}/${near}/${name}`, `namespace:${id}`, `selects:${id}#spec.selector`];
  });
}

export default namespacesExist;
