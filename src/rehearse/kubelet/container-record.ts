import type { Container, ContainerState } from "../../model/kubernetes/pod.ts";
import { timestamp } from "../clock.ts";
import type { Application, Exit } from "./application.ts";
import type { ContainerLog } from "./container-log.ts";

/** What a node knows of one container of a pod. Only its own life and the pod's worker change it. */
export interface ContainerRecord {
  readonly name: string;
  readonly role: "init" | "sidecar" | "main";
  image: string;
  imageID: string;
  containerID?: string;
  state: ContainerState;
  lastState?: ContainerState;
  restartCount: number;
  ready: boolean;
  started: boolean;
  application?: Application;
  log?: ContainerLog;
  previousLog?: ContainerLog;
}

/** Init containers that are restarted always run beside the others. */
export function isSidecar(container: Container): boolean {
  return container.restartPolicy === "Always";
}

/** The record of a container that was not started yet. */
export function newRecord(container: Container, role: ContainerRecord["role"], waitsFor: string): ContainerRecord {
  return {
    name: container.name,
    role,
    image: container.image ?? "",
    imageID: "",
    state: { waiting: { reason: waitsFor } },
    restartCount: 0,
    ready: false,
    started: false,
  };
}

/** The container waits; what it was terminated with becomes its last state. */
export function setWaiting(record: ContainerRecord, reason: string, message: string): void {
  if (record.state.terminated) record.lastState = { terminated: record.state.terminated };
  record.state = { waiting: { reason, message } };
  record.ready = false;
  record.started = false;
}

/** The container runs. */
export function setRunning(record: ContainerRecord, now: number): void {
  if (record.state.terminated) record.lastState = { terminated: record.state.terminated };
  record.state = { running: { startedAt: timestamp(now) } };
}

/** The container ended. An init container that completed counts as ready. */
export function setTerminated(record: ContainerRecord, exit: Exit, now: number, message?: string): void {
  const { startedAt } = record.state.running ?? {};
  record.state = {
    terminated: {
      exitCode: exit.code,
      reason: exit.reason,
      ...(message === undefined ? {} : { message }),
      ...(startedAt ? { startedAt } : {}),
      finishedAt: timestamp(now),
      ...(record.containerID ? { containerID: record.containerID } : {}),
    },
  };
  record.ready = record.role === "init" && exit.code === 0;
  record.started = false;
}

/** As much of a log as becomes a message. Source: pkg/kubelet/kuberuntime of 1.34. */
const messageLines = 80;
const messageBytes = 2048;

/** What a container that asks for it (`terminationMessagePolicy: FallbackToLogsOnError`) leaves as its message: the end of its log. */
export function lastWords(
  { terminationMessagePolicy }: Container,
  exit: Exit,
  log: ContainerLog | undefined,
): string | undefined {
  if (terminationMessagePolicy !== "FallbackToLogsOnError" || exit.code === 0) return undefined;
  const lines = (log?.lines() ?? []).slice(-messageLines).map(({ text }) => `${text}\n`);
  return lines.length === 0 ? undefined : lines.join("").slice(-messageBytes);
}

/** The code with which a container last ended. */
export function lastExit({ state, lastState }: ContainerRecord): number | undefined {
  return state.terminated?.exitCode ?? lastState?.terminated?.exitCode;
}
