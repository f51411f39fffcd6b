import type { Fleet } from "../model/fleet.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { comesFirst } from "./order.ts";
import type { Unit } from "./units.ts";

/** Units that may run beside one another, in the order of what they depend on. */
export interface Layer {
  readonly name: string;
  readonly units: readonly Unit[];
}

/** The layer of what others need to be there at all. */
const firstLayer = "namespaces";

/** Orders units: namespaces and kinds first, then the fleet's layers. Throws SalvorProblem for an order that cannot be kept. */
export function layersOf(units: readonly Unit[], fleet: Fleet | undefined): readonly Layer[] {
  const names = fleet && fleet.layers.length > 0 ? fleet.layers : ["all"];
  refuseCycle(units);
  const layerOf = new Map<string, number>();
  for (const { service } of units) if (service) layerOf.set(service.name, indexOf(names, service.layer, service.name));
  refuseLater(units, layerOf, names);
  const first = units.filter((unit) => unit.declared.every(({ source }) => comesFirst(source.ref)));
  const layers = names.map((name, index) => ({
    name,
    units: inOrder(units.filter((unit) => !first.includes(unit) && placeOf(unit, layerOf) === index)),
  }));
  return [{ name: firstLayer, units: first }, ...layers].filter((layer) => layer.units.length > 0);
}

function indexOf(names: readonly string[], layer: string | undefined, service: string): number {
  if (layer === undefined) return names.length - 1;
  const index = names.indexOf(layer);
  if (index >= 0) return index;
  throw usage(
    "no-such-layer",
    `The service ${service} is in the layer ${layer}, which the fleet does not have.`,
    `Its layers are ${names.join(", ")}.`,
  );
}

/** What belongs to no service goes before the first of those that it is connected with. */
function placeOf(unit: Unit, layerOf: ReadonlyMap<string, number>): number {
  if (unit.service) return layerOf.get(unit.service.name) ?? 0;
  const beside = unit.beside.flatMap((name) => layerOf.get(name) ?? []);
  return beside.length > 0 ? Math.min(...beside) : 0;
}

function refuseLater(units: readonly Unit[], layerOf: ReadonlyMap<string, number>, names: readonly string[]): void {
  for (const { service } of units) {
    for (const other of service?.dependsOn ?? []) {
      const [own, its] = [layerOf.get(service?.name ?? ""), layerOf.get(other)];
      if (its === undefined) {
        throw usage(
          "no-such-service",
          `The service ${service?.name} depends on ${other}, which the fleet does not have.`,
          `Its services are ${[...layerOf.keys()].sort().join(", ")}.`,
        );
      }
      if (own !== undefined && its > own) {
        throw usage(
          "depends-on-later-layer",
          `The service ${service?.name} (layer ${names[own]}) depends on ${other} of the later layer ${names[its]}.`,
          "Move one of them, so that what is needed comes first.",
        );
      }
    }
  }
}

function refuseCycle(units: readonly Unit[]): void {
  const needs = new Map(units.flatMap(({ service }) => (service ? [[service.name, service.dependsOn] as const] : [])));
  const done = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    if (path.includes(name)) {
      const circle = [...path.slice(path.indexOf(name)), name].join(" → ");
      throw usage(
        "dependency-cycle",
        `Services depend on one another in a circle: ${circle}.`,
        "Take one of these dependsOn away: none of them could ever be first.",
      );
    }
    if (done.has(name)) return;
    for (const other of needs.get(name) ?? []) visit(other, [...path, name]);
    done.add(name);
  };
  for (const name of needs.keys()) visit(name, []);
}

/** Each unit after those of the same layer that it depends on; else as they came. */
function inOrder(units: readonly Unit[]): readonly Unit[] {
  const byService = new Map(units.map((unit) => [unit.service?.name ?? unit.name, unit]));
  const ordered = new Set<Unit>();
  const visit = (unit: Unit): void => {
    if (ordered.has(unit)) return;
    for (const name of unit.service?.dependsOn ?? []) {
      const other = byService.get(name);
      if (other) visit(other);
    }
    ordered.add(unit);
  };
  for (const unit of units) visit(unit);
  return [...ordered];
}

function usage(code: string, message: string, hint: string): SalvorProblem {
  return new SalvorProblem({ code, message, hint, exit: exitCodes.usage });
}
