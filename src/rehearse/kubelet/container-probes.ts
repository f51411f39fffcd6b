import type { Container, Probe } from "../../model/kubernetes/pod.ts";
import type { Application } from "./application.ts";
import type { ContainerHost } from "./container-host.ts";
import type { ContainerRecord } from "./container-record.ts";
import { runProbe } from "./probe.ts";
import { type ProbeKind, startProbeWorker } from "./probe-worker.ts";
import { fractionOf } from "./seeded.ts";

/** One run of a container. */
export interface Run {
  readonly host: ContainerHost;
  readonly record: ContainerRecord;
  readonly spec: Container;
  readonly application: Application;
}

/** Starts the probes of a run: while there is a startup probe, the others wait for it. Returns what stops them. */
export function probeAll({ host, record, spec, application }: Run): () => void {
  const { cluster } = host;
  const stops: (() => void)[] = [];
  const startedAt = cluster.clock.now();
  const target = { container: spec, podIP: host.self().podIP, network: cluster.network, ready: application.ready };
  const restart = (kind: "liveness" | "startup", probe: Probe): void => {
    const grace = probe.terminationGracePeriodSeconds ?? host.pod().spec.terminationGracePeriodSeconds ?? 30;
    host.event(spec.name, "normal", "Killing", `Container ${spec.name} failed ${kind} probe, will be restarted`);
    application.stop(grace);
  };
  const watch = (kind: ProbeKind, probe: Probe | undefined, settled: (good: boolean, probe: Probe) => void): void => {
    if (!probe) return;
    const stop = startProbeWorker({
      kind,
      probe,
      clock: cluster.clock,
      startedAt,
      phase: fractionOf(cluster.seed, kind, host.pod().metadata.name, spec.name),
      run: () => runProbe(probe, target),
      settled: (result) => settled(result === "success", probe),
      warn: (reason, message) => host.event(spec.name, "warning", reason, message),
    });
    stops.push(stop);
  };
  const begin = (): void => {
    record.started = true;
    record.ready = spec.readinessProbe === undefined;
    watch("Readiness", spec.readinessProbe, (good) => {
      if (record.ready === good) return;
      record.ready = good;
      host.report();
    });
    watch("Liveness", spec.livenessProbe, (good, probe) => good || restart("liveness", probe));
  };
  if (!spec.startupProbe) begin();
  watch("Startup", spec.startupProbe, (good, probe) => {
    if (!good) return restart("startup", probe);
    begin();
    host.report();
  });
  return () => {
    for (const stop of stops) stop();
  };
}
