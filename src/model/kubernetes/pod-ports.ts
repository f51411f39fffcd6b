import { fieldsAt, textsAt } from "./fields.ts";
import type { Container, ContainerPort } from "./pod.ts";
import { containersAt, type TemplateAt } from "./template.ts";

/** A port that a container of a pod says it listens on, with its place. */
export interface PodPort {
  readonly container: Container;
  readonly port: ContainerPort;
  readonly field: string;
}

/** The ports of the containers that run as long as their pod: side-cars among them, other init containers not. */
export function podPortsOf(at: TemplateAt): readonly PodPort[] {
  return containersAt(at).flatMap(({ container, field, init }) => {
    const ports = init && container.restartPolicy !== "Always" ? [] : container.ports;
    return (Array.isArray(ports) ? ports : []).map((port, index) => ({
      container,
      port,
      field: `${field}.ports[${index}]`,
    }));
  });
}

/** Whether two ports share a transport; TCP where none is said. */
export function sameProtocol(a: { protocol?: string }, b: { protocol?: string }): boolean {
  return (a.protocol ?? "TCP") === (b.protocol ?? "TCP");
}

/** Ports as a person reads them: `http (8080), 9090`; at most six. */
export function listPorts(ports: readonly ContainerPort[]): string {
  const said = ports.map(({ name, containerPort }) => (name ? `${name} (${containerPort})` : `${containerPort}`));
  return [...new Set(said)].slice(0, 6).join(", ");
}

const probePaths = ["startupProbe", "readinessProbe", "livenessProbe"].flatMap((probe) =>
  ["httpGet.port", "tcpSocket.port", "grpc.port"].map((port) => `${probe}.${port}`),
);

/**
 * Numbers that the containers of a pod speak of as ports beside those that they declare, as often as each does: probes
 * knock there, a variable such as `PORT` or an argument says so.
 */
export function mentionedPorts(at: TemplateAt): readonly (readonly number[])[] {
  return containersAt(at).map(({ container }) => {
    const numbers = [
      ...probePaths.flatMap((path) => textsAt(container, path).map(({ text }) => text)),
      ...fieldsAt(container, "env[]").flatMap(({ value }) => {
        const { name, value: said } = (value ?? {}) as { name?: unknown; value?: unknown };
        return /port$/i.test(String(name)) && typeof said === "string" ? said.replace(/^.*:/, "") : [];
      }),
      ...[...(container.args ?? []), ...(container.command ?? [])].flatMap(
        (one) => /[:=\s](\d{2,5})$/.exec(String(one))?.[1] ?? [],
      ),
    ];
    return numbers.filter((one) => /^\d+$/.test(one)).map(Number);
  });
}

/** The port that a container speaks of twice or more, and of no other, where there is one such container. */
export function agreedPort(mentioned: readonly (readonly number[])[]): number | undefined {
  const agreed = mentioned.filter((own) => own.length > 1 && own.every((port) => port === own[0]));
  return agreed.length === 1 ? agreed[0]?.[0] : undefined;
}
