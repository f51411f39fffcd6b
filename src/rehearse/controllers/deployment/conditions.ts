import { type Condition, conditionOf } from "../../../model/kubernetes/object.ts";

/** A condition that became so at this instant. */
export function conditionAt(now: string, what: Pick<Condition, "type" | "status" | "reason" | "message">): Condition {
  return { ...what, lastUpdateTime: now, lastTransitionTime: now };
}

/** Without the condition of a type. */
export function withoutCondition(conditions: readonly Condition[], type: string): Condition[] {
  return conditions.filter((condition) => condition.type !== type);
}

/** With a condition: unchanged when status and reason are the same, the instant of transition kept when the status is. */
export function withCondition(conditions: readonly Condition[], condition: Condition): Condition[] {
  const before = conditionOf(conditions, condition.type);
  if (before && before.status === condition.status && before.reason === condition.reason) return [...conditions];
  const kept = before?.status === condition.status ? before.lastTransitionTime : undefined;
  return [
    ...withoutCondition(conditions, condition.type),
    kept === undefined ? condition : { ...condition, lastTransitionTime: kept },
  ];
}
