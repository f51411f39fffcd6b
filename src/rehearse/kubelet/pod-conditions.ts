import type { Condition } from "../../model/kubernetes/object.ts";
import type { Pod, PodStatus } from "../../model/kubernetes/pod.ts";
import type { ContainerRecord } from "./container-record.ts";

/** What the conditions of a pod follow from. */
export interface ConditionsOf {
  readonly pod: Pod;
  readonly records: readonly ContainerRecord[];
  readonly phase: NonNullable<PodStatus["phase"]>;
  /** Whether the pod has its sandbox, and with it its address. */
  readonly sandbox: boolean;
}

type Bare = Pick<Condition, "type" | "status" | "reason" | "message">;

const go = (names: readonly string[]): string => `[${names.join(" ")}]`;

function isInitialized(record: ContainerRecord): boolean {
  return record.role === "sidecar" ? record.started : record.ready;
}

function initialized({ records, phase }: ConditionsOf): Bare {
  const type = "Initialized";
  const init = records.filter(({ role }) => role !== "main");
  if (phase === "Succeeded") return { type, status: "True", reason: "PodCompleted" };
  const begun = records.some(
    ({ role, state, lastState }) => role === "main" && (state.running || state.terminated || lastState?.terminated),
  );
  const waiting = init.filter((record) => !isInitialized(record)).map(({ name }) => name);
  if (begun || waiting.length === 0) return { type, status: "True" };
  return {
    type,
    status: "False",
    reason: "ContainersNotInitialized",
    message: `containers with incomplete status: ${go(waiting)}`,
  };
}

function containersReady({ records, phase }: ConditionsOf): Bare {
  const type = "ContainersReady";
  if (phase === "Succeeded") return { type, status: "False", reason: "PodCompleted" };
  if (phase === "Failed") return { type, status: "False", reason: "PodFailed" };
  const unready = records.filter(({ role, ready }) => role !== "init" && !ready).map(({ name }) => name);
  if (unready.length === 0) return { type, status: "True" };
  return {
    type,
    status: "False",
    reason: "ContainersNotReady",
    message: `containers with unready status: ${go(unready)}`,
  };
}

function ready(containers: Bare, pod: Pod): Bare {
  if (containers.status !== "True") return { ...containers, type: "Ready" };
  const missing = (pod.spec.readinessGates ?? []).flatMap(({ conditionType }) => {
    const condition = pod.status?.conditions?.find(({ type }) => type === conditionType);
    if (!condition) return [`corresponding condition of pod readiness gate "${conditionType}" does not exist.`];
    if (condition.status === "True") return [];
    return [`the status of pod readiness gate "${conditionType}" is not "True", but ${condition.status}`];
  });
  if (missing.length === 0) return { type: "Ready", status: "True" };
  return { type: "Ready", status: "False", reason: "ReadinessGatesNotReady", message: missing.join(", ") };
}

/** The conditions that a kubelet gives a pod, without times. Source: pkg/kubelet/status/generate.go of 1.34. */
export function conditionsOf(given: ConditionsOf): readonly Bare[] {
  const containers = containersReady(given);
  return [
    { type: "PodReadyToStartContainers", status: given.sandbox ? "True" : "False" },
    initialized(given),
    ready(containers, given.pod),
    containers,
    { type: "PodScheduled", status: "True" },
  ];
}
