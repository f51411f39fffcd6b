import type { Container, PodTemplate, PortName, Probe } from "./pod.ts";
import type { ServicePort } from "./workload.ts";

/** Probes and ports by name. Source: k8s.io/api/core/v1 and pkg/kubelet/prober of Kubernetes 1.34. */

/** A probe of a container with the port that it knocks at; undefined where it names one that the container has not, or runs a command. */
export interface ProbeAt {
  readonly kind: "startupProbe" | "readinessProbe" | "livenessProbe";
  readonly probe: Probe;
  readonly port?: number;
}

/** The probes of a container. */
export function probesOf(container: Container): readonly ProbeAt[] {
  return (["startupProbe", "readinessProbe", "livenessProbe"] as const).flatMap((kind) => {
    const probe = container[kind];
    if (!probe) return [];
    const named = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
    const port = named === undefined ? undefined : portOf(container, named);
    return { kind, probe, ...(port === undefined ? {} : { port }) };
  });
}

/** The number of a port of a container; a number is itself, whether it is declared or not. */
export function portOf(container: Container, port: PortName): number | undefined {
  if (typeof port === "number") return port;
  if (/^\d+$/.test(port)) return Number(port);
  return container.ports?.find(({ name }) => name === port)?.containerPort;
}

/** The number that a Service's port leads to in pods of a template; undefined where it is a name that none has. */
export function targetPortIn(template: PodTemplate, port: ServicePort): number | undefined {
  const target = port.targetPort ?? port.port;
  const protocol = port.protocol ?? "TCP";
  if (typeof target === "number") return target;
  for (const { ports } of template.spec.containers) {
    const found = ports?.find((one) => one.name === target && (one.protocol ?? "TCP") === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

/**
 * Seconds after its start at which a container that never answered its readiness probe is past every chance that the
 * probe gives it, the time of a start-up probe before that included.
 */
export function readinessGrace(container: Container): number {
  const own = container.readinessProbe ? probeSeconds(container.readinessProbe) : 0;
  const startup = container.startupProbe ? startupSeconds(container.startupProbe) : 0;
  return own + startup;
}

/** Seconds after which a start-up probe has used up its chances. */
export function startupSeconds(probe: Probe): number {
  return (probe.initialDelaySeconds ?? 0) + (probe.failureThreshold ?? 3) * (probe.periodSeconds ?? 10);
}

function probeSeconds(probe: Probe): number {
  const period = probe.periodSeconds ?? 10;
  const rounds = (probe.failureThreshold ?? 3) + (probe.successThreshold ?? 1) - 3;
  return Math.max(1, (probe.initialDelaySeconds ?? 0) + rounds * period + 2 * (probe.timeoutSeconds ?? 1) + period / 2);
}
