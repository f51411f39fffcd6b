import { newestKubernetes } from "../../facts/api-versions.ts";
import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { compareReleases, type KindFact } from "../../model/kind.ts";
import { declaredKinds } from "../../model/known-kinds.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import { groupKind } from "../../model/subject.ts";

const cronJob = (apiVersion: string): string => `apiVersion: ${apiVersion}
kind: CronJob
metadata: { name: nightly }
spec: { schedule: "0 3 * * *" }
`;

const apiServed: Check = {
  id: "api-served",
  title: "The cluster's release serves every apiVersion that is used",
  why: "An object of a removed apiVersion is refused, and with it the whole Kustomization or release that it is in.",
  remedy: "Write the apiVersion that replaced it, and look at what changed in its fields.",
  severity: "error",
  needs: ["kind"],
  examples: [
    { name: "it is served", files: { "job.yaml": cronJob("batch/v1") }, expect: [{ verdict: "pass" }] },
    {
      name: "it was removed",
      files: { "job.yaml": cronJob("batch/v1beta1") },
      expect: [
        {
          verdict: "fail",
          actual: "batch/v1beta1",
          expected: "batch/v1 CronJob",
          places: [{ path: "job.yaml", line: 1 }],
        },
      ],
    },
    {
      name: "an older cluster still serves it",
      files: { "job.yaml": cronJob("batch/v1beta1") },
      fleet: { cluster: { version: "1.24" } },
      expect: [{ verdict: "fail", severity: "warning" }],
    },
    {
      name: "an older cluster does not serve it yet",
      files: { "job.yaml": cronJob("batch/v1") },
      fleet: { cluster: { version: "1.19" } },
      expect: [{ verdict: "fail", actual: "batch/v1" }],
    },
  ],
  *run(graph, { cluster: { version } }) {
    const release = version && /^v?(\d+\.\d+)/.exec(version)?.[1];
    const declared = declaredKinds(graph);
    for (const fact of graph.ofKind("kind") as Iterable<Vertex<KindFact>>) {
      // A definition in the repository serves what was built in once.
      if (!fact.value.known || declared.has(fact.id)) continue;
      const wrong = wrongWith(fact.value, release);
      for (const of of usersOf(graph, fact.value)) {
        if (!wrong) yield { of, verdict: "pass" };
        else yield { of, field: "apiVersion", verdict: "fail", ...wrong, evidence: [fact.evidence] };
      }
    }
  },
};

function* usersOf(graph: Graph, { apiVersion, kind }: KindFact): Iterable<ObjectVertex> {
  for (const of of objectsOf(graph, [groupKind({ apiVersion, kind })]))
    if (of.subject.ref.apiVersion === apiVersion) yield of;
}

type Wrong = Pick<Found, "summary" | "actual" | "expected" | "severity">;

/** Without a release of the cluster, the newest one that is known counts; what that does not serve yet is then no fault. */
function wrongWith(fact: KindFact, release: string | undefined): Wrong | undefined {
  const { apiVersion, kind, introduced, deprecated, removed, replacement } = fact;
  const at = release ?? newestKubernetes;
  const is = { actual: apiVersion, ...(replacement === undefined ? {} : { expected: replacement }) };
  const name = `${apiVersion} ${kind}`;
  if (isReached(removed, at)) return { ...is, summary: `${name} is no longer served since Kubernetes ${removed}` };
  if (release !== undefined && introduced !== undefined && !isReached(introduced, release))
    return { ...is, summary: `${name} is served since Kubernetes ${introduced}, and the cluster is ${release}` };
  if (removed === undefined || !isReached(deprecated, at)) return undefined;
  return { ...is, severity: "warning", summary: `${name} will no longer be served from Kubernetes ${removed} on` };
}

function isReached(release: string | undefined, at: string): boolean {
  return release !== undefined && compareReleases(at, release) >= 0;
}

export default apiServed;
