/** Workloads and what selects pods. Source: k8s.io/kubernetes/pkg/apis/{apps,batch,autoscaling,policy}/validation. */
import { type LabelSelector, matchesSelector } from "../../model/kubernetes/selectors.ts";
import { inside, isBlank, objectsIn } from "./defaults-values.ts";
import { isObject, type Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import { labelValueErrors, qualifiedErrors } from "./names.ts";
import { checkAnnotations, checkLabels } from "./validate-metadata.ts";
import { checkPodSpec } from "./validate-pod.ts";

const operators = ["In", "NotIn", "Exists", "DoesNotExist"];

/** A selector of labels; false where it could not be used. */
export function checkSelector(found: Findings, at: string, selector: Json): boolean {
  const before = found.causes.length;
  for (const [key, value] of Object.entries(inside(selector, "matchLabels"))) {
    found.invalidEach(`${at}.matchLabels`, key, qualifiedErrors(key));
    found.invalidEach(`${at}.matchLabels`, value, labelValueErrors(String(value)));
  }
  for (const [index, { key, operator, values }] of objectsIn(selector, "matchExpressions").entries()) {
    const here = `${at}.matchExpressions[${index}]`;
    const set = operator === "In" || operator === "NotIn";
    if (set && isBlank(values))
      found.required(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'");
    if (!set && operators.includes(String(operator)) && !isBlank(values))
      found.forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
    if (!operators.includes(String(operator)))
      found.invalid(`${here}.operator`, operator ?? "", "not a valid selector operator");
    found.invalidEach(`${here}.key`, key, qualifiedErrors(String(key ?? "")));
  }
  return found.causes.length === before;
}

/** A template whose pods the selector must find. */
function checkTemplate(found: Findings, at: string, template: Json): void {
  const metadata = inside(template, "metadata");
  checkLabels(found, `${at}.labels`, metadata.labels as Record<string, string> | undefined);
  checkAnnotations(found, `${at}.annotations`, metadata.annotations as Record<string, string> | undefined);
  checkPodSpec(found, `${at}.spec`, inside(template, "spec"));
}

function checkSelected(found: Findings, spec: Json, kind: string): void {
  const { selector } = spec;
  const template = inside(spec, "template");
  const labels = inside(template, "metadata").labels;
  const usable = !isObject(selector) || checkSelector(found, "spec.selector", selector);
  if (!isObject(selector)) found.required("spec.selector");
  else if (isBlank(selector.matchLabels) && isBlank(selector.matchExpressions))
    found.invalid("spec.selector", selector, `empty selector is invalid for ${kind}`);
  else if (!usable) found.invalid("spec.selector", selector, "invalid label selector");
  const empty = isObject(selector) && isBlank(selector.matchLabels) && isBlank(selector.matchExpressions);
  const chosen = isObject(selector) && matchesSelector(selector as LabelSelector, labels as Record<string, string>);
  if (usable && !empty && !chosen)
    found.invalid("spec.template.metadata.labels", labels ?? null, "`selector` does not match template `labels`");
  checkTemplate(found, "spec.template", template);
  const { restartPolicy } = inside(template, "spec");
  if (restartPolicy !== "Always") found.unsupported("spec.template.spec.restartPolicy", restartPolicy, ["Always"]);
  const { activeDeadlineSeconds } = inside(template, "spec");
  if (activeDeadlineSeconds !== undefined)
    found.forbidden(
      "spec.template.spec.activeDeadlineSeconds",
      `activeDeadlineSeconds in ${shown[kind]} is not Supported`,
    );
}

const shown: Readonly<Record<string, string>> = {
  deployment: "ReplicaSet",
  "replica set": "ReplicaSet",
  daemonset: "DaemonSet",
  statefulset: "StatefulSet",
};

/** Whole numbers that are not negative, or percents up to a hundred. */
export function checkCountOrPercent(found: Findings, at: string, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value === "number") found.notNegative(at, value);
  else if (!/^[0-9]+%$/.test(String(value)))
    found.invalid(
      at,
      value,
      "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
    );
  else if (Number.parseInt(String(value), 10) > 100) found.invalid(at, value, "must not be greater than 100%");
}

const isNone = (value: unknown): boolean => value === 0 || value === "0%";

function checkStrategy(found: Findings, strategy: Json): void {
  const at = "spec.strategy";
  if (strategy.type === "Recreate") {
    if (isObject(strategy.rollingUpdate))
      found.forbidden(`${at}.rollingUpdate`, "may not be specified when strategy `type` is 'Recreate'");
    return;
  }
  const rolling = inside(strategy, "rollingUpdate");
  if (strategy.type !== "RollingUpdate") {
    const given = { Type: strategy.type, RollingUpdate: strategy.rollingUpdate ?? null };
    found.unsupported(at, given, ["Recreate", "RollingUpdate"]);
    return;
  }
  checkCountOrPercent(found, `${at}.rollingUpdate.maxUnavailable`, rolling.maxUnavailable);
  checkCountOrPercent(found, `${at}.rollingUpdate.maxSurge`, rolling.maxSurge);
  if (isNone(rolling.maxUnavailable) && isNone(rolling.maxSurge))
    found.invalid(`${at}.rollingUpdate.maxUnavailable`, rolling.maxUnavailable, "may not be 0 when `maxSurge` is 0");
}

/** A Deployment's spec. */
export function checkDeployment(found: Findings, spec: Json): void {
  found.notNegative("spec.replicas", spec.replicas);
  checkSelected(found, spec, "deployment");
  checkStrategy(found, inside(spec, "strategy"));
  for (const name of ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"])
    found.notNegative(`spec.${name}`, spec[name]);
  const { progressDeadlineSeconds: deadline, minReadySeconds: ready = 0 } = spec;
  if (typeof deadline === "number" && deadline <= Number(ready))
    found.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds");
}

/** A ReplicaSet's spec. */
export function checkReplicaSet(found: Findings, spec: Json): void {
  found.notNegative("spec.replicas", spec.replicas);
  found.notNegative("spec.minReadySeconds", spec.minReadySeconds);
  checkSelected(found, spec, "replica set");
}

/** A DaemonSet's spec. */
export function checkDaemonSet(found: Findings, spec: Json): void {
  checkSelected(found, spec, "daemonset");
  found.oneOf("spec.updateStrategy.type", inside(spec, "updateStrategy").type, ["RollingUpdate", "OnDelete"]);
  found.notNegative("spec.minReadySeconds", spec.minReadySeconds);
  found.notNegative("spec.revisionHistoryLimit", spec.revisionHistoryLimit);
}

/** A StatefulSet's spec. */
export function checkStatefulSet(found: Findings, spec: Json): void {
  const policy = spec.podManagementPolicy;
  if (policy !== "OrderedReady" && policy !== "Parallel")
    found.invalid("spec.podManagementPolicy", policy, "must be 'OrderedReady' or 'Parallel'");
  const { type } = inside(spec, "updateStrategy");
  if (type !== "RollingUpdate" && type !== "OnDelete")
    found.invalid("spec.updateStrategy", inside(spec, "updateStrategy"), "must be 'RollingUpdate' or 'OnDelete'");
  found.notNegative("spec.replicas", spec.replicas);
  found.notNegative("spec.minReadySeconds", spec.minReadySeconds);
  checkSelected(found, spec, "statefulset");
}

/** A Job's spec; `at` is where it stands (in a CronJob: in its template). */
export function checkJob(found: Findings, spec: Json, at = "spec"): void {
  for (const name of ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
    found.notNegative(`${at}.${name}`, spec[name]);
  const { completionMode, completions } = spec;
  found.oneOf(`${at}.completionMode`, completionMode, ["NonIndexed", "Indexed"]);
  if (completionMode === "Indexed" && completions === undefined)
    found.required(`${at}.completions`, "when completion mode is Indexed");
  const template = inside(spec, "template");
  checkTemplate(found, `${at}.template`, template);
  const { restartPolicy } = inside(template, "spec");
  const here = `${at}.template.spec.restartPolicy`;
  if (restartPolicy === "Always") found.required(here, 'valid values: "OnFailure", "Never"');
}

const bounds: readonly (readonly [number, number])[] = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
];

/** Why a schedule cannot be read; undefined where it can. Names of months and days and macros count as readable. */
function scheduleError(schedule: string): string | undefined {
  if (schedule.startsWith("@")) return undefined;
  const fields = schedule.split(/\s+/).filter((part) => part !== "");
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, field] of fields.entries()) {
    const [, most] = bounds[index] ?? [0, 0];
    for (const part of field.split(",")) {
      const [range = ""] = part.split("/");
      const last = Number(range.split("-").at(-1));
      if (/^[\d-]+$/.test(range) && last > most) return `end of range (${last}) above maximum (${most}): ${part}`;
    }
  }
  return undefined;
}

/** A CronJob's spec. */
export function checkCronJob(found: Findings, spec: Json, name: string): void {
  if (name.length > 52) found.invalid("metadata.name", name, "must be no more than 52 characters");
  const schedule = String(spec.schedule ?? "");
  const problem = schedule === "" ? undefined : scheduleError(schedule);
  if (schedule === "") found.required("spec.schedule");
  else if (problem) found.invalid("spec.schedule", schedule, problem);
  found.notNegative("spec.startingDeadlineSeconds", spec.startingDeadlineSeconds);
  if (typeof spec.timeZone === "string" && !isTimeZone(spec.timeZone))
    found.invalid("spec.timeZone", spec.timeZone, `unknown time zone ${spec.timeZone}`);
  found.oneOf("spec.concurrencyPolicy", spec.concurrencyPolicy, ["Allow", "Forbid", "Replace"]);
  checkJob(found, inside(inside(spec, "jobTemplate"), "spec"), "spec.jobTemplate.spec");
  found.notNegative("spec.successfulJobsHistoryLimit", spec.successfulJobsHistoryLimit);
  found.notNegative("spec.failedJobsHistoryLimit", spec.failedJobsHistoryLimit);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** A HorizontalPodAutoscaler's spec. */
export function checkAutoscaler(found: Findings, spec: Json): void {
  const { minReplicas = 1, maxReplicas = 0 } = spec;
  if (Number(minReplicas) < 1) found.invalid("spec.minReplicas", minReplicas, "must be greater than or equal to 1");
  if (Number(maxReplicas) < 1) found.invalid("spec.maxReplicas", maxReplicas, "must be greater than 0");
  if (Number(maxReplicas) < Number(minReplicas))
    found.invalid("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`");
  const target = inside(spec, "scaleTargetRef");
  for (const name of ["kind", "name"]) if (!target[name]) found.required(`spec.scaleTargetRef.${name}`);
  if (!target.apiVersion)
    found.invalid("spec.scaleTargetRef.apiVersion", target.apiVersion ?? "", "apiVersion must specify API group");
}

/** A PodDisruptionBudget's spec. */
export function checkBudget(found: Findings, spec: Json): void {
  const { minAvailable, maxUnavailable } = spec;
  if (minAvailable !== undefined && maxUnavailable !== undefined) {
    const given = {
      MinAvailable: minAvailable,
      Selector: spec.selector ?? null,
      MaxUnavailable: maxUnavailable,
      UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy ?? null,
    };
    found.invalid("spec", given, "minAvailable and maxUnavailable cannot be both set");
  }
  checkCountOrPercent(found, "spec.minAvailable", minAvailable);
  checkCountOrPercent(found, "spec.maxUnavailable", maxUnavailable);
  if (isObject(spec.selector)) checkSelector(found, "spec.selector", spec.selector);
}
