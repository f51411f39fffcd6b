import type { FaultKind } from "../../model/fault.ts";
import { type Client, isApiError } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import { type Fault, rehearseGroup } from "../group.ts";
import type { Informer } from "../informer.ts";
import { resources } from "../resources.ts";
import { startQueue } from "../work-queue.ts";
import { putBack, takeAway } from "./fault-absence.ts";
import { sentenceOf } from "./fault-sentence.ts";
import { type ActiveFault, activate } from "./fault-state.ts";
import { type Acted, targetObject } from "./fault-target.ts";
import { changeBack, changeTemplate } from "./fault-template.ts";

/** What acting on faults needs. */
export interface FaultActorOptions {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly signal: AbortSignal;
  readonly faults: Informer<Fault>;
  readonly catalogue: readonly FaultKind[];
}

/** As long as this stands in a Fault, what it did is not undone. */
const finalizer = "rehearse.salvor.dev/undo";
/** How often a target is looked at again, in milliseconds: it may come, or come back. */
const lookAgain = 500;
const lookForOwner = 2_000;

/** Takes away and changes objects while faults say so, restores them when those end, and says in `status.message` what it did. */
export function startFaultActor(options: FaultActorOptions): void {
  const { clock, signal, faults } = options;
  const queue = startQueue({
    clock,
    signal,
    firstDelay: 100,
    longestDelay: 5_000,
    work: async (name) => {
      const fault = faults.get(undefined, name);
      const again = fault && (await reconcile(options, fault));
      if (again !== undefined) queue.addAfter(name, again);
    },
  });
  faults.onChange((now) => {
    if (now) queue.add(now.metadata.name);
  });
}

/** Resolves with when the target is to be looked at again, if it is. */
async function reconcile(options: FaultActorOptions, fault: Fault): Promise<number | undefined> {
  const { client, catalogue, clock } = options;
  const active = activate(fault, catalogue, clock.now());
  if (fault.metadata.deletionTimestamp) {
    await restore(client, fault, active);
    return undefined;
  }
  if (typeof active === "string") {
    await say(client, fault, { message: active });
    return undefined;
  }
  const { effect } = active;
  if (effect.kind === "absence" || effect.kind === "template") {
    await change(client, fault, active);
    return lookAgain;
  }
  const missing = effect.kind === "process" ? await missingOwner(client, active) : undefined;
  const real = effect.kind === "api" && (await isRealServer(client));
  await say(client, fault, { message: missing ?? (real ? onlyEmbedded : sentenceOf(active)) });
  return missing === undefined ? undefined : lookForOwner;
}

async function change(client: Client, fault: Fault, { effect, target }: ActiveFault): Promise<void> {
  if (!fault.metadata.finalizers?.includes(finalizer)) {
    const finalizers = [...(fault.metadata.finalizers ?? []), finalizer];
    await client.patch(resources.faults, fault.metadata, { form: "merge", body: { metadata: { finalizers } } });
  }
  const keep = (undo: unknown): Promise<void> => say(client, fault, { message: fault.status?.message ?? "", undo });
  const undoing = { undo: fault.status?.undo, keep };
  if (effect.kind === "absence") await say(client, fault, await takeAway(client, target, undoing));
  if (effect.kind === "template") await say(client, fault, await changeTemplate(client, target, effect, undoing));
}

/** Says that the workload whose processes are meant is not there; those of a pod are found without asking. */
async function missingOwner(client: Client, { target }: ActiveFault): Promise<string | undefined> {
  if (target.object === undefined || target.object.startsWith("Pod/")) return undefined;
  const found = targetObject(target);
  if (typeof found === "string") return found;
  return (await client.find(found.resource, found.place)) ? undefined : `There is no ${found.text}.`;
}

const onlyEmbedded = "Nothing is done: only the embedded API server can be made to fail, and this is another one.";

/** A server that has the rehearsal group by a CustomResourceDefinition is not the embedded one. */
async function isRealServer(client: Client): Promise<boolean> {
  try {
    const name = `faults.${rehearseGroup}`;
    await client.request("GET", `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`);
    return true;
  } catch (error) {
    if (isApiError(error, 404)) return false;
    throw error;
  }
}

async function restore(client: Client, fault: Fault, active: ActiveFault | string): Promise<void> {
  if (!fault.metadata.finalizers?.includes(finalizer)) return;
  const undo = fault.status?.undo;
  if (undo !== undefined && undo !== null && typeof active !== "string") {
    if (active.effect.kind === "absence") await putBack(client, active.target, undo);
    if (active.effect.kind === "template") await changeBack(client, active.target, undo);
  }
  const finalizers = fault.metadata.finalizers.filter((one) => one !== finalizer);
  try {
    await client.patch(resources.faults, fault.metadata, { form: "merge", body: { metadata: { finalizers } } });
  } catch (error) {
    if (!isApiError(error, 404)) throw error;
  }
}

async function say(client: Client, fault: Fault, { message, undo }: Acted): Promise<void> {
  const same =
    fault.status?.message === message &&
    JSON.stringify(fault.status.undo) === JSON.stringify(undo ?? fault.status.undo);
  if (same) return;
  const place = { name: fault.metadata.name, subresource: "status" as const };
  const status = { message, ...(undo === undefined ? {} : { undo }) };
  await client.patch(resources.faults, place, { form: "merge", body: { status } });
}
