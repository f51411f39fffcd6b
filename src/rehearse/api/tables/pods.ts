/** Pods: one word for what is wrong with them. Source: printPod of k8s.io/kubernetes/pkg/printers/internalversion/printers.go. */
import { isObject, type Json } from "../field-shape.ts";
import { age, at, list, number, type Printer, type Printing, since, text } from "./cells.ts";

/** What the containers add up to. */
interface Summary {
  reason: string;
  ready: number;
  restarts: number;
  /** When the last restart was, as RFC 3339. */
  lastRestart: string;
}

function ended({ reason, signal, exitCode }: Json): string {
  if (reason) return String(reason);
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode ?? 0}`;
}

function countRestart(summary: Summary, status: Json): void {
  summary.restarts += number(status, "restartCount");
  const finished = text(status, "lastState.terminated.finishedAt");
  if (finished > summary.lastRestart) summary.lastRestart = finished;
}

function isSidecar(pod: Json, name: unknown): boolean {
  const container = list(pod, "spec.initContainers").find((each) => each.name === name);
  return container?.restartPolicy === "Always";
}

/** Why initialization is not over yet because of this container; undefined where it is done. */
function initReason(pod: Json, status: Json, index: number): string | undefined {
  const terminated = at(status, "state.terminated");
  if (isObject(terminated) && number(terminated, "exitCode") === 0) return undefined;
  if (isSidecar(pod, status.name) && status.started === true) return undefined;
  if (isObject(terminated)) return `Init:${ended(terminated)}`;
  const waiting = text(status, "state.waiting.reason");
  if (waiting !== "" && waiting !== "PodInitializing") return `Init:${waiting}`;
  return `Init:${index}/${list(pod, "spec.initContainers").length}`;
}

function hasCondition(pod: Json, type: string): boolean {
  return list(pod, "status.conditions").some((condition) => condition.type === type && condition.status === "True");
}

/** Walks over init containers until one is not done; true where one holds the pod up. `sidecars` counts those alone. */
function readInit(pod: Json, all: Summary, sidecars: Summary): boolean {
  for (const [index, status] of list(pod, "status.initContainerStatuses").entries()) {
    countRestart(all, status);
    const sidecar = isSidecar(pod, status.name);
    if (sidecar) countRestart(sidecars, status);
    const reason = initReason(pod, status, index);
    if (reason !== undefined) {
      all.reason = reason;
      return true;
    }
    const done = isObject(at(status, "state.terminated"));
    if (sidecar && !done && status.ready === true) all.ready += 1;
  }
  return false;
}

/** The last container counted tells the reason, so upstream goes from the last to the first. */
function readContainers(pod: Json, summary: Summary): void {
  let running = false;
  for (const status of list(pod, "status.containerStatuses").toReversed()) {
    countRestart(summary, status);
    const waiting = text(status, "state.waiting.reason");
    const terminated = at(status, "state.terminated");
    if (waiting !== "") summary.reason = waiting;
    else if (isObject(terminated)) summary.reason = ended(terminated);
    else if (status.ready === true && isObject(at(status, "state.running"))) {
      running = true;
      summary.ready += 1;
    }
  }
  if (summary.reason === "Completed" && running) summary.reason = hasCondition(pod, "Ready") ? "Running" : "NotReady";
}

function firstReason(pod: Json): string {
  const gated = list(pod, "status.conditions").some(
    ({ type, reason }) => type === "PodScheduled" && reason === "SchedulingGated",
  );
  return gated ? "SchedulingGated" : text(pod, "status.reason", text(pod, "status.phase"));
}

function summarize(pod: Json): Summary {
  const all: Summary = { reason: firstReason(pod), ready: 0, restarts: 0, lastRestart: "" };
  const sidecars: Summary = { ...all };
  const held = readInit(pod, all, sidecars);
  if (!held || hasCondition(pod, "Initialized")) {
    all.restarts = sidecars.restarts;
    all.lastRestart = sidecars.lastRestart;
    readContainers(pod, all);
  }
  if (at(pod, "metadata.deletionTimestamp") !== undefined) {
    const over = ["Succeeded", "Failed"].includes(text(pod, "status.phase"));
    if (text(pod, "status.reason") === "NodeLost") all.reason = "Unknown";
    else if (!over) all.reason = "Terminating";
  }
  return all;
}

function restartCell({ restarts, lastRestart }: Summary, printing: Printing): string {
  return restarts === 0 || lastRestart === "" ? String(restarts) : `${restarts} (${since(lastRestart, printing)} ago)`;
}

function gateCell(pod: Json): string {
  const gates = list(pod, "spec.readinessGates");
  const open = gates.filter(({ conditionType }) => hasCondition(pod, String(conditionType)));
  return gates.length === 0 ? "<none>" : `${open.length}/${gates.length}`;
}

/** The printer of pods. */
export const pods: Printer = {
  columns: ["Name", "Ready", "Status", "Restarts", "Age", "IP+", "Node+", "Nominated Node+", "Readiness Gates+"],
  cells(pod, printing) {
    const summary = summarize(pod);
    const sidecars = list(pod, "spec.initContainers").filter(({ restartPolicy }) => restartPolicy === "Always");
    return [
      text(pod, "metadata.name"),
      `${summary.ready}/${list(pod, "spec.containers").length + sidecars.length}`,
      summary.reason,
      restartCell(summary, printing),
      age(pod, printing),
      text(list(pod, "status.podIPs")[0], "ip", "<none>"),
      text(pod, "spec.nodeName", "<none>"),
      text(pod, "status.nominatedNodeName", "<none>"),
      gateCell(pod),
    ];
  },
};

/** Rows of pods that are over are told apart, so that `kubectl get` can leave them out. */
export function podRowConditions(pod: Json): readonly object[] | undefined {
  const phase = text(pod, "status.phase");
  if (phase !== "Succeeded" && phase !== "Failed") return undefined;
  const message = phase === "Succeeded" ? "The pod has completed successfully." : "The pod failed.";
  return [{ type: "Completed", status: "True", reason: phase, message }];
}
