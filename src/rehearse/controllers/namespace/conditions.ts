import { type Condition, conditionOf } from "../../../model/kubernetes/object.ts";

/** What a namespace says while it goes. Source: pkg/controller/namespace/deletion/status_condition_utils.go of Kubernetes 1.34. */

/** What is left: objects by `resource.group`, and objects by the finalizer that keeps them; and what failed. */
export interface Remaining {
  readonly objects: ReadonlyMap<string, number>;
  readonly finalizers: ReadonlyMap<string, number>;
  readonly failures: readonly string[];
}

interface Statement {
  readonly reason: string;
  readonly message: string;
}

const wellAnswers: Readonly<Record<string, Statement>> = {
  NamespaceDeletionDiscoveryFailure: {
    reason: "ResourcesDiscovered",
    message: "All resources successfully discovered",
  },
  NamespaceDeletionGroupVersionParsingFailure: {
    reason: "ParsedGroupVersions",
    message: "All legacy kube types successfully parsed",
  },
  NamespaceDeletionContentFailure: {
    reason: "ContentDeleted",
    message: "All content successfully deleted, may be waiting on finalization",
  },
  NamespaceContentRemaining: { reason: "ContentRemoved", message: "All content successfully removed" },
  NamespaceFinalizersRemaining: {
    reason: "ContentHasNoFinalizers",
    message: "All content-preserving finalizers finished",
  },
};

function list(counts: ReadonlyMap<string, number>, between: string): string {
  const parts = [...counts].map(([name, count]) => `${name} ${between} ${count} resource instances`);
  return parts.sort().join(", ");
}

function complaints({ objects, finalizers, failures }: Remaining): Readonly<Record<string, Statement>> {
  const all: Record<string, Statement> = {};
  if (failures.length > 0)
    all.NamespaceDeletionContentFailure = {
      reason: "ContentDeletionFailed",
      message: `Failed to delete all resource types, ${failures.length} remaining: ${failures.toSorted().join(", ")}`,
    };
  if (objects.size > 0)
    all.NamespaceContentRemaining = {
      reason: "SomeResourcesRemain",
      message: `Some resources are remaining: ${list(objects, "has")}`,
    };
  if (finalizers.size > 0)
    all.NamespaceFinalizersRemaining = {
      reason: "SomeFinalizersRemain",
      message: `Some content in the namespace has finalizers remaining: ${list(finalizers, "in")}`,
    };
  return all;
}

/** The conditions after a round of deleting; an instant stays as long as its status does. */
export function namespaceConditions(before: readonly Condition[], left: Remaining, now: string): Condition[] {
  const bad = complaints(left);
  const ours = Object.entries(wellAnswers).map(([type, well]): Condition => {
    const status = bad[type] ? "True" : "False";
    const old = conditionOf(before, type);
    const since = old?.status === status ? old.lastTransitionTime : now;
    return { type, status, ...(since ? { lastTransitionTime: since } : {}), ...(bad[type] ?? well) };
  });
  return [...before.filter((condition) => !(condition.type in wellAnswers)), ...ours];
}
