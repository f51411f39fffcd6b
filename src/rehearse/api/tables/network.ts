/** Services and what belongs to them. Source: k8s.io/kubernetes/pkg/printers/internalversion/printers.go. */
import type { Json } from "../field-shape.ts";
import { age, at, firstThree, labelCell, list, type Printer, selectorCell, text, texts } from "./cells.ts";

const name = (object: Json): string => text(object, "metadata.name");

function loadBalancer(object: Json): string {
  const addresses = list(object, "status.loadBalancer.ingress").map((entry) =>
    text(entry, "ip", text(entry, "hostname")),
  );
  return [...new Set(addresses.filter((address) => address !== ""))].sort().join(",");
}

function externalAddress(service: Json): string {
  const external = texts(service, "spec.externalIPs").join(",");
  switch (text(service, "spec.type")) {
    case "ClusterIP":
    case "NodePort":
      return external || "<none>";
    case "LoadBalancer":
      return [loadBalancer(service), external].filter((part) => part !== "").join(",") || "<pending>";
    case "ExternalName":
      return text(service, "spec.externalName");
    default:
      return "<unknown>";
  }
}

function servicePorts(service: Json): string {
  const ports = list(service, "spec.ports").map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return ports.join(",") || "<none>";
}

const services: Printer = {
  columns: ["Name", "Type", "Cluster-IP", "External-IP", "Port(s)", "Age", "Selector+"],
  cells: (object, printing) => [
    name(object),
    text(object, "spec.type"),
    texts(object, "spec.clusterIPs")[0] ?? "<none>",
    externalAddress(object),
    servicePorts(object),
    age(object, printing),
    labelCell(at(object, "spec.selector")),
  ],
};

function hosts(ingress: Json): string {
  const rules = list(ingress, "spec.rules");
  const named = rules.slice(0, 3).map((rule) => text(rule, "host"));
  const shown = named.filter((host) => host !== "").join(",");
  if (shown === "") return "*";
  return rules.length > 3 ? `${shown} + ${rules.length - 3} more...` : shown;
}

const ingresses: Printer = {
  columns: ["Name", "Class", "Hosts", "Address", "Ports", "Age"],
  cells: (object, printing) => [
    name(object),
    text(object, "spec.ingressClassName", "<none>"),
    hosts(object),
    loadBalancer(object),
    list(object, "spec.tls").length > 0 ? "80, 443" : "80",
    age(object, printing),
  ],
};

const ingressClasses: Printer = {
  columns: ["Name", "Controller", "Parameters", "Age"],
  cells: (object, printing) => {
    const group = text(object, "spec.parameters.apiGroup");
    const kind = `${text(object, "spec.parameters.kind")}${group === "" ? "" : `.${group}`}`;
    const shown = at(object, "spec.parameters") ? `${kind}/${text(object, "spec.parameters.name")}` : "<none>";
    return [name(object), text(object, "spec.controller"), shown, age(object, printing)];
  },
};

const networkPolicies: Printer = {
  columns: ["Name", "Pod-Selector", "Age"],
  cells: (object, printing) => [name(object), selectorCell(at(object, "spec.podSelector")), age(object, printing)],
};

function joined(address: string, port: unknown): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}

function endpointCell(endpoints: Json): string {
  const subsets = list(endpoints, "subsets");
  const all = subsets.flatMap((subset) => {
    const addresses = list(subset, "addresses").map(({ ip }) => String(ip));
    const ports = list(subset, "ports");
    return ports.length === 0
      ? addresses
      : ports.flatMap(({ port }) => addresses.map((address) => joined(address, port)));
  });
  return subsets.length === 0 ? "<none>" : firstThree(all, "");
}

const endpoints: Printer = {
  columns: ["Name", "Endpoints", "Age"],
  cells: (object, printing) => [name(object), endpointCell(object), age(object, printing)],
};

const endpointSlices: Printer = {
  columns: ["Name", "AddressType", "Ports", "Endpoints", "Age"],
  cells: (object, printing) => [
    name(object),
    text(object, "addressType"),
    firstThree(
      list(object, "ports").map((port) =>
        text(port, "port", at(port, "name") === undefined ? "*" : text(port, "name")),
      ),
      "<unset>",
    ),
    firstThree(
      list(object, "endpoints").flatMap((endpoint) => texts(endpoint, "addresses")),
      "<unset>",
    ),
    age(object, printing),
  ],
};

/** By kind. */
export const networkPrinters: Readonly<Record<string, Printer>> = {
  Service: services,
  Ingress: ingresses,
  IngressClass: ingressClasses,
  NetworkPolicy: networkPolicies,
  Endpoints: endpoints,
  EndpointSlice: endpointSlices,
};
