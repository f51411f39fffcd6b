import type { Service } from "../../model/kubernetes/workload.ts";

const nameOf = (text: string): string => text.toUpperCase().replaceAll("-", "_");

function hasAddress({ spec }: Service): boolean {
  return spec.type !== "ExternalName" && spec.clusterIP !== undefined && !["", "None"].includes(spec.clusterIP);
}

/** The variables by which containers are told of Services. Source: pkg/kubelet/envvars of 1.34. */
export function serviceVariables(services: readonly Service[]): Map<string, string> {
  const variables = new Map<string, string>();
  for (const service of services.filter(hasAddress)) addOne(variables, service);
  return variables;
}

function addOne(variables: Map<string, string>, { metadata, spec }: Service): void {
  const prefix = nameOf(metadata.name);
  const address = spec.clusterIP ?? "";
  const ports = spec.ports ?? [];
  variables.set(`${prefix}_SERVICE_HOST`, address);
  if (ports[0]) variables.set(`${prefix}_SERVICE_PORT`, String(ports[0].port));
  for (const port of ports)
    if (port.name) variables.set(`${prefix}_SERVICE_PORT_${nameOf(port.name)}`, String(port.port));
  for (const [index, { port, protocol = "TCP" }] of ports.entries()) {
    const scheme = protocol.toLowerCase();
    const url = `${scheme}://${address}:${port}`;
    if (index === 0) variables.set(`${prefix}_PORT`, url);
    const link = `${prefix}_PORT_${port}_${protocol}`;
    variables.set(link, url);
    variables.set(`${link}_PROTO`, scheme);
    variables.set(`${link}_PORT`, String(port));
    variables.set(`${link}_ADDR`, address);
  }
}

/** The Services that a pod is told of: its namespace's where it wants links, and always the API server's. */
export function linkedServices(services: readonly Service[], namespace: string, links: boolean): readonly Service[] {
  const api = services.filter(({ metadata }) => metadata.namespace === "default" && metadata.name === "kubernetes");
  const own = links
    ? services.filter(
        ({ metadata }) => metadata.namespace === namespace && !api.some((one) => one.metadata.name === metadata.name),
      )
    : [];
  return [...api, ...own];
}
