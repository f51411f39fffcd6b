import type { Part } from "./environment.ts";
import { filled, type Release, sectionOf } from "./release.ts";
import { type Item, itemsOf, mapping, only, text, type Values } from "./values.ts";

/** The probes of a container: those that are switched on. What they knock at is the first port of the first Service. */
export function probes(release: Release, controller: string, item: Item): Part<Values> {
  const found = Object.entries(mapping(item.values.probes)).filter(([, probe]) => mapping(probe).enabled === true);
  const made = found.map(([kind, probe]) => [`${kind}Probe`, probeOf(release, controller, mapping(probe))] as const);
  const value = Object.fromEntries(made.filter(([, probe]) => probe !== undefined));
  const places = found.flatMap(([kind, probe]) => {
    const field = `${item.field}.probes.${kind}`;
    const spec = mapping(probe).custom === true ? `${field}.spec` : field;
    return [[`${kind}Probe`, spec] as const];
  });
  return { value, places };
}

const times = ["initialDelaySeconds", "failureThreshold", "timeoutSeconds", "periodSeconds", "successThreshold"];

function probeOf(release: Release, controller: string, probe: Values): Values | undefined {
  if (probe.custom === true) return mapping(probe.spec);
  const handler = handlerOf(release, controller, probe);
  return handler && { ...only(mapping(probe.spec), times), ...handler };
}

/** How a probe knocks; undefined where it names no port and the release has none. */
function handlerOf(release: Release, controller: string, probe: Values): Values | undefined {
  const port = firstPort(release, controller);
  const knock = { port: portOf(release, probe.port) ?? port?.targetPort ?? port?.port };
  const type = probe.type === "AUTO" ? (text(port?.protocol) ?? "TCP") : (text(probe.type) ?? "TCP");
  if (probe.command !== undefined) return { exec: { command: probe.command } };
  if (knock.port === undefined) return undefined;
  if (type === "HTTP" || type === "HTTPS") return { httpGet: { ...only(probe, ["path"]), scheme: type, ...knock } };
  return type === "GRPC" ? { grpc: { ...only(probe, ["service"]), ...knock } } : { tcpSocket: knock };
}

function portOf(release: Release, port: unknown): string | number | undefined {
  if (typeof port === "number") return port;
  const written = text(port);
  if (written === undefined) return undefined;
  const full = filled(release, written);
  return /^\d+$/.test(full) ? Number(full) : full;
}

function firstPort(release: Release, controller: string): Values | undefined {
  const services = sectionOf(release, "service").filter(
    ({ values }) => text(values.controller) === undefined || values.controller === controller,
  );
  const service = services.find(({ values }) => values.primary === true) ?? services[0];
  return service && primaryPort(service);
}

/** The port of a Service that others mean when they name none. */
export function primaryPort({ values, field }: Item): Values | undefined {
  const ports = itemsOf(values.ports, `${field}.ports`);
  return (ports.find((port) => port.values.primary === true) ?? ports[0])?.values;
}
