import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { forbidden } from "../status-error.ts";
import { type Admitted, nameInRefusal } from "./admitted.ts";
import { lookUp, lookUpAll } from "./lookup.ts";

interface PriorityClass extends KubeObject {
  readonly value?: number;
  readonly globalDefault?: boolean;
  readonly preemptionPolicy?: string;
}

interface Prioritized {
  priorityClassName?: string;
  priority?: number;
  preemptionPolicy?: string;
}

const classes = { apiVersion: "scheduling.k8s.io/v1", resource: "priorityclasses" };

function defaultClass(admitted: Admitted): PriorityClass | undefined {
  const all = lookUpAll(admitted.call.backend, classes.apiVersion, classes.resource) as PriorityClass[];
  return all.filter((entry) => entry.globalDefault).sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0];
}

function classOf(admitted: Admitted, spec: Prioritized): PriorityClass | undefined {
  if (!spec.priorityClassName) return defaultClass(admitted);
  const found = lookUp(admitted.call.backend, classes, { name: spec.priorityClassName });
  if (found) return found as PriorityClass;
  const why = `no PriorityClass with name ${spec.priorityClassName} was found`;
  throw forbidden(admitted.call.row, nameInRefusal(admitted.object), why);
}

function keepPriority(spec: Prioritized, before: Prioritized): void {
  if (before.priority !== undefined) spec.priority ??= before.priority;
  if (before.preemptionPolicy !== undefined) spec.preemptionPolicy ??= before.preemptionPolicy;
}

/** Resolves the PriorityClass of a new pod to its number. Source: plugin Priority. */
export function admitPriority(admitted: Admitted): void {
  const { operation, object, live, call } = admitted;
  const spec = object.spec as Prioritized;
  if (operation === "UPDATE") keepPriority(spec, (live?.spec ?? {}) as Prioritized);
  if (operation !== "CREATE") return;
  const found = classOf(admitted, spec);
  if (found && !spec.priorityClassName) spec.priorityClassName = found.metadata.name;
  const priority = found?.value ?? 0;
  const computed = "priority admission controller computed";
  if (spec.priority !== undefined && spec.priority !== priority) {
    const why = `the integer value of priority (${spec.priority}) must not be provided in pod spec; ${computed} ${priority} from the given PriorityClass name`;
    throw forbidden(call.row, nameInRefusal(object), why);
  }
  spec.priority = priority;
  const policy = found ? found.preemptionPolicy : "PreemptLowerPriority";
  if (policy === undefined) return;
  if (spec.preemptionPolicy !== undefined && spec.preemptionPolicy !== policy) {
    const why = `the string value of PreemptionPolicy (${spec.preemptionPolicy}) must not be provided in pod spec; ${computed} ${policy} from the given PriorityClass name`;
    throw forbidden(call.row, nameInRefusal(object), why);
  }
  spec.preemptionPolicy = policy;
}
