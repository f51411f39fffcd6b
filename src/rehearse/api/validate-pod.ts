/** Pods and pod templates. Source: k8s.io/kubernetes/pkg/apis/core/validation/validation.go. */

import { isDeepStrictEqual } from "node:util";
import { inside, isBlank, objectsIn } from "./defaults-values.ts";
import type { Json } from "./field-shape.ts";
import type { Findings } from "./findings.ts";
import { labelErrors, qualifiedErrors, subdomainErrors } from "./names.ts";
import { checkContainers } from "./validate-container.ts";
import { checkLabels } from "./validate-metadata.ts";
import { checkVolumes } from "./validate-volume.ts";

function checkToleration(found: Findings, at: string, toleration: Json): void {
  const { key, operator = "Equal", value, effect } = toleration;
  if (key) found.invalidEach(`${at}.key`, key, qualifiedErrors(String(key)));
  else if (operator !== "Exists")
    found.invalid(
      `${at}.operator`,
      operator,
      'operator must be Exists when `key` is empty, which means "match all values and all keys"',
    );
  if (toleration.tolerationSeconds !== undefined && effect !== "NoExecute")
    found.invalid(`${at}.effect`, effect ?? "", "effect must be 'NoExecute' when `tolerationSeconds` is set");
  if (operator === "Exists" && value)
    found.invalid(`${at}.operator`, toleration, "value must be empty when `operator` is 'Exists'");
  found.oneOf(`${at}.operator`, operator, ["Equal", "Exists"]);
  if (effect) found.oneOf(`${at}.effect`, effect, ["NoSchedule", "PreferNoSchedule", "NoExecute"]);
}

function checkNames(found: Findings, at: string, spec: Json): void {
  const { serviceAccountName, nodeName, hostname, subdomain } = spec;
  if (serviceAccountName)
    found.invalidEach(`${at}.serviceAccountName`, serviceAccountName, subdomainErrors(String(serviceAccountName)));
  if (nodeName) found.invalidEach(`${at}.nodeName`, nodeName, subdomainErrors(String(nodeName)));
  if (hostname) found.invalidEach(`${at}.hostname`, hostname, labelErrors(String(hostname)));
  if (subdomain) found.invalidEach(`${at}.subdomain`, subdomain, labelErrors(String(subdomain)));
}

/** The spec of a pod or of the pods of a template, with its defaults. */
export function checkPodSpec(found: Findings, at: string, spec: Json): void {
  const volumes = checkVolumes(found, `${at}.volumes`, objectsIn(spec, "volumes"));
  checkContainers(found, at, spec, volumes);
  found.oneOf(`${at}.restartPolicy`, spec.restartPolicy, ["Always", "OnFailure", "Never"]);
  found.oneOf(`${at}.dnsPolicy`, spec.dnsPolicy, ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"]);
  if (spec.dnsPolicy === "None" && isBlank(inside(spec, "dnsConfig").nameservers))
    found.required(`${at}.dnsConfig.nameservers`, "must provide at least one DNS nameserver when `dnsPolicy` is None");
  checkLabels(found, `${at}.nodeSelector`, spec.nodeSelector as Record<string, string> | undefined);
  for (const [index, toleration] of objectsIn(spec, "tolerations").entries())
    checkToleration(found, `${at}.tolerations[${index}]`, toleration);
  checkNames(found, at, spec);
  const { activeDeadlineSeconds: deadline } = spec;
  if (typeof deadline === "number" && (deadline < 1 || deadline > 2_147_483_647))
    found.invalid(`${at}.activeDeadlineSeconds`, deadline, "must be between 1 and 2147483647, inclusive");
}

/** What of a pod may change, as upstream's message lists it. */
const changeable =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

function withoutImages(list: readonly Json[]): Json[] {
  return list.map(({ image: _, ...rest }) => rest);
}

/** The part of a spec that must not change. */
function fixedPart(spec: Json): Json {
  const { activeDeadlineSeconds: _, tolerations: __, ephemeralContainers: ___, ...rest } = spec;
  const lists = ["containers", "initContainers"].filter((name) => Array.isArray(rest[name]));
  return { ...rest, ...Object.fromEntries(lists.map((name) => [name, withoutImages(objectsIn(rest, name))])) };
}

/** Whether a list of containers grew or shrank. */
function checkNumbers(found: Findings, next: Json, live: Json): boolean {
  for (const [list, shown] of [
    ["containers", "containers"],
    ["initContainers", "init containers"],
  ] as const) {
    if (objectsIn(next, list).length === objectsIn(live, list).length) continue;
    found.forbidden(`spec.${list}`, `pod updates may not add or remove ${shown}`);
    return true;
  }
  return false;
}

/** Scheduling of a pod that waits at a gate may still be changed. */
function expectedPart(next: Json, live: Json): Json {
  const part = fixedPart(live);
  if (isBlank(live.schedulingGates)) return part;
  const { schedulingGates, nodeSelector, affinity } = next;
  return { ...part, schedulingGates, nodeSelector, affinity };
}

const said = (value: Json): Json =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));

/** A changed pod: images, deadline and more tolerations; what it waits for at a gate. */
export function checkPodUpdate(found: Findings, next: Json, live: Json): void {
  if (checkNumbers(found, next, live)) return;
  for (const [index, container] of objectsIn(next, "containers").entries())
    if (!container.image) found.required(`spec.containers[${index}].image`);
  const [after, before] = [next.activeDeadlineSeconds, live.activeDeadlineSeconds];
  if (typeof before === "number" && (typeof after !== "number" || after > before))
    found.invalid("spec.activeDeadlineSeconds", after ?? "", "must be less than or equal to previous value");
  const kept = objectsIn(next, "tolerations");
  const lost = objectsIn(live, "tolerations").some((each) => !kept.some((other) => isDeepStrictEqual(each, other)));
  if (lost) found.forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds");
  if (!isDeepStrictEqual(said(fixedPart(next)), said(expectedPart(next, live)))) found.forbidden("spec", changeable);
}
