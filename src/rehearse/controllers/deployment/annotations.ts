import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";

/** What a Deployment notes on its ReplicaSets. Source: pkg/controller/deployment/util/deployment_util.go of Kubernetes 1.34. */

/** Which revision of the Deployment a ReplicaSet is. */
export const revisionAnnotation = "deployment.kubernetes.io/revision";
const historyAnnotation = "deployment.kubernetes.io/revision-history";
/** The size that the Deployment declared when the ReplicaSet was last touched. */
export const desiredAnnotation = "deployment.kubernetes.io/desired-replicas";
/** The same with the surge. */
export const maximumAnnotation = "deployment.kubernetes.io/max-replicas";

const notCopied: ReadonlySet<string> = new Set([
  "kubectl.kubernetes.io/last-applied-configuration",
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maximumAnnotation,
  "deprecated.deployment.rollback.to",
]);

/** Characters that the list of former revisions may have. */
const historyLimit = 2000;

/** The revision that a ReplicaSet notes; 0 where it notes none, undefined where it is not a number. */
export function revisionOf(set: ReplicaSet): number | undefined {
  const text = set.metadata.annotations?.[revisionAnnotation];
  if (text === undefined) return 0;
  return /^-?\d+$/.test(text) ? Number(text) : undefined;
}

/** The highest revision among ReplicaSets. */
export function highestRevision(sets: readonly ReplicaSet[]): number {
  return Math.max(0, ...sets.map((set) => revisionOf(set) ?? 0));
}

function withFormer(history: string | undefined, former: string): string {
  const kept = history ? history.split(",") : [];
  while (kept.length > 0 && [...kept, former].join(",").length > historyLimit) kept.shift();
  return [...kept, former].join(",");
}

/** The annotations that the newest ReplicaSet must have: those of the Deployment, and its revision (never a smaller one). */
export function annotationsFor(
  deployment: Deployment,
  set: { metadata: { annotations?: Record<string, string> } },
  revision: number,
): Record<string, string> {
  const annotations = { ...set.metadata.annotations };
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!notCopied.has(key)) annotations[key] = value;
  const before = annotations[revisionAnnotation];
  if (before !== undefined && !/^\d*$/.test(before)) return annotations;
  if (Number(before ?? 0) < revision) {
    annotations[revisionAnnotation] = String(revision);
    if (before !== undefined) annotations[historyAnnotation] = withFormer(annotations[historyAnnotation], before);
  }
  return annotations;
}
