import type { PodSpec, PodStatus } from "../../model/kubernetes/pod.ts";
import { type ContainerRecord, lastExit } from "./container-record.ts";

/** Where the containers of a pod stand. `over`: none of them will be started again. */
export interface Containers {
  readonly spec: PodSpec;
  readonly records: readonly ContainerRecord[];
  readonly over: boolean;
}

type Stage = "running" | "waiting" | "stopped";

function stageOf(record: ContainerRecord): Stage {
  if (record.state.running) return "running";
  if (record.state.terminated) return "stopped";
  return record.lastState?.terminated ? "stopped" : "waiting";
}

function isPendingInit(record: ContainerRecord): boolean {
  if (record.role === "init") return stageOf(record) !== "stopped";
  if (record.role !== "sidecar") return false;
  return record.state.running ? !record.started : stageOf(record) === "waiting";
}

/** The phase of a pod. Source: getPhase of pkg/kubelet/kubelet_pods.go 1.34. */
export function phaseOf({ spec, records, over }: Containers): NonNullable<PodStatus["phase"]> {
  const main = records.filter(({ role }) => role === "main");
  const failedInit = records.some((record) => record.role === "init" && (lastExit(record) ?? 0) !== 0);
  if (failedInit && spec.restartPolicy === "Never") return "Failed";
  const begun = main.some((record) => stageOf(record) !== "waiting");
  if (!begun && records.some(isPendingInit)) return "Pending";
  const stages = main.map(stageOf);
  if (stages.includes("waiting")) return "Pending";
  if (stages.includes("running")) return "Running";
  const allWell = main.every(({ state }) => state.terminated?.exitCode === 0);
  if (over) return allWell ? "Succeeded" : "Failed";
  if (spec.restartPolicy === "Always" || spec.restartPolicy === undefined) return "Running";
  if (allWell) return "Succeeded";
  return spec.restartPolicy === "Never" ? "Failed" : "Running";
}
