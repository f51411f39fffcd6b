import type { Check, Found } from "../../model/catalog.ts";
import type { Fleet, FleetService } from "../../model/fleet.ts";

const service = (name: string, layer: string, ...dependsOn: string[]): FleetService => ({
  name,
  layer,
  dependsOn,
  checks: [],
});
const layers = ["data", "services"];
const files = { "salvor.yaml": "" };

const layersOrder: Check = {
  id: "layers-order",
  title: "No service depends on one of a later layer, or on itself",
  why: "Layers are deployed one after the other: a service that waits for a later one is never ready, and the roll-out stops there.",
  remedy: "Move one of the two to another layer, or take the dependency out.",
  severity: "error",
  needs: ["fleet"],
  examples: [
    {
      name: "what it needs comes first",
      files,
      fleet: { layers, services: [service("db", "data"), service("api", "services", "db")] },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "it needs a later layer",
      files,
      fleet: { layers, services: [service("db", "data", "api"), service("api", "services")] },
      expect: [{ verdict: "fail", actual: "db (data) → api (services)" }],
    },
    {
      name: "two need one another",
      files,
      fleet: { layers, services: [service("a", "data", "b"), service("b", "data", "a")] },
      expect: [{ verdict: "fail", actual: "a → b → a" }],
    },
  ],
  *run(graph, fleet) {
    const [of] = graph.ofKind("root");
    if (!of || fleet.services.length === 0) return;
    const wrong = [...upward(fleet), ...circles(fleet)];
    for (const { summary, actual } of wrong) yield { of, verdict: "fail", summary, actual, about: `layer:${actual}` };
    if (wrong.length === 0) yield { of, verdict: "pass" };
  },
};

type Wrong = Required<Pick<Found, "summary" | "actual">>;

function* upward({ services, layers: order }: Fleet): Iterable<Wrong> {
  const rank = ({ layer }: FleetService): number => (layer === undefined ? 0 : order.indexOf(layer));
  for (const one of services) {
    for (const other of services.filter(({ name }) => one.dependsOn.includes(name))) {
      if (rank(other) <= rank(one)) continue;
      const actual = `${one.name} (${one.layer ?? order[0]}) → ${other.name} (${other.layer})`;
      yield { actual, summary: `The service ${one.name} depends on ${other.name}, which is deployed in a later layer` };
    }
  }
}

/** Each circle once, told from its first name in alphabetical order. */
function* circles({ services }: Fleet): Iterable<Wrong> {
  const needs = new Map(services.map(({ name, dependsOn }) => [name, dependsOn]));
  for (const start of [...needs.keys()].sort()) {
    const way = wayBack(needs, start);
    if (!way || way.some((name) => name < start)) continue;
    yield { actual: [...way, start].join(" → "), summary: "Services depend on one another in a circle" };
  }
}

/** The shortest way from a service over its dependencies back to itself. */
function wayBack(needs: ReadonlyMap<string, readonly string[]>, start: string): readonly string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (let way = ways.shift(); way; way = ways.shift()) {
    for (const next of needs.get(way.at(-1) ?? "") ?? []) {
      if (next === start) return way;
      if (!seen.has(next)) ways.push([...way, next]);
      seen.add(next);
    }
  }
  return undefined;
}

export default layersOrder;
