import { type Departure, departureOf } from "../../model/departure.ts";
import type { Evidence, Look } from "../../model/evidence.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Effect, StepKind } from "../../model/plan.ts";
import { type ObjectRef, shortName } from "../../model/subject.ts";
import type { Applied, Change, Outcome, Refusal, SourceRef, WritableWorld } from "../../model/world.ts";

/** The manager of every field that Salvor writes. */
const fieldManager = "salvor";

/** One unit: its manifests in the order in which they are written. `force` takes fields over from other managers. */
interface ApplyInput {
  readonly manifests: readonly SourceRef[];
  readonly force: boolean;
}

/** An object before it was written. Of a Secret there are HMACs, since no more than that is ever read. */
interface ObjectBefore {
  readonly ref: ObjectRef;
  readonly present: boolean | "unseen";
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly replicas?: number;
  readonly revision?: string;
  readonly managers: readonly { readonly manager: string; readonly operation: string; readonly time?: string }[];
  readonly secrets?: unknown;
}

interface ApplyBefore {
  readonly objects: readonly ObjectBefore[];
}

interface ApplyDone {
  readonly objects: readonly Applied[];
}

/** What the server may take a moment later: it is busy, or what the write needs (a webhook, a kind) is still coming. */
const passing = /failed calling webhook|conversion webhook|etcdserver|GOAWAY|no matches for kind|being terminated/i;
const waits = [1, 2, 3, 5, 5, 5, 5];

const apply: StepKind<ApplyInput, ApplyBefore, ApplyDone> = {
  id: "apply",
  title: "Apply a unit by server-side apply",
  effect: "write",
  parse(input) {
    const { manifests, force } = input as Partial<ApplyInput>;
    if (!Array.isArray(manifests)) throw new TypeError("an apply step needs its manifests");
    return { manifests: manifests as readonly SourceRef[], force: force === true };
  },
  objects: ({ manifests }) => manifests.map(({ ref }) => ref),
  async preview({ writer }, { manifests, force }) {
    const changes: Change[] = [];
    const evidence: Evidence[] = [];
    for (const source of manifests) {
      const outcome = await writer.preview(source, { fieldManager, force });
      if (!outcome.done) return refused(source, outcome);
      changes.push(outcome.value);
      evidence.push(outcome.evidence);
    }
    return { done: true, value: changes, evidence };
  },
  async before({ kube }, { manifests }) {
    const objects: ObjectBefore[] = [];
    for (const { ref } of manifests) {
      const look = await kube.get(ref);
      objects.push(look.seen ? stateOf(ref, look.value) : { ref, present: "unseen", managers: [] });
    }
    return { objects };
  },
  async done(world, { manifests, force }) {
    const objects: Applied[] = [];
    let last: Evidence | undefined;
    for (const source of manifests) {
      const look = await asDeclared(world, source, force);
      if (!look.seen || look.value === null) return look.seen ? { ...look, value: null } : look;
      objects.push(look.value);
      last = look.evidence;
    }
    const evidence = last ?? (await world.kube.identity()).evidence;
    return { seen: true, value: { objects }, evidence };
  },
  async apply(world, { manifests, force }, _before, signal) {
    const objects: Applied[] = [];
    const evidence: Evidence[] = [];
    for (const source of manifests) {
      const outcome = await patiently(world, source, { force, signal });
      if (!outcome.done) return refused(source, outcome);
      objects.push(outcome.value);
      evidence.push(outcome.evidence);
    }
    return { done: true, value: { objects }, evidence };
  },
  expects: (_input, _before, { objects }) =>
    objects.map(({ ref, uid, generation, resourceVersion }) => ({
      kind: "ready",
      ref,
      uid,
      resourceVersion,
      ...(generation === undefined ? {} : { generation }),
    })),
  async stands(world, { manifests }, { objects }) {
    const departed: Departure[] = [];
    let last = (await world.kube.identity()).evidence;
    for (const [index, source] of manifests.entries()) {
      const look = await departureFrom(world, source, objects[index]);
      if (!look.seen) return look;
      if (look.value) departed.push(look.value);
      last = look.evidence;
    }
    return { seen: true, value: departed, evidence: last };
  },
};

/** A refusal that says what was refused. */
function refused({ ref }: SourceRef, { code, message, evidence }: Refusal): Effect<never> {
  return { done: false, refusal: { code, message: `${shortName(ref)}: ${message}`, evidence } };
}

function stateOf(ref: ObjectRef, object: KubeObject | null): ObjectBefore {
  if (!object) return { ref, present: false, managers: [] };
  const { uid, resourceVersion, generation, annotations, managedFields = [] } = object.metadata;
  const { spec, data } = object as KubeObject & { spec?: { replicas?: number }; data?: unknown };
  const revision = annotations?.["deployment.kubernetes.io/revision"];
  return {
    ref,
    present: true,
    managers: managedFields.map(({ manager = "", operation = "Update", time, subresource }) => ({
      manager: subresource ? `${manager} (${subresource})` : manager,
      operation,
      ...(time === undefined ? {} : { time }),
    })),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(generation === undefined ? {} : { generation }),
    ...(spec?.replicas === undefined ? {} : { replicas: spec.replicas }),
    ...(revision === undefined ? {} : { revision }),
    ...(object.kind === "Secret" ? { secrets: data } : {}),
  };
}

/** Whether an object stands as declared and in our name: then writing it again would change nothing. */
async function asDeclared(world: WritableWorld, source: SourceRef, force: boolean): Promise<Look<Applied | null>> {
  const look = await world.kube.get(source.ref);
  if (!look.seen || look.value === null) return look.seen ? { ...look, value: null } : look;
  const { uid = "", resourceVersion = "", generation, managedFields = [] } = look.value.metadata;
  const ours = managedFields.some(({ manager, operation }) => manager === fieldManager && operation === "Apply");
  if (!ours) return { ...look, value: null };
  const preview = await world.writer.preview(source, { fieldManager, force });
  if (!preview.done || preview.value.action !== "none") return { ...look, value: null };
  const ref = { ...source.ref, uid };
  const value: Applied = { ref, uid, resourceVersion, created: false, changed: false };
  return { seen: true, value: generation === undefined ? value : { ...value, generation }, evidence: look.evidence };
}

/**
 * How an object differs from what was written of it; null when it stands. Whose the fields are does not matter: of an
 * object that is nothing but its name nobody manages any.
 */
async function departureFrom(
  world: WritableWorld,
  source: SourceRef,
  applied: Applied | undefined,
): Promise<Look<Departure | null>> {
  const ref = applied?.ref ?? source.ref;
  const look = await world.kube.get(source.ref);
  if (!look.seen) return look;
  const { evidence } = look;
  const departed = (what: string): Look<Departure> => {
    const because = `${shortName(ref)} was deleted ${what}since it was written`;
    return { seen: true, value: { ref, because, evidence: [evidence] }, evidence };
  };
  const { uid, resourceVersion } = look.value?.metadata ?? {};
  if (!look.value) return departed("");
  if (uid !== applied?.uid) return departed("and made again ");
  if (resourceVersion === applied?.resourceVersion) return { ...look, value: null };
  const compared = await world.writer.compare(source, { fieldManager });
  if (!compared.done) return { seen: false, why: compared.message, evidence: compared.evidence };
  const value = compared.value.action === "none" ? null : departureOf({ ...compared.value, ref }, evidence);
  return { seen: true, value, evidence: compared.evidence };
}

async function patiently(
  world: WritableWorld,
  source: SourceRef,
  { force, signal }: { readonly force: boolean; readonly signal: AbortSignal },
): Promise<Outcome<Applied>> {
  let outcome = await world.writer.apply(source, { fieldManager, force });
  for (const seconds of waits) {
    if (outcome.done || signal.aborted || !mayPass(outcome)) return outcome;
    await world.clock.sleep(seconds, signal);
    outcome = await world.writer.apply(source, { fieldManager, force });
  }
  return outcome;
}

function mayPass({ code, message }: Exclude<Outcome<Applied>, { done: true }>): boolean {
  return code === "busy" || code === "unreachable" || (code !== "fenced" && passing.test(message));
}

export default apply;
