import type { PodSpec } from "../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../model/kubernetes/quantity.ts";

type Amounts = Record<string, number>;

function add(into: Amounts, from: Readonly<Record<string, string>> | undefined): void {
  for (const name of ["cpu", "memory"]) {
    const value = parseQuantity(from?.[name]) ?? 0;
    if (value > 0) into[name] = (into[name] ?? 0) + value;
  }
}

/** The quality of service class of a pod. Source: pkg/apis/core/v1/helper/qos of 1.34. */
export function qosClassOf(spec: PodSpec): "Guaranteed" | "Burstable" | "BestEffort" {
  const requests: Amounts = {};
  const limits: Amounts = {};
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  for (const { resources } of containers) {
    add(requests, resources?.requests);
    add(limits, resources?.limits);
  }
  if (Object.keys(requests).length === 0 && Object.keys(limits).length === 0) return "BestEffort";
  const limited = containers.every(({ resources }) => resources?.limits?.cpu && resources.limits.memory);
  const same = ["cpu", "memory"].every((name) => requests[name] === limits[name]);
  return limited && same ? "Guaranteed" : "Burstable";
}
