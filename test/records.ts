import type { Evidence } from "../src/model/evidence.ts";
import type { JournalEvent, JournalRecord } from "../src/model/journal.ts";
import type { Plan, PlannedStep } from "../src/model/plan.ts";
import type { ObjectRef } from "../src/model/subject.ts";
import { evidence } from "../src/world/evidence.ts";

/** Records of runs that tests print and report, a second apart from 08:00:00. */

/** Evidence with an excerpt. */
export function seen(excerpt: string, query = "kubectl get pods -n shop"): Evidence {
  return evidence({
    at: "2026-01-01T08:00:00.000Z",
    mode: "rehearsal",
    source: "kube",
    query,
    content: excerpt,
    excerpt,
  });
}

/** A Deployment in the namespace `shop`. */
export function deployment(name: string): ObjectRef {
  return { apiVersion: "apps/v1", kind: "Deployment", namespace: "shop", name };
}

function step(name: string): PlannedStep {
  return {
    name,
    kind: "apply",
    service: name,
    input: {},
    dependsOn: [],
    timeoutSeconds: 60,
    stableForSeconds: 1,
    checks: [],
    changes: [{ ref: deployment(name), action: "create", fields: [], evidence: seen("not there") }],
  };
}

/** A plan with one layer for each list of steps. */
export function planOf(layers: Readonly<Record<string, readonly string[]>>): Plan {
  return {
    fleet: "shop",
    cluster: { uid: "u-1", context: "test", server: "https://127.0.0.1:1", version: "v1.34.4", mode: "rehearsal" },
    layers: Object.entries(layers).map(([name, steps]) => ({ name, steps: steps.map(step) })),
    edges: [],
    digest: "sha256:plan",
    evidence: [seen("kube-system")],
  };
}

/** Records of a run in the order of its events. */
export function recordsOf(run: string, events: readonly JournalEvent[]): readonly JournalRecord[] {
  return events.map((event, index) => ({
    run,
    seq: index + 1,
    at: new Date(Date.parse("2026-01-01T08:00:00.000Z") + index * 1000).toISOString(),
    event,
  }));
}

/** A run in which `store` is proven and `page` fails for a named cause. */
export const failedRun: readonly JournalEvent[] = [
  {
    type: "run.opened",
    title: "deploy shop",
    mode: "rehearsal",
    fleet: "shop",
    command: "salvor deploy",
    actor: "ann@host",
  },
  { type: "run.planned", plan: planOf({ data: ["store"], web: ["page", "late"] }) },
  { type: "step.intended", step: "store", before: null },
  {
    type: "object.observed",
    step: "store",
    ref: deployment("store"),
    state: "ready",
    because: "1 of 1 pods are ready",
    evidence: [seen("ready")],
  },
  { type: "step.settled", step: "store", verdict: "pass", because: "proven" },
  { type: "step.intended", step: "page", before: null },
  {
    type: "object.observed",
    step: "page",
    ref: deployment("page"),
    state: "progressing",
    because: "0 of 1 pods are ready",
    waitsOn: ["cluster:v1/Pod/shop/page-1"],
    failsAt: "2026-01-01T08:00:20.000Z",
    evidence: [seen("waiting")],
  },
  {
    type: "cause.named",
    step: "page",
    cause: {
      effect: "cluster:apps/Deployment/shop/page",
      cause: "image:example.org/page:2",
      rule: "image-missing",
      because: "The registry has no example.org/page:2.",
      certainty: "certain",
      evidence: [seen("first line\nmanifest unknown", "curl -I https://example.org/v2/page/manifests/2")],
    },
  },
  {
    type: "object.observed",
    step: "page",
    ref: deployment("page"),
    state: "failed",
    because: "no pod can start",
    evidence: [seen("failed")],
  },
  { type: "step.settled", step: "page", verdict: "fail", because: "Deployment/shop/page failed" },
  { type: "run.closed", verdict: "fail", exit: 1, because: "1 of 3 steps failed" },
];
