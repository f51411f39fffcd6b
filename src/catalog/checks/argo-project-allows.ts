import type { Check, Found } from "../../model/catalog.ts";
import { matchesGlob } from "../../model/glob.ts";
import { sourcesOf } from "../../model/kubernetes/argo.ts";
import { fieldsAt, isMapping, textAt, textsAt } from "../../model/kubernetes/fields.ts";
import { type ObjectVertex, objectsOf, vertexAt } from "../../model/objects.ts";
import { isFilledInLater } from "../../model/presence.ts";

const application = (repository: string, namespace: string): string => `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: { name: shop, namespace: argocd }
spec:
  project: team
  source: { repoURL: "${repository}", path: . }
  destination:
    server: https://kubernetes.default.svc
    namespace: ${namespace}
`;
const project = (spec: string): string => `apiVersion: argoproj.io/v1alpha1
kind: AppProject
metadata: { name: team, namespace: argocd }
spec: ${spec}
`;
const own = "https://git.example/team/shop.git";
const narrow =
  '{ sourceRepos: ["https://git.example/team/*"], destinations: [{ server: "https://kubernetes.default.svc", namespace: "shop*" }, { name: in-cluster, namespace: "!shop-admin" }] }';

const argoProjectAllows: Check = {
  id: "argo-project-allows",
  title: "Projects of Argo CD let their Applications have their repository and namespace",
  why: "Argo CD refuses to sync an Application from a repository, or to a namespace, that its project does not name.",
  remedy: "Add it to the project, or correct the Application.",
  severity: "error",
  needs: ["argoproj.io/AppProject"],
  examples: [
    {
      name: "both are named",
      files: { "app.yaml": application(own, "shop"), "project.yaml": project(narrow) },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "another repository and another namespace",
      files: {
        "app.yaml": application("https://git.example/other/shop", "shob"),
        "project.yaml": project(narrow),
      },
      expect: [
        { verdict: "fail", actual: "https://git.example/other/shop", places: [{ path: "app.yaml", line: 6 }] },
        { verdict: "fail", actual: "shob", expected: "shop*", places: [{ path: "app.yaml", line: 9 }] },
      ],
    },
    {
      name: "a namespace that is left out",
      files: {
        "app.yaml": application(own, "shop-admin"),
        "project.yaml": project(
          '{ sourceRepos: ["*"], destinations: [{ server: "*", namespace: "*" }, { server: "*", namespace: "!shop-admin" }] }',
        ),
      },
      expect: [{ verdict: "fail", actual: "shop-admin" }],
    },
    {
      name: "a cluster that is named here by its name and there by its address",
      files: {
        "app.yaml": application(own, "shop"),
        "project.yaml": project('{ sourceRepos: ["*"], destinations: [{ name: prod, namespace: team }] }'),
      },
      expect: [{ verdict: "unknown" }],
    },
    {
      name: "a project that is not declared here",
      files: { "app.yaml": application(own, "shop"), "project.yaml": project(narrow).replace("team", "teams") },
      expect: [],
    },
  ],
  *run(graph) {
    for (const of of objectsOf(graph, ["argoproj.io/Application"])) {
      const [edge] = graph.out(of.id, "argo-project");
      const project = edge && vertexAt(graph, edge.to);
      if (!project) continue;
      const found = [...refused(of, project.value)];
      yield* found.map((one) => ({ of, ...one }));
      if (found.length === 0) yield { of, verdict: "pass" };
    }
  },
};

type Refusal = Omit<Found, "of">;

function* refused(of: ObjectVertex, team: unknown): Iterable<Refusal> {
  const repositories = textsAt(team, "spec.sourceRepos[]").map(({ text }) => plain(text));
  for (const { value, field } of sourcesOf(of.value)) {
    const address = typeof value.repoURL === "string" ? value.repoURL : "";
    if (address === "" || isFilledInLater(address) || isAmong(repositories, plain(address))) continue;
    const summary = `The project does not let its Applications read ${address}`;
    const expected = textsAt(team, "spec.sourceRepos[]").map(({ text }) => text);
    yield { field: `${field}.repoURL`, verdict: "fail", summary, actual: address, ...listed(expected) };
  }
  yield* refusedPlace(of, team);
}

function* refusedPlace(of: ObjectVertex, team: unknown): Iterable<Refusal> {
  const wanted = destinationOf(fieldsAt(of.value, "spec.destination")[0]?.value);
  if (wanted.namespace === undefined || isFilledInLater(`${wanted.namespace}${wanted.cluster}`)) return;
  const places = fieldsAt(team, "spec.destinations[]").map(({ value }) => destinationOf(value));
  const there = places.filter(({ cluster }) => matchesGlob(cluster, wanted.cluster));
  const namespaces = there.flatMap(({ namespace }) => namespace ?? []);
  if (isAmong(namespaces, wanted.namespace)) return;
  const field = "spec.destination.namespace";
  if (there.length === 0 && places.length > 0) {
    const summary = `Whether the project means the cluster ${wanted.cluster}, files cannot tell`;
    yield { field, verdict: "unknown", summary };
    return;
  }
  const summary = `The project does not let its Applications into the namespace ${wanted.namespace}`;
  yield { field, verdict: "fail", summary, actual: wanted.namespace, ...listed(namespaces) };
}

/** A pattern that begins with `!` takes away what others give. */
function isAmong(patterns: readonly string[], text: string): boolean {
  const takes = (pattern: string): boolean => matchesGlob(pattern, text);
  const denied = patterns.filter((one) => one.startsWith("!")).map((one) => one.slice(1));
  return patterns.some((one) => !one.startsWith("!") && takes(one)) && !denied.some(takes);
}

interface Destination {
  readonly cluster: string;
  readonly namespace: string | undefined;
}

/** The cluster that Argo CD runs in has a name and an address. */
function destinationOf(value: unknown): Destination {
  const [server, name] = isMapping(value) ? [textAt(value, "server"), textAt(value, "name")] : [];
  const cluster = server ?? (name === "in-cluster" ? "https://kubernetes.default.svc" : name) ?? "*";
  return { cluster, namespace: textAt(value, "namespace") };
}

function listed(patterns: readonly string[]): { readonly expected?: string } {
  const given = patterns.filter((one) => !one.startsWith("!"));
  return given.length === 0 ? {} : { expected: given.slice(0, 4).join(", ") };
}

function plain(address: string): string {
  return address.toLowerCase().replace(/(?:\.git)?\/?$/, "");
}

export default argoProjectAllows;
