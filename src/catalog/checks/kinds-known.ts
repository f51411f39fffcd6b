import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import type { KindFact } from "../../model/kind.ts";
import { declaredKinds } from "../../model/known-kinds.ts";
import type { CustomKind } from "../../model/kubernetes/custom-resource.ts";
import { isSlip, nearest } from "../../model/nearest.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { groupKind, groupOf } from "../../model/subject.ts";

const object = (apiVersion: string, kind: string): string => `apiVersion: ${apiVersion}
kind: ${kind}
metadata: { name: one }
`;

const widgets = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.shop.example }
spec:
  group: shop.example
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;

const kindsKnown: Check = {
  id: "kinds-known",
  title: "Every kind that is used is one that a server can know",
  why: "An object of a kind that nobody serves is refused, and with it everything that is applied together with it.",
  remedy: "Write apiVersion and kind as the API has them: see kubectl api-resources.",
  severity: "error",
  needs: ["kind"],
  examples: [
    { name: "a built-in kind", files: { "a.yaml": object("apps/v1", "Deployment") }, expect: [{ verdict: "pass" }] },
    {
      name: "a kind that the API version does not have",
      files: { "a.yaml": object("apps/v1", "Deploymnet") },
      expect: [{ verdict: "fail", expected: "Deployment", places: [{ path: "a.yaml", line: 2 }] }],
    },
    {
      name: "a group that is no group of anybody's",
      files: { "a.yaml": object("app/v1", "Deployment") },
      expect: [{ verdict: "fail", expected: "apps/v1", places: [{ path: "a.yaml", line: 1 }] }],
    },
    {
      name: "the group that has no name",
      files: { "a.yaml": object("core/v1", "Service") },
      expect: [{ verdict: "fail", expected: "v1" }],
    },
    {
      name: "a version that is none",
      files: { "a.yaml": object("source.toolkit.fluxcd.io/vv1", "GitRepository") },
      expect: [{ verdict: "fail", actual: "source.toolkit.fluxcd.io/vv1" }],
    },
    {
      name: "a group of another domain is another group, however near its name",
      files: {
        "a.yaml": object("networking.gke.io/v1", "MultiClusterIngress"),
        "b.yaml": object("networking.k8s.io/v1", "Ingress"),
      },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a version that a definition beside it does not serve",
      files: { "crd.yaml": widgets, "a.yaml": object("shop.example/v1beta1", "Widget") },
      expect: [
        {
          verdict: "fail",
          actual: "shop.example/v1beta1",
          expected: "shop.example/v1",
          places: [{ path: "a.yaml", line: 1 }],
        },
      ],
    },
    {
      name: "a kind that a definition beside it has, but for a letter",
      files: {
        "crd.yaml": widgets,
        "a.yaml": object("shop.example/v1", "Wigdet"),
      },
      expect: [{ verdict: "fail", actual: "Wigdet", expected: "Widget", places: [{ path: "a.yaml", line: 2 }] }],
    },
    {
      name: "a custom kind of which nothing is known",
      files: { "a.yaml": object("shop.example/v1", "Widget") },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const declared = declaredKinds(graph);
    const known = [...(graph.ofKind("kind") as Iterable<Vertex<KindFact>>)];
    const groups = new Set(known.filter(({ value }) => value.known).map(({ value }) => groupOf(value.apiVersion)));
    for (const fact of known) {
      const [of, ...others] = usersOf(graph, fact.value);
      if (!of) continue;
      if (fact.value.known || declared.has(fact.id)) yield { of, verdict: "pass" };
      else
        yield {
          of,
          ...(notServed(fact.value, declared.values()) ??
            mistyped(fact.value, declared.values()) ??
            judged(fact.value, groups)),
          places: others.flatMap((one) => one.origin?.("kind") ?? []),
          evidence: [fact.evidence],
        };
    }
  },
};

type Judged = Omit<Found, "of">;

/** A kind that a definition of the repository has, but for a slip. */
function mistyped({ apiVersion, kind }: KindFact, declared: Iterable<CustomKind>): Judged | undefined {
  const kinds = [...declared].filter((one) => one.apiVersion === apiVersion).map((one) => one.kind);
  const near = nearest(kind, kinds);
  return near !== undefined && isSlip(kind, near) ? wrongKind(`${apiVersion} ${kind}`, kind, kinds) : undefined;
}

/** A version of a kind that a definition of the repository has in others. */
function notServed({ apiVersion, kind }: KindFact, declared: Iterable<CustomKind>): Judged | undefined {
  const served = [...declared]
    .filter((one) => one.kind === kind && groupOf(one.apiVersion) === groupOf(apiVersion))
    .map((one) => one.apiVersion);
  if (served.length === 0) return undefined;
  const summary = `The definition of ${kind} here serves ${served.join(", ")}, not ${apiVersion}`;
  return wrongVersion(summary, apiVersion, nearest(apiVersion, served) ?? served[0]);
}

const versionForm = /^v\d+(?:(?:alpha|beta)\d+)?$/;

function judged({ apiVersion, kind, versions, groups: having, kinds }: KindFact, groups: ReadonlySet<string>): Judged {
  const group = groupOf(apiVersion);
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  const name = `${apiVersion} ${kind}`;
  const versioned = (one: string): string => (one === "" ? version : `${one}/${version}`);
  if (kinds.length > 0) return wrongKind(name, kind, kinds);
  if (!versionForm.test(version))
    return wrongVersion(`${version} is no API version`, apiVersion, nearest(apiVersion, versions) ?? versions[0]);
  const meant = having.find((one) => one === nearest(group, having)) ?? (isNobodys(group) ? having[0] : undefined);
  if (meant !== undefined)
    return wrongVersion(
      `No group ${group} has a ${kind}; ${meant === "" ? "that without a name" : meant} has`,
      apiVersion,
      versioned(meant),
    );
  const near = [...groups].find((one) => one !== group && isSlip(group, one));
  if (near !== undefined)
    return wrongVersion(`The group ${group} is not known; ${near} is`, apiVersion, `${near}/${version}`);
  if (versions.length > 0)
    return {
      verdict: "unknown",
      summary: `${name} is not known, only ${versions.join(", ")}: its fields were not checked`,
    };
  return { verdict: "unknown", summary: `Nothing is known of ${name}: its fields were not checked` };
}

/** Groups without a dot belong to Kubernetes itself, and all of those are known. */
const isNobodys = (group: string): boolean => !group.includes(".");

function wrongKind(name: string, kind: string, kinds: readonly string[]): Judged {
  const near = nearest(kind, kinds);
  const expected = near === undefined ? {} : { expected: near };
  return { field: "kind", verdict: "fail", summary: `There is no ${name}`, actual: kind, ...expected };
}

function wrongVersion(summary: string, actual: string, expected: string | undefined): Judged {
  return { field: "apiVersion", verdict: "fail", summary, actual, ...(expected === undefined ? {} : { expected }) };
}

function usersOf(graph: Graph, { apiVersion, kind }: KindFact): readonly ObjectVertex[] {
  const users = [...objectsOf(graph, [groupKind({ apiVersion, kind })])];
  return users.filter(({ subject }) => subject.ref.apiVersion === apiVersion);
}

export default kindsKnown;
