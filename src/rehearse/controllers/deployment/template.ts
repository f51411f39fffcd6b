import type { PodTemplate } from "../../../model/kubernetes/pod.ts";
import type { Deployment, ReplicaSet } from "../../../model/kubernetes/workload.ts";
import { canonical, fnv, same } from "../canonical.ts";
import { byAge } from "./arithmetic.ts";

/** The label that keeps pods of different templates apart. */
export const hashLabel = "pod-template-hash";

/** No vowels, so that no word comes out. Source: apimachinery/pkg/util/rand. */
const letters = "bcdfghjklmnpqrstvwxz2456789";

/** The name of a template: up to ten characters that change with it, and with the count of collisions. */
export function templateHash(template: PodTemplate, collisions: number | undefined): string {
  let hash = fnv(canonical(bare(template)));
  if (collisions !== undefined) {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setUint32(0, collisions, true);
    hash = fnv(bytes, hash);
  }
  return [...String(hash)].map((digit) => letters[digit.charCodeAt(0) % letters.length]).join("");
}

/** A template without what tells generations of it apart. */
function bare(template: PodTemplate): PodTemplate {
  const { [hashLabel]: _hash, ...labels } = template.metadata?.labels ?? {};
  const { creationTimestamp: _created, ...metadata } = template.metadata ?? {};
  return { ...template, metadata: { ...metadata, labels } };
}

/** Whether two templates ask for the same pods. */
export function sameTemplate(one: PodTemplate, other: PodTemplate): boolean {
  return same(bare(one), bare(other));
}

/** The ReplicaSet of the Deployment's template (the oldest where there are several), and all others. */
export function partition(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
): { fresh: ReplicaSet | undefined; old: ReplicaSet[] } {
  const sorted = sets.toSorted(byAge);
  const fresh = sorted.find((set) => sameTemplate(set.spec.template, deployment.spec.template));
  return { fresh, old: sorted.filter((set) => set !== fresh) };
}
