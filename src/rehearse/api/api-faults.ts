import type { FaultEffect, FaultKind, FaultTarget } from "../../model/fault.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { sleep } from "../clock.ts";
import { type Fault, rehearseGroup, rehearseVersion } from "../group.ts";
import type { Call } from "./call.ts";
import { kindByResource } from "./kinds.ts";
import { Refusal } from "./refusal.ts";
import type { Route } from "./routes.ts";
import type { Bucket, Store } from "./store.ts";

type ApiEffect = Extract<FaultEffect, { kind: "api" }>;

/** A fault of the API that is on. */
interface Active {
  readonly name: string;
  readonly target: FaultTarget;
  readonly effect: ApiEffect;
}

function effectOf(kinds: ReadonlyMap<string, FaultKind>, fault: Fault): ApiEffect | undefined {
  const kind = kinds.get(fault.spec.fault);
  if (!kind) return undefined;
  const defaults = Object.entries(kind.parameters).map(([name, parameter]) => [name, parameter.default] as const);
  const effect = kind.effect({ ...Object.fromEntries(defaults), ...fault.spec.with });
  return effect.kind === "api" ? effect : undefined;
}

/** `Deployment/api` in a target names an object of the resource by its name. */
function matches({ verb, resource, namespace, object }: FaultTarget, route: Route): boolean {
  const whole = route.group === "" ? route.resource : `${route.resource}.${route.group}`;
  const name = object?.slice(object.indexOf("/") + 1);
  return (
    (verb === undefined || verb === route.verb) &&
    (resource === undefined || resource === whole || resource === route.resource) &&
    (namespace === undefined || namespace === route.namespace) &&
    (name === undefined || name === route.name)
  );
}

function refusalOf(status: number): Refusal {
  if (status === 500) return new Refusal({ code: 500, reason: "", message: "etcdserver: request timed out" });
  return new Refusal({ code: status, reason: "", message: "the server is made to answer so by a fault" });
}

/** Does to a request what the faults that are on ask for. True where it is answered. Throws what it is answered with. */
export type FaultGate = (call: Call) => Promise<boolean>;

/** Watches the Fault objects of the store. Requests for the rehearsal group itself, and paths that are no resources, are spared. */
export function createFaultGate(store: Store, catalogue: readonly FaultKind[]): FaultGate {
  const kinds = new Map(catalogue.map((kind) => [kind.id, kind]));
  const row = kindByResource(`${rehearseGroup}/${rehearseVersion}`, "faults");
  const bucket: Bucket | undefined = row && store.bucket(row);
  /** How often each fault was looked at: every tenth request for a share of 0.1, in an order that repeats. */
  const seen = new Map<string, number>();
  let active: Active[] | undefined;
  bucket?.watch(() => {
    active = undefined;
  });
  const read = (): Active[] =>
    [...(bucket?.values() ?? [])].flatMap((stored) => {
      const fault = JSON.parse(stored.body) as KubeObject as Fault;
      const effect = fault.metadata.deletionTimestamp ? undefined : effectOf(kinds, fault);
      return effect ? [{ name: stored.name, target: fault.spec.target, effect }] : [];
    });
  const strikes = ({ name, effect }: Active): boolean => {
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return Math.floor(count * effect.share) > Math.floor((count - 1) * effect.share);
  };
  return async (call) => {
    active ??= read();
    if (active.length === 0 || !call.route.isResource || call.route.group === rehearseGroup) return false;
    for (const fault of active) {
      if (matches(fault.target, call.route) && strikes(fault) && (await strike(call, fault.effect))) return true;
    }
    return false;
  };
}

async function strike(call: Call, { answer }: ApiEffect): Promise<boolean> {
  if (answer === "reset") {
    call.incoming.socket.resetAndDestroy();
    return true;
  }
  if ("delaySeconds" in answer) {
    await sleep(call.backend.clock, answer.delaySeconds * 1000);
    return call.outgoing.destroyed;
  }
  if (answer.status !== 429) throw refusalOf(answer.status);
  const body = "Too many requests, please try again later.\n";
  call.outgoing.writeHead(429, {
    "content-type": "text/plain; charset=utf-8",
    "content-length": String(Buffer.byteLength(body)),
    "retry-after": String(answer.retryAfterSeconds ?? 1),
  });
  call.outgoing.end(body);
  return true;
}
