import type { KubeObject } from "../../model/kubernetes/object.ts";
import { type LabelSelector, matchesSelector } from "../../model/kubernetes/selectors.ts";
import { lookUpAll } from "./admission/lookup.ts";
import type { Reply, ResourceCall } from "./call.ts";
import { decodeObject } from "./decode.ts";
import { deleteObject } from "./delete.ts";
import type { DeleteOptions } from "./delete-options.ts";
import { parsedObject, plainForm, replyOf } from "./forms.ts";
import { badRequest, Refusal } from "./refusal.ts";
import { internalError, methodNotAllowed } from "./status-error.ts";
import { storedFor } from "./update.ts";
import { writeOptionsOf } from "./write-options.ts";

interface Budget extends KubeObject {
  readonly spec?: { readonly selector?: LabelSelector };
  readonly status?: {
    readonly disruptionsAllowed?: number;
    readonly currentHealthy?: number;
    readonly desiredHealthy?: number;
  };
}

interface Eviction extends KubeObject {
  readonly deleteOptions?: Omit<DeleteOptions, "dryRun"> & { readonly dryRun?: readonly string[] };
}

function tooMany(budget: Budget): Refusal {
  const { currentHealthy = 0, desiredHealthy = 0 } = budget.status ?? {};
  const message = `The disruption budget ${budget.metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
  const causes = [{ reason: "DisruptionBudget", message }];
  return new Refusal({
    code: 429,
    reason: "TooManyRequests",
    message: "Cannot evict pod as it would violate the pod's disruption budget.",
    details: { causes },
  });
}

/** Pods that are over, or never began, may always go. */
function isFree(pod: KubeObject): boolean {
  const { phase } = (pod.status ?? {}) as { phase?: string };
  return (
    phase === "Succeeded" || phase === "Failed" || phase === "Pending" || pod.metadata.deletionTimestamp !== undefined
  );
}

function checkBudgets(call: ResourceCall, pod: KubeObject): void {
  const budgets = (
    lookUpAll(call.backend, "policy/v1", "poddisruptionbudgets", call.route.namespace) as Budget[]
  ).filter((budget) => matchesSelector(budget.spec?.selector, pod.metadata.labels));
  if (budgets.length > 1) {
    throw internalError(
      "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.",
    );
  }
  const [budget] = budgets;
  if (budget && (budget.status?.disruptionsAllowed ?? 0) <= 0) throw tooMany(budget);
}

/** Answers `eviction`: a deletion that asks the disruption budget first. */
export async function handleEviction(call: ResourceCall): Promise<Reply> {
  if (call.route.verb !== "create") throw methodNotAllowed();
  const options = writeOptionsOf(call);
  const expected = { apiVersion: "policy/v1", kind: "Eviction" };
  const eviction: Eviction = await decodeObject(call, expected, options.fieldValidation);
  if (eviction.metadata.name !== call.route.name)
    throw badRequest("name in URL does not match name in Eviction object");
  const stored = storedFor(call);
  const pod = parsedObject(call.row, stored);
  if (!isFree(pod)) checkBudgets(call, pod);
  const { dryRun, ...how } = eviction.deleteOptions ?? {};
  deleteObject(call, stored, { ...how, dryRun: options.dryRun || (dryRun ?? []).includes("All") });
  const status = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 };
  return replyOf(201, JSON.stringify(status), plainForm(call.incoming, call.query));
}
