import type { EndpointSlice, Service } from "../../model/kubernetes/workload.ts";
import { dnsAddress } from "./addresses.ts";

/** The Services of a cluster as DNS and routing see them. */
export interface ServiceView {
  service(namespace: string, name: string): Service | undefined;
  serviceAt(clusterIP: string): Service | undefined;
  slices(namespace: string, name: string): readonly EndpointSlice[];
}

/** Addresses of a name, or what a resolver says of one that nobody has. */
export type Resolved = { readonly addresses: readonly string[] } | { readonly problem: string };

const literal = /^\d{1,3}(?:\.\d{1,3}){3}$/;
const suffix = /(?:\.svc)?\.cluster\.local$|\.svc$/;

/** How often an ExternalName may lead to another. */
const longestChain = 8;

/** What cluster DNS answers a pod of a namespace: by the search list `ns.svc`, `svc`, and nothing of the outside. */
export function resolve(host: string, namespace: string, view: ServiceView): Resolved {
  const addresses = literal.test(host) ? [host] : addressesOf(host.replace(/\.$/, ""), namespace, view, 0);
  if (addresses && addresses.length > 0) return { addresses };
  return { problem: `lookup ${host} on ${dnsAddress}:53: no such host` };
}

function addressesOf(host: string, namespace: string, view: ServiceView, depth: number): readonly string[] | undefined {
  const name = host.toLowerCase();
  const whole = suffix.test(name);
  const parts = name.replace(suffix, "").split(".");
  const candidates = whole ? [parts] : [[...parts, namespace], parts];
  for (const candidate of candidates) {
    const found = answer(candidate, view, depth);
    if (found) return found;
  }
  return undefined;
}

/** `service.namespace`, or `pod.service.namespace` behind a headless Service. */
function answer(parts: readonly string[], view: ServiceView, depth: number): readonly string[] | undefined {
  const [name, namespace] = parts.slice(-2);
  if (!name || !namespace || parts.length > 3) return undefined;
  const service = view.service(namespace, name);
  if (!service) return undefined;
  const { type, externalName, clusterIP } = service.spec;
  if (type === "ExternalName") {
    if (!externalName || depth >= longestChain) return undefined;
    return literal.test(externalName) ? [externalName] : addressesOf(externalName, namespace, view, depth + 1);
  }
  if (parts.length === 3) return podsOf(service, view, parts[0]);
  if (clusterIP && clusterIP !== "None") return [clusterIP];
  return podsOf(service, view, undefined);
}

function podsOf(service: Service, view: ServiceView, pod: string | undefined): readonly string[] {
  const { namespace = "", name } = service.metadata;
  return view.slices(namespace, name).flatMap(({ endpoints }) =>
    (endpoints ?? [])
      .filter(({ conditions }) => conditions?.ready !== false)
      .filter((endpoint) => pod === undefined || (endpoint as { hostname?: string }).hostname === pod)
      .flatMap(({ addresses }) => addresses),
  );
}

/** Where a connection to a Service's address and port ends; undefined when nothing ready stands behind that port. */
export function behind(
  service: Service,
  port: number,
  view: ServiceView,
): { address: string; port: number } | undefined {
  const { namespace = "", name } = service.metadata;
  const offered = service.spec.ports?.find((one) => one.port === port && (one.protocol ?? "TCP") === "TCP");
  if (!offered) return undefined;
  for (const slice of view.slices(namespace, name)) {
    const target = slice.ports?.find((one) => (one.name ?? "") === (offered.name ?? ""))?.port;
    const ready = (slice.endpoints ?? []).find(({ conditions }) => conditions?.ready !== false);
    const address = ready?.addresses[0];
    if (target !== undefined && address !== undefined) return { address, port: target };
  }
  return undefined;
}
