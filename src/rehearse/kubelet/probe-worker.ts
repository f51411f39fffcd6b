import type { Probe } from "../../model/kubernetes/pod.ts";
import type { RehearsalClock } from "../clock.ts";
import type { ProbeAnswer } from "./probe.ts";

/** The name of a probe in events. */
export type ProbeKind = "Startup" | "Readiness" | "Liveness";

/** One probe of one run of a container. */
export interface ProbeWorkerOptions {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly clock: RehearsalClock;
  /** When the container was started, in milliseconds. */
  readonly startedAt: number;
  /** Part of a second, from 0 to 1, by which this worker is out of step with others. */
  readonly phase: number;
  readonly run: () => ProbeAnswer;
  /** Told when a threshold is reached, again with each further answer. */
  readonly settled: (result: "success" | "failure") => void;
  /** An event of this reason. */
  readonly warn: (reason: "Unhealthy" | "ProbeWarning", message: string) => void;
}

/** The first knock comes some tenths of a second after the delay, so that a quick program is already there. */
const leastOffset = 400;

/** Probes until the returned function is called; liveness and startup probes end by themselves when they have settled. Source: pkg/kubelet/prober/worker.go of 1.34. */
export function startProbeWorker(options: ProbeWorkerOptions): () => void {
  const { kind, probe, clock, startedAt } = options;
  const period = (probe.periodSeconds ?? 10) * 1000;
  const thresholds = { success: probe.successThreshold ?? 1, failure: probe.failureThreshold ?? 3 };
  let last: "success" | "failure" | undefined;
  let run = 0;
  let cancel = (): void => undefined;
  let stopped = false;

  const count = (result: "success" | "failure"): void => {
    run = result === last ? run + 1 : 1;
    last = result;
    if (run < thresholds[result]) return;
    if (kind === "Startup" || (kind === "Liveness" && result === "failure")) stopped = true;
    options.settled(result);
  };
  const knock = (): void => {
    const result = report(options.run(), options);
    if (result !== undefined) count(result);
    if (!stopped) cancel = clock.after(period, knock);
  };
  const offset = Math.min(period, leastOffset + options.phase * 500);
  const first = startedAt + (probe.initialDelaySeconds ?? 0) * 1000 + offset;
  cancel = clock.after(Math.max(0, first - clock.now()), knock);
  return () => {
    stopped = true;
    cancel();
  };
}

/** Writes the event of an answer; undefined when it counts for nothing. */
function report(
  { result, output }: ProbeAnswer,
  { kind, warn }: ProbeWorkerOptions,
): "success" | "failure" | undefined {
  switch (result) {
    case "success":
      return "success";
    case "warning":
      warn("ProbeWarning", `${kind} probe warning: ${output}`);
      return "success";
    case "failure":
      warn("Unhealthy", `${kind} probe failed: ${output}`);
      return "failure";
    case "error":
      warn("Unhealthy", `${kind} probe errored and resulted in unknown state: ${output}`);
      return undefined;
  }
}
