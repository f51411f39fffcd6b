import { type Demand, mapsAt, type Refusal, said } from "./refusal.ts";

/** What an API server demands of workloads and what selects pods. Sources: pkg/apis/{apps,batch,policy,autoscaling}/validation of Kubernetes 1.34. */

/** A number that is not negative, or a percentage. */
function* inCount(value: unknown, field: string): Iterable<Refusal> {
  if (typeof value === "number" ? value >= 0 : said({ value }, "value") === undefined || /^\d+%$/.test(String(value)))
    return;
  yield {
    field,
    summary: `${value} is no number of pods`,
    actual: typeof value === "number" ? String(value) : `the text "${value}"`,
    expected: "a number such as 1, or a percentage such as 25%",
  };
}

const isNone = (value: unknown): boolean => value === 0 || value === "0%";

/** How a Deployment, DaemonSet or StatefulSet is rolled out. */
export const refusedRollout: Demand = function* (object) {
  for (const { map, field } of [...mapsAt(object, "spec.strategy"), ...mapsAt(object, "spec.updateStrategy")]) {
    const [rolling] = mapsAt(map, "rollingUpdate", field);
    if (!rolling) continue;
    const type = said(map, "type");
    if (type !== undefined && type !== "RollingUpdate")
      yield { field: rolling.field, summary: `With the type ${type} there may be no rollingUpdate` };
    const { maxSurge, maxUnavailable } = rolling.map;
    if (maxSurge !== undefined) yield* inCount(maxSurge, `${rolling.field}.maxSurge`);
    if (maxUnavailable !== undefined) yield* inCount(maxUnavailable, `${rolling.field}.maxUnavailable`);
    if (isNone(maxUnavailable) && isNone(maxSurge))
      yield {
        field: rolling.field,
        summary: "maxSurge and maxUnavailable are both 0, so that nothing could be replaced",
      };
  }
  yield* refusedNumbers(object);
};

const whole = [
  "spec.replicas",
  "spec.minReadySeconds",
  "spec.revisionHistoryLimit",
  "spec.backoffLimit",
  "spec.completions",
  "spec.parallelism",
  "spec.ttlSecondsAfterFinished",
  "spec.successfulJobsHistoryLimit",
  "spec.failedJobsHistoryLimit",
  "spec.startingDeadlineSeconds",
];

/** Numbers that must not be negative. */
export const refusedNumbers: Demand = function* (object) {
  const specs = [...mapsAt(object, "spec"), ...mapsAt(object, "spec.jobTemplate.spec")];
  for (const { map, field } of specs)
    for (const path of whole) {
      const name = path.slice("spec.".length);
      const value = map[name];
      if (typeof value === "number" && value < 0)
        yield {
          field: `${field}.${name}`,
          summary: `${name} is ${value}, which is less than none`,
          actual: String(value),
        };
    }
};

/** A PodDisruptionBudget. */
export const refusedBudget: Demand = function* (object) {
  const [at] = mapsAt(object, "spec");
  if (!at) return;
  const { minAvailable, maxUnavailable } = at.map;
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    yield { field: "spec.maxUnavailable", summary: "It has minAvailable and maxUnavailable, and may have one of them" };
  if (minAvailable !== undefined) yield* inCount(minAvailable, "spec.minAvailable");
  if (maxUnavailable !== undefined) yield* inCount(maxUnavailable, "spec.maxUnavailable");
};

const selectors = [
  "spec.selector",
  "spec.podSelector",
  "spec.ingress[].from[].podSelector",
  "spec.egress[].to[].podSelector",
];

/** The expressions of selectors. */
export const refusedSelectors: Demand = function* (object) {
  for (const path of selectors) {
    for (const { map, field } of mapsAt(object, `${path}.matchExpressions[]`)) {
      const isSet = map.operator === "In" || map.operator === "NotIn";
      const count = Array.isArray(map.values) ? map.values.length : 0;
      if (isSet && count === 0) yield { field, summary: `The operator ${map.operator} for ${map.key} names no values` };
      if (/^(?:Exists|DoesNotExist)$/.test(String(map.operator)) && count > 0)
        yield { field: `${field}.values`, summary: `The operator ${map.operator} for ${map.key} takes no values` };
    }
  }
};
