import type { Relation } from "../model/catalog.ts";
import type { Fleet, FleetService } from "../model/fleet.ts";
import { labelledService } from "../model/fleet-objects.ts";
import type { Graph } from "../model/graph.ts";
import { templateKinds } from "../model/kubernetes/pod.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { groupKind, objectId, shortName } from "../model/subject.ts";
import type { Declared } from "../model/world.ts";
import { byApplyOrder, comesFirst } from "./order.ts";

/** What is deployed and proven together: the objects of a service, or what edges connect. `name` is unique. */
export interface Unit {
  readonly name: string;
  readonly service?: FleetService;
  readonly declared: readonly Declared[];
  /** Names of services that its objects are connected with, where it is none itself. */
  readonly beside: readonly string[];
}

/** The vertex id of a declared object. */
export function planId({ source }: Declared): string {
  return objectId({ ...source.ref, in: "plan" });
}

/** Divides what is declared into units. Namespaces and definitions of kinds are units of their own. */
export function unitsOf(
  declared: readonly Declared[],
  { fleet, graph, relations }: { fleet: Fleet | undefined; graph: Graph; relations: readonly Relation[] },
): readonly Unit[] {
  const first = declared.filter(({ source }) => comesFirst(source.ref));
  const rest = declared.filter(({ source }) => !comesFirst(source.ref));
  const services = fleet?.services ?? [];
  const owner = new Map<string, string>();
  for (const service of services) for (const one of claimed(service, rest)) owner.set(planId(one), service.name);
  const connected = components(rest, graph, relations);
  const loose: Unit[] = [];
  for (const component of connected) {
    const owners = [...new Set(component.flatMap((one) => owner.get(planId(one)) ?? []))].sort();
    const free = component.filter((one) => !owner.has(planId(one)));
    const [only, ...others] = owners;
    if (only !== undefined && others.length === 0) for (const one of free) owner.set(planId(one), only);
    else if (free.length > 0) loose.push(unit(leadOf(free), free, owners));
  }
  return [
    ...first.map((one) => unit(shortName(one.source.ref), [one], [])),
    ...services.map((service): Unit => {
      const own = rest.filter((one) => owner.get(planId(one)) === service.name);
      if (own.length === 0) throw nothingOf(service);
      return { ...unit(service.name, own, []), service };
    }),
    ...loose,
  ];
}

function unit(name: string, declared: readonly Declared[], beside: readonly string[]): Unit {
  const sorted = [...declared].sort((a, b) => byApplyOrder(a.source.ref, b.source.ref));
  return { name, declared: sorted, beside };
}

/** A unit is called after its first workload, else after its first object. */
function leadOf(declared: readonly Declared[]): string {
  const sorted = [...declared].sort((a, b) => byApplyOrder(a.source.ref, b.source.ref));
  const lead = sorted.find(({ source }) => templateKinds.includes(groupKind(source.ref))) ?? sorted[0];
  return lead ? shortName(lead.source.ref) : "";
}

function claimed(service: FleetService, declared: readonly Declared[]): readonly Declared[] {
  if (!service.objects) return declared.filter((one) => labelledService(one.object) === service.name);
  return service.objects.map((wanted) => {
    const found = declared.find(
      ({ source: { ref } }) =>
        ref.kind === wanted.kind && ref.name === wanted.name && (ref.namespace ?? "") === (wanted.namespace ?? ""),
    );
    if (found) return found;
    const name = shortName({ apiVersion: "", ...wanted });
    throw usage(
      "object-not-declared",
      `The service ${service.name} has the object ${name}, and nothing in the sources declares it.`,
      "Correct the name (Kind/namespace/name), or add the manifest to the sources.",
    );
  });
}

function nothingOf(service: FleetService): SalvorProblem {
  return usage(
    "service-without-objects",
    `The service ${service.name} has no object: none is given, and none is labelled app: ${service.name}.`,
    "Give its objects, each as Kind/namespace/name.",
  );
}

function usage(code: string, message: string, hint: string): SalvorProblem {
  return new SalvorProblem({ code, message, hint, exit: exitCodes.usage });
}

/** What edges of relations that bind connect, in either direction. */
function components(
  declared: readonly Declared[],
  graph: Graph,
  relations: readonly Relation[],
): readonly (readonly Declared[])[] {
  const byId = new Map(declared.map((one) => [planId(one), one]));
  const binding = relations.filter(({ binds }) => binds).map(({ id }) => id);
  const neighbours = (id: string): readonly string[] =>
    binding.flatMap((relation) => [
      ...[...graph.out(id, relation)].map(({ to }) => to),
      ...[...graph.in(id, relation)].map(({ from }) => from),
    ]);
  const reached = new Set<string>();
  const found: Declared[][] = [];
  for (const start of byId.keys()) {
    if (reached.has(start)) continue;
    const component: Declared[] = [];
    const waiting = [start];
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      const one = byId.get(id);
      if (!one || reached.has(id)) continue;
      reached.add(id);
      component.push(one);
      waiting.push(...neighbours(id));
    }
    found.push(component);
  }
  return found;
}
