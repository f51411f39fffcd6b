import type { KubeObject } from "../../../model/kubernetes/object.ts";
import type { Container, PodSpec } from "../../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../../model/kubernetes/quantity.ts";
import type { Service } from "../../../model/kubernetes/workload.ts";
import type { KindRow } from "../kinds.ts";
import { forbidden, qualified } from "../status-error.ts";
import type { Admitted } from "./admitted.ts";
import { lookUpAll } from "./lookup.ts";

interface Quota extends KubeObject {
  readonly spec?: { readonly hard?: Readonly<Record<string, string>>; readonly scopes?: readonly string[] };
}

type Usage = Record<string, number>;

/** Kinds with a name of their own in `spec.hard`, besides `count/RESOURCE`. */
const counted = new Set([
  "/pods",
  "/services",
  "/secrets",
  "/configmaps",
  "/persistentvolumeclaims",
  "/replicationcontrollers",
  "/resourcequotas",
]);

/** Resources that a container must name itself once they are limited. */
const demanded = ["cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"];

function amount(container: Container, of: "requests" | "limits", name: string): string | undefined {
  return container.resources?.[of]?.[name];
}

/** What containers ask for together; an init container counts alone, so the largest of them is held against the sum. */
function podAmount(spec: PodSpec, of: "requests" | "limits", name: string): number {
  const value = (container: Container): number => parseQuantity(amount(container, of, name)) ?? 0;
  const sum = spec.containers.reduce((total, container) => total + value(container), 0);
  return Math.max(sum, ...(spec.initContainers ?? []).map(value));
}

function podUsage(pod: KubeObject): Usage {
  const { phase } = (pod.status ?? {}) as { phase?: string };
  if (phase === "Succeeded" || phase === "Failed") return { "count/pods": 1 };
  const spec = pod.spec as PodSpec;
  const usage: Usage = { pods: 1, "count/pods": 1 };
  for (const name of ["cpu", "memory", "ephemeral-storage"]) {
    usage[`requests.${name}`] = podAmount(spec, "requests", name);
    usage[`limits.${name}`] = podAmount(spec, "limits", name);
    usage[name] = usage[`requests.${name}`] ?? 0;
  }
  return usage;
}

function serviceUsage(service: Service): Usage {
  const { type, ports = [] } = service.spec;
  const balanced = type === "LoadBalancer" ? 1 : 0;
  return {
    services: 1,
    "count/services": 1,
    "services.loadbalancers": balanced,
    "services.nodeports": type === "NodePort" || balanced === 1 ? ports.length : 0,
  };
}

function claimUsage(claim: KubeObject): Usage {
  const { resources } = claim.spec as { resources?: { requests?: { storage?: string } } };
  const storage = parseQuantity(resources?.requests?.storage) ?? 0;
  return { persistentvolumeclaims: 1, "count/persistentvolumeclaims": 1, "requests.storage": storage };
}

function usageOf(row: KindRow, object: KubeObject): Usage {
  const id = `${row.group}/${row.resource}`;
  if (id === "/pods") return podUsage(object);
  if (id === "/services") return serviceUsage(object as Service);
  if (id === "/persistentvolumeclaims") return claimUsage(object);
  const count = { [`count/${qualified(row)}`]: 1 };
  return counted.has(id) ? { [row.resource]: 1, ...count } : count;
}

const binary: readonly [string, number][] = [
  ["Ti", 2 ** 40],
  ["Gi", 2 ** 30],
  ["Mi", 2 ** 20],
  ["Ki", 2 ** 10],
];

function show(name: string, value: number): string {
  if (/cpu$/.test(name)) return Number.isInteger(value) ? String(value) : `${Math.round(value * 1000)}m`;
  if (!/(memory|storage)$/.test(name) || value === 0) return String(value);
  const unit = binary.find(([, factor]) => value % factor === 0);
  return unit ? `${value / unit[1]}${unit[0]}` : String(value);
}

function list(names: readonly string[], text: (name: string) => string): string {
  return names.map((name) => `${name}=${text(name)}`).join(",");
}

function checkDemands(admitted: Admitted, quota: Quota): void {
  const { call, object } = admitted;
  if (call.row.resource !== "pods") return;
  const { containers, initContainers = [] } = object.spec as PodSpec;
  const missing = demanded
    .filter((name) => quota.spec?.hard?.[name] !== undefined)
    .sort()
    .flatMap((name) => {
      const [of, resource] = name.includes(".") ? name.split(".") : ["requests", name];
      const without = [...containers, ...initContainers].filter(
        (container) => amount(container, of as "requests" | "limits", resource ?? "") === undefined,
      );
      const who = without.map((container) => container.name).sort();
      return who.length > 0 ? [`${name} for: ${who.join(",")}`] : [];
    });
  if (missing.length === 0) return;
  const why = `failed quota: ${quota.metadata.name}: must specify ${missing.join("; ")}`;
  throw forbidden(call.row, object.metadata.name, why);
}

function usedNow({ call, object }: Admitted): Usage {
  const { row, backend } = call;
  const { group, version, resource } = row;
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const total: Usage = {};
  for (const other of lookUpAll(backend, apiVersion, resource, object.metadata.namespace)) {
    for (const [name, value] of Object.entries(usageOf(row, other))) total[name] = (total[name] ?? 0) + value;
  }
  return total;
}

/**
 * Refuses what would go beyond a ResourceQuota of the namespace. What is used is counted in the store at each request, so that
 * it holds without a controller that writes the quota's status. Source: plugin ResourceQuota.
 */
export function admitQuota(admitted: Admitted): void {
  const { call, operation, object } = admitted;
  if (operation !== "CREATE" || !call.row.namespaced) return;
  const quotas = (lookUpAll(call.backend, "v1", "resourcequotas", object.metadata.namespace) as Quota[]).filter(
    (quota) => !quota.spec?.scopes?.length,
  );
  if (quotas.length === 0) return;
  const asked = usageOf(call.row, object);
  const used = usedNow(admitted);
  for (const quota of quotas) {
    const hard = quota.spec?.hard ?? {};
    checkDemands(admitted, quota);
    const exceeded = Object.keys(asked)
      .filter((name) => {
        const most = parseQuantity(hard[name]);
        const more = asked[name] ?? 0;
        return most !== undefined && more > 0 && (used[name] ?? 0) + more > most;
      })
      .sort();
    if (exceeded.length === 0) continue;
    const requested = list(exceeded, (name) => show(name, asked[name] ?? 0));
    const before = list(exceeded, (name) => show(name, used[name] ?? 0));
    const limited = list(exceeded, (name) => hard[name] ?? "");
    const why = `exceeded quota: ${quota.metadata.name}, requested: ${requested}, used: ${before}, limited: ${limited}`;
    throw forbidden(call.row, object.metadata.name, why);
  }
}
