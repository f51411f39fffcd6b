import { kindFacts } from "../../facts/kinds.ts";
import type { Check, Found } from "../../model/catalog.ts";
import { fieldsAt, type textsAt } from "../../model/kubernetes/fields.ts";
import { correction, mendOf } from "../../model/mend.ts";
import { isSlip, nearest } from "../../model/nearest.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";

const role = (groups: string, resources: string, verbs = "get"): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata: { name: read, namespace: shop }
rules:
  - apiGroups: [${groups}]
    resources: [${resources}]
    verbs: [${verbs}]
`;

const kinds = ["rbac.authorization.k8s.io/Role", "rbac.authorization.k8s.io/ClusterRole"];
const verbs =
  "get list watch create update patch delete deletecollection use bind escalate impersonate approve sign attest proxy *".split(
    " ",
  );

/** The groups that serve each built-in resource and its parts (`pods/log`). */
const served = new Map<string, Set<string>>();
for (const { resource, group, subresources } of kindFacts) {
  for (const name of [resource, ...subresources.map((part) => `${resource}/${part.name}`)])
    served.set(name, (served.get(name) ?? new Set()).add(group));
}
/** Groups that served these before, and may still be written beside the new one. */
const old = new Set(["extensions"]);
const groups = new Set(kindFacts.map(({ group }) => group));

const rbacRules: Check = {
  id: "rbac-rules",
  title: "Rules of roles name resources in the group that has them",
  why: "A rule for a resource in the wrong group, or with a word that is none, is accepted and grants nothing: the program is refused at run time.",
  remedy: "Write the group of the resource (kubectl api-resources shows it) and its name in the plural.",
  severity: "warning",
  needs: kinds,
  examples: [
    {
      name: "pods of the core group",
      files: { "role.yaml": role('""', "pods, pods/log") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "Deployments in the core group",
      files: { "role.yaml": role('""', "deployments") },
      expect: [
        {
          verdict: "fail",
          places: [{ path: "role.yaml", line: 6 }],
          actual: "deployments",
          expected: "the group apps",
        },
      ],
    },
    {
      name: "one pod",
      files: { "role.yaml": role('""', "pod") },
      expect: [{ verdict: "fail", actual: "pod", expected: "pods", fix: [{ set: "pods" }] }],
    },
    {
      name: "a verb that is none",
      files: { "role.yaml": role('""', "pods", "get, wacth") },
      expect: [{ verdict: "fail", places: [{ path: "role.yaml", line: 7 }], actual: "wacth", expected: "watch" }],
    },
    {
      name: "parts that no API serves and authorizers ask for",
      files: { "role.yaml": role('""', "nodes/stats, nodes/log, namespaces/finalizers") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "resources of somebody else",
      files: { "role.yaml": role("shop.example", "carts") },
      expect: [{ verdict: "pass" }],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, kinds)) {
      const found = fieldsAt(of.value, "rules[]").flatMap(({ value, field }) => wrongIn(of, value, field));
      if (found.length > 0) yield* found;
      else yield { of, verdict: "pass" };
    }
  },
};

function wrongIn(of: ObjectVertex, rule: unknown, field: string): Found[] {
  const at = (path: string): ReturnType<typeof textsAt> => {
    const list = fieldsAt(rule, path)[0]?.value;
    return (Array.isArray(list) ? list : []).map((one, index) => ({
      text: String(one),
      field: `${field}.${path}[${index}]`,
    }));
  };
  const named = at("apiGroups").map(({ text }) => text);
  const known = named.length > 0 && named.every((group) => groups.has(group) || old.has(group));
  return [
    ...(known ? at("resources").flatMap((one) => wrongResource(of, one, named)) : []),
    ...at("verbs").flatMap((one) => wrongVerb(of, one)),
  ];
}

interface Word {
  readonly text: string;
  readonly field: string;
}

function wrongResource(of: ObjectVertex, { text, field }: Word, named: readonly string[]): Found[] {
  if (text.includes("*") || named.includes("*")) return [];
  const own = served.get(text);
  if (own) {
    if (named.some((group) => own.has(group) || old.has(group))) return [];
    const right = [...own].map((group) => group || '""').join(" or ");
    const summary = `No ${text} are in the group ${named.map((group) => group || '""').join(", ")}; they are in ${right}`;
    return [{ of, field, verdict: "fail", summary, actual: text, expected: `the group ${right}` }];
  }
  if (isVirtual(text)) return [];
  const candidates = [...served].flatMap(([name, its]) => (named.some((group) => its.has(group)) ? name : []));
  const plural = candidates.find((name) => name === `${text}s` || name === `${text}es`);
  if (plural === undefined && !isSlip(text, nearest(text, candidates) ?? "")) return [];
  const meant =
    plural === undefined
      ? correction(of, field, text, candidates)
      : { expected: plural, fix: mendOf(of, field, { from: text, to: plural }) };
  return [
    {
      of,
      field,
      verdict: "fail",
      summary: `There is no resource ${text}; ${meant.expected} is one`,
      actual: text,
      ...meant,
    },
  ];
}

/**
 * Parts of resources that nobody serves and rules name all the same: the kubelet asks for its own
 * (https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/), and who sets an owner that blocks its
 * deletion may have to update its `finalizers`.
 */
const isVirtual = (text: string): boolean =>
  /^nodes\/(?:stats|metrics|log|spec|proxy|pods|healthz|configz|statusz|flagz|checkpoint)$|\/finalizers$/.test(text);

function wrongVerb(of: ObjectVertex, { text, field }: Word): Found[] {
  const near = verbs.includes(text) ? undefined : nearest(text, verbs);
  if (near === undefined) return [];
  const meant = correction(of, field, text, verbs);
  return [{ of, field, verdict: "fail", summary: `There is no verb ${text}; ${near} is one`, actual: text, ...meant }];
}

export default rbacRules;
