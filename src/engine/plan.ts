import { createHash } from "node:crypto";
import { kindFacts } from "../facts/kinds.ts";
import type { Catalog } from "../model/catalog.ts";
import type { Edge } from "../model/graph.ts";
import { templateKinds } from "../model/kubernetes/pod.ts";
import type { Effect, Plan, PlannedStep, StepKind } from "../model/plan.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { groupKind, groupOf, shortName } from "../model/subject.ts";
import type { Change, ClusterIdentity, Declared, Refusal, Seen, World } from "../model/world.ts";
import { addDeclared } from "./declared.ts";
import { createGraph } from "./graph.ts";
import { type Layer, layersOf } from "./layers.ts";
import type { PlanOptions } from "./options.ts";
import { planId, type Unit, unitsOf } from "./units.ts";

/** Seconds that a step may take to be proven, and that it must stay ready, where nobody says otherwise. */
const defaultTimeoutSeconds = 300;
const defaultStableForSeconds = 10;

/**
 * Makes the plan that brings what is declared into the cluster: units in layers, with what each would change. Nothing
 * is written. Throws SalvorProblem where an order cannot be kept, or the server would not take an object.
 */
export async function planDeploy(options: PlanOptions): Promise<Plan> {
  const { world, catalog, fleet } = options;
  const cluster = await identityOf(world, options);
  const declared = await placed(options);
  refuseTwice(declared);
  const graph = createGraph(catalog.relations, cluster.evidence);
  addDeclared(graph, declared);
  const units = unitsOf(declared, { fleet, graph, relations: catalog.relations });
  const layers = [];
  for (const layer of layersOf(units, fleet)) {
    const steps = [];
    for (const unit of layer.units) steps.push(await stepOf(options, unit, layer));
    layers.push({ name: layer.name, steps });
  }
  const edges: Edge[] = declared.flatMap((one) => [...graph.out(planId(one))]);
  const plan = { fleet: fleet?.name ?? "default", cluster: cluster.value, layers, edges };
  return { ...plan, digest: digestOf(plan), evidence: [cluster.evidence] };
}

async function identityOf(world: World, { fleet }: PlanOptions): Promise<Seen<ClusterIdentity>> {
  const look = await world.kube.identity();
  if (!look.seen) {
    throw new SalvorProblem({
      code: "cluster-unreachable",
      message: `The cluster cannot be read: ${look.why}`,
      hint: `Try it by hand: ${look.evidence.query}`,
      exit: exitCodes.unproven,
    });
  }
  const wanted = fleet?.cluster.uid;
  if (wanted !== undefined && wanted !== look.value.uid) {
    throw new SalvorProblem({
      code: "wrong-cluster",
      message: `The fleet ${fleet?.name} belongs to the cluster ${wanted}, and the context ${look.value.context} leads to ${look.value.uid}.`,
      hint: "Choose the other context, or correct cluster.uid in the fleet file.",
      exit: exitCodes.refused,
    });
  }
  return { value: look.value, evidence: look.evidence };
}

/** Gives objects that say no namespace the one of the context, where their kind has namespaces. */
async function placed({ world, declared, namespace }: PlanOptions): Promise<readonly Declared[]> {
  const all: Declared[] = [];
  for (const one of declared) {
    const { ref } = one.source;
    if (ref.namespace !== undefined || !(await isNamespaced(world, ref, declared))) all.push(one);
    else {
      const object = { ...one.object, metadata: { ...one.object.metadata, namespace } };
      all.push({ ...one, object, source: { ...one.source, ref: { ...ref, namespace } } });
    }
  }
  return all;
}

type KindRef = { readonly apiVersion: string; readonly kind: string };

async function isNamespaced(world: World, ref: KindRef, declared: readonly Declared[]): Promise<boolean> {
  const known = kindFacts.find(({ group, kind }) => group === groupOf(ref.apiVersion) && kind === ref.kind);
  if (known) return known.namespaced;
  const definition = definitionOf(ref, declared);
  if (definition) return definition.scope === "Namespaced";
  const look = await world.kube.resource(ref.apiVersion, ref.kind);
  return look.seen && look.value !== null ? look.value.namespaced : true;
}

function definitionOf(ref: KindRef, declared: readonly Declared[]): { readonly scope?: string } | undefined {
  return declared
    .filter(({ object }) => object.kind === "CustomResourceDefinition")
    .map(({ object }) => object.spec as { group?: string; scope?: string; names?: { kind?: string } } | undefined)
    .find((spec) => spec?.group === groupOf(ref.apiVersion) && spec.names?.kind === ref.kind);
}

function refuseTwice(declared: readonly Declared[]): void {
  const places = new Map<string, Declared>();
  for (const one of declared) {
    const other = places.get(planId(one));
    if (other) {
      throw new SalvorProblem({
        code: "declared-twice",
        message: `${shortName(one.source.ref)} is declared twice: ${other.evidence.query} and ${one.evidence.query}.`,
        hint: "Remove one: which of them would win depends on the order of files.",
        exit: exitCodes.usage,
      });
    }
    places.set(planId(one), one);
  }
}

async function stepOf(options: PlanOptions, unit: Unit, layer: Layer): Promise<PlannedStep> {
  const { catalog, timeoutSeconds = defaultTimeoutSeconds, force = false } = options;
  const { service } = unit;
  const kind = writingStep(catalog);
  const input = { manifests: unit.declared.map(({ source }) => source), force };
  const same = new Set(layer.units.map(({ name }) => name));
  const namespace = unit.declared.find(({ source }) => source.ref.namespace)?.source.ref.namespace;
  return {
    name: unit.name,
    kind: kind.id,
    service: service?.name ?? unit.name,
    input,
    // What it depends on in an earlier layer is proven before this layer starts.
    dependsOn: (service?.dependsOn ?? []).filter((name) => same.has(name)),
    timeoutSeconds,
    stableForSeconds:
      service?.stableForSeconds ?? (hasPods(unit) ? (options.stableForSeconds ?? defaultStableForSeconds) : 0),
    checks: (service?.checks ?? []).map(({ http }) => (namespace === undefined ? http : { namespace, ...http })),
    changes: changesOf(
      await kind.preview({ ...options.world, writer: options.writer }, kind.parse(input)),
      unit,
      options.declared,
    ),
  };
}

function writingStep({ steps }: Catalog): StepKind<unknown, unknown, unknown> {
  const kind = steps.find(({ effect }) => effect === "write");
  if (!kind) throw new TypeError("the catalogue has no step that writes");
  return kind;
}

/** What never runs a pod is as stable at once as it will be. */
function hasPods({ declared }: Unit): boolean {
  return declared.some(({ source }) => templateKinds.includes(groupKind(source.ref)));
}

function changesOf(effect: Effect<readonly Change[]>, unit: Unit, declared: readonly Declared[]): readonly Change[] {
  if (effect.done) return effect.value;
  const { refusal } = effect;
  const stillToCome = unit.declared.some(({ source }) => definitionOf(source.ref, declared));
  if (refusal.code === "unknown-kind" && stillToCome) {
    return unit.declared.map(({ source: { ref } }) => ({
      ref,
      action: "create",
      fields: [],
      evidence: refusal.evidence,
    }));
  }
  throw notTaken(refusal);
}

const endings: Readonly<Partial<Record<Refusal["code"], { exit: 1 | 2 | 3 | 4; hint: string }>>> = {
  "unknown-kind": { exit: 2, hint: "Correct apiVersion and kind, or install the definition of that kind first." },
  invalid: { exit: 1, hint: "Correct the manifest: the server would refuse it in the same words." },
  conflict: {
    exit: 4,
    hint: "Leave those fields out, or take them over on purpose: kubectl apply --server-side --force-conflicts.",
  },
  forbidden: { exit: 4, hint: "Ask for the right to patch these objects: kubectl auth can-i patch …" },
  gone: {
    exit: 1,
    hint: "What it belongs in is not there, or is being deleted (kubectl get namespaces): see to that, then plan again.",
  },
  unreachable: { exit: 3, hint: "Check that the server can be reached, then plan again." },
  busy: { exit: 3, hint: "The server could not answer now: plan again in a moment." },
};

function notTaken({ code, message }: Refusal): SalvorProblem {
  const { exit, hint } = endings[code] ?? { exit: 1, hint: "Plan again once this is mended." };
  return new SalvorProblem({ code: `plan-${code}`, message: `The cluster would not take ${message}`, hint, exit });
}

/** Over everything that decides what is done: the instants and words of evidence are not part of it. */
function digestOf(plan: Pick<Plan, "fleet" | "cluster" | "layers">): string {
  const layers = plan.layers.map(({ name, steps }) => ({
    name,
    steps: steps.map(({ changes, ...step }) => ({
      ...step,
      changes: changes.map(({ ref, action, fields }) => ({ ref, action, fields })),
    })),
  }));
  const text = JSON.stringify({ fleet: plan.fleet, cluster: plan.cluster.uid, layers });
  return `sha256:${createHash("sha256").update(text).digest("hex")}`;
}
