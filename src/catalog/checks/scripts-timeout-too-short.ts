import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import type { Container } from "../../model/kubernetes/pod.ts";
import { startupSeconds } from "../../model/kubernetes/probe.ts";
import { matchesRequirements, parseSelector } from "../../model/kubernetes/selectors.ts";
import { templateAt } from "../../model/kubernetes/template.ts";
import { type ObjectVertex, objectsOf } from "../../model/objects.ts";
import type { Awaited, Script, ScriptCommand } from "../../model/scripts.ts";
import { shortName } from "../../model/subject.ts";

const deployment = (probe: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: api:1
          ${probe}
`;
const slow = "startupProbe: { httpGet: { port: 80 }, failureThreshold: 30, periodSeconds: 10 }";

const scriptsTimeoutTooShort: Check = {
  id: "scripts-timeout-too-short",
  title: "Scripts wait as long as a start may take",
  why: "A healthy roll-out is reported as failed, and somebody rolls back what only needed more time.",
  remedy: "Wait at least as long as the probes allow a start to take.",
  severity: "warning",
  needs: ["script"],
  examples: [
    {
      name: "long enough",
      files: {
        "deploy.sh": "kubectl rollout status deployment/api -n shop --timeout=10m\n",
        "api.yaml": deployment(slow),
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "30 seconds for a program that may take five minutes",
      files: {
        "deploy.sh": "kubectl -n shop wait --for=condition=Available deployment/api --timeout=30s\n",
        "api.yaml": deployment(slow),
      },
      expect: [
        {
          verdict: "fail",
          actual: "30s",
          expected: "300s",
          places: [{ path: "deploy.sh", line: 1 }, { path: "api.yaml" }],
        },
      ],
    },
    {
      name: "the default of kubectl wait, by a label",
      files: { "deploy.sh": "kubectl wait --for=condition=Ready pod -l app=api\n", "api.yaml": deployment(slow) },
      expect: [{ verdict: "fail", actual: "30s" }],
    },
    {
      name: "a workload that is not declared here",
      files: { "deploy.sh": "kubectl rollout status deployment/other --timeout=5s\n", "api.yaml": deployment(slow) },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>)
      for (const command of of.value.commands)
        for (const awaited of command.waits?.for ?? []) yield* judged(graph, of, command, awaited);
  },
};

const kinds = ["apps/Deployment", "apps/StatefulSet", "apps/DaemonSet"];

function* judged(graph: Graph, of: Vertex, command: ScriptCommand, awaited: Awaited): Iterable<Found> {
  const { field, waits } = command;
  if (!/^(?:Deployment|StatefulSet|DaemonSet|Pod)$/.test(awaited.kind ?? "")) return;
  const met = [...objectsOf(graph, kinds)].filter((workload) => isMeant(workload, awaited));
  if (met.length === 0) {
    const name = awaited.name ?? awaited.selector ?? "it";
    yield {
      of,
      field,
      verdict: "unknown",
      summary: `What it waits for (${awaited.kind} ${name}) is not declared here`,
      about: `awaited:${awaited.kind}/${name}`,
    };
    return;
  }
  const slowest = met
    .map((workload) => ({ workload, seconds: secondsToStart(workload) }))
    .sort((a, b) => b.seconds - a.seconds)[0];
  const seconds = waits?.seconds ?? 0;
  if (!slowest || slowest.seconds <= seconds) yield { of, field, verdict: "pass" };
  else yield tooShort(of, command, slowest);
}

function tooShort(
  of: Vertex,
  { field, waits }: ScriptCommand,
  { workload, seconds }: { workload: ObjectVertex; seconds: number },
): Found {
  const written = waits?.written ? "" : " (the default of kubectl wait)";
  const place = workload.origin?.(templateAt(workload)?.spec);
  return {
    of,
    field,
    verdict: "fail",
    summary: `It gives up after ${waits?.seconds}s${written}, and the probes of ${shortName(workload.subject.ref)} allow a start to take ${seconds}s`,
    actual: `${waits?.seconds}s`,
    expected: `${seconds}s`,
    ...(place ? { places: [place] } : {}),
  };
}

function isMeant({ subject, value }: ObjectVertex, { kind, name, namespace, selector }: Awaited): boolean {
  const { ref } = subject;
  if (namespace !== undefined && ref.namespace !== undefined && ref.namespace !== namespace) return false;
  if (kind !== "Pod" && ref.kind !== kind) return false;
  if (name !== undefined) return kind !== "Pod" && ref.name === name;
  const labels = kind === "Pod" ? templateLabels(value) : value.metadata.labels;
  const wanted = selector === undefined ? undefined : parseSelector(selector);
  return wanted !== undefined && wanted.length > 0 && matchesRequirements(wanted, labels);
}

function templateLabels(value: ObjectVertex["value"]): Record<string, string> | undefined {
  return (value as { spec?: { template?: { metadata?: { labels?: Record<string, string> } } } }).spec?.template
    ?.metadata?.labels;
}

/** How long the probes allow a start to take: what the start-up probe grants, then what readiness waits at least. */
function secondsToStart(workload: ObjectVertex): number {
  const containers = templateAt(workload)?.template.spec.containers ?? [];
  return Math.max(0, ...containers.map(startOf));
}

function startOf({ startupProbe, readinessProbe }: Container): number {
  return (
    (startupProbe ? startupSeconds(startupProbe) : 0) + (startupProbe ? 0 : (readinessProbe?.initialDelaySeconds ?? 0))
  );
}

export default scriptsTimeoutTooShort;
