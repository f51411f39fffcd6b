import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Service, ServicePort } from "../../model/kubernetes/workload.ts";
import type { Identity } from "./identity.ts";
import type { KindRow } from "./kinds.ts";
import { invalid, type Refusal } from "./refusal.ts";
import { wantsNodePorts } from "./service-fields.ts";

/** Addresses of Services: 10.96.0.0/16, and node ports 30000 to 32767. */
export interface ClusterAddresses {
  /**
   * Gives a Service what it lacks, in place; other kinds are left alone. Returns what takes it back. Throws 422 for an address
   * that is taken or outside.
   */
  allocate(row: KindRow, object: KubeObject, live: KubeObject | undefined, dryRun: boolean): () => void;
  /** The object is gone. */
  release(row: KindRow, object: KubeObject): void;
}

const firstNodePort = 30000;
const nodePorts = 2768;
const addresses = 65_534;

function addressOf(offset: number): string {
  return `10.96.${offset >> 8}.${offset & 255}`;
}

function offsetOf(address: string): number | undefined {
  const match = /^10\.96\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (!match) return undefined;
  const offset = Number(match[1]) * 256 + Number(match[2]);
  return offset > 0 && offset <= addresses ? offset : undefined;
}

function refuse(service: KubeObject, field: string, value: unknown, why: string): Refusal {
  const message = `Invalid value: ${JSON.stringify(value)}: ${why}`;
  const target = { group: "", kind: "Service", name: service.metadata.name };
  return invalid(target, [{ reason: "FieldValueInvalid", message, field }]);
}

const outside = "failed to allocate IP %: the provided network does not match the current range";
const portOutside = "provided port is not in the valid range. The range of valid ports is 30000-32767";

function hasAddress(service: Service): boolean {
  return service.spec.type !== "ExternalName" && service.spec.clusterIP !== "None";
}

class Allocator implements ClusterAddresses {
  readonly #identity: Identity;
  readonly #taken = new Map<string, string>();

  constructor(identity: Identity) {
    this.#identity = identity;
  }

  allocate(row: KindRow, object: KubeObject, live: KubeObject | undefined, dryRun: boolean): () => void {
    if (row.group !== "" || row.kind !== "Service") return () => undefined;
    const service = object as Service;
    const made: string[] = [];
    const undo = (): void => {
      for (const slot of made) this.#taken.delete(slot);
    };
    try {
      this.#address(service, made);
      this.#nodePorts(service, made);
    } catch (error) {
      undo();
      throw error;
    }
    if (dryRun) undo();
    else if (live) this.#releaseLost(service, live as Service);
    return undo;
  }

  release(row: KindRow, object: KubeObject): void {
    if (row.group !== "" || row.kind !== "Service") return;
    for (const slot of slotsOf(object as Service))
      if (this.#taken.get(slot) === keyOf(object)) this.#taken.delete(slot);
  }

  #releaseLost(service: Service, live: Service): void {
    const kept = new Set(slotsOf(service));
    for (const slot of slotsOf(live))
      if (!kept.has(slot) && this.#taken.get(slot) === keyOf(live)) this.#taken.delete(slot);
  }

  #take(slot: string, owner: string, made: string[]): boolean {
    const holder = this.#taken.get(slot);
    if (holder === owner) return true;
    if (holder !== undefined) return false;
    this.#taken.set(slot, owner);
    made.push(slot);
    return true;
  }

  /** The first free place from where the seed and the name point to. */
  #search(owner: string, first: number, count: number, slot: (place: number) => string): number | undefined {
    for (let step = 0; step < count; step += 1) {
      const place = (first + step) % count;
      if (!this.#taken.has(slot(place)) || this.#taken.get(slot(place)) === owner) return place;
    }
    return undefined;
  }

  #address(service: Service, made: string[]): void {
    const { spec } = service;
    if (!hasAddress(service)) {
      if (spec.type === "ExternalName") {
        delete spec.clusterIP;
        delete spec.clusterIPs;
      } else headless(spec);
      return;
    }
    const owner = keyOf(service);
    const asked = spec.clusterIP || spec.clusterIPs?.[0];
    if (!asked) {
      // The lowest 256 are left to those who ask for one, as upstream.
      const start = this.#identity.number(`address/${owner}`, addresses - 256);
      const place = this.#search(owner, start, addresses - 256, (offset) => addressOf(offset + 257));
      if (place === undefined)
        throw refuse(service, "spec.clusterIPs", [], "failed to allocate a serviceIP: range is full");
      spec.clusterIP = addressOf(place + 257);
    } else {
      if (offsetOf(asked) === undefined) throw refuse(service, "spec.clusterIPs", [asked], outside.replace("%", asked));
      spec.clusterIP = asked;
    }
    if (!this.#take(spec.clusterIP, owner, made)) {
      const why = `failed to allocate IP ${spec.clusterIP}: provided IP is already allocated`;
      throw refuse(service, "spec.clusterIPs", [spec.clusterIP], why);
    }
    spec.clusterIPs = [spec.clusterIP];
    spec.ipFamilies = ["IPv4"];
    spec.ipFamilyPolicy ??= "SingleStack";
  }

  #nodePorts(service: Service, made: string[]): void {
    const owner = keyOf(service);
    if (!wantsNodePorts(service)) return;
    for (const [index, port] of (service.spec.ports ?? []).entries()) {
      const field = `spec.ports[${index}].nodePort`;
      if (!port.nodePort) port.nodePort = this.#freePort(owner, port);
      else if (port.nodePort < firstNodePort || port.nodePort >= firstNodePort + nodePorts) {
        throw refuse(service, field, port.nodePort, portOutside);
      }
      if (!this.#take(portSlot(port), owner, made)) {
        throw refuse(service, field, port.nodePort, "provided port is already allocated");
      }
    }
  }

  #freePort(owner: string, port: ServicePort): number {
    const start = this.#identity.number(`port/${owner}/${port.port}/${port.protocol}`, nodePorts);
    const slot = (place: number): string => portSlot({ ...port, nodePort: firstNodePort + place });
    for (let step = 0; step < nodePorts; step += 1) {
      const place = (start + step) % nodePorts;
      if (!this.#taken.has(slot(place))) return firstNodePort + place;
    }
    return firstNodePort;
  }
}

function keyOf(service: KubeObject): string {
  return `${service.metadata.namespace}/${service.metadata.name}`;
}

function portSlot(port: ServicePort): string {
  return `${port.nodePort}/${port.protocol ?? "TCP"}`;
}

function slotsOf(service: Service): string[] {
  const ports = (service.spec.ports ?? []).filter((port) => port.nodePort).map(portSlot);
  const { clusterIP } = service.spec;
  return clusterIP && clusterIP !== "None" ? [clusterIP, ...ports] : ports;
}

/** Without a selector nobody knows the addresses, so both families are allowed. */
function headless(spec: Service["spec"]): void {
  const selects = Object.keys(spec.selector ?? {}).length > 0;
  spec.clusterIPs = ["None"];
  spec.ipFamilies ??= selects ? ["IPv4"] : ["IPv4", "IPv6"];
  spec.ipFamilyPolicy ??= selects ? "SingleStack" : "RequireDualStack";
}

/** Addresses that come from the seed and the Service's name, so that they do not depend on who came first. */
export function createClusterAddresses(identity: Identity): ClusterAddresses {
  return new Allocator(identity);
}
