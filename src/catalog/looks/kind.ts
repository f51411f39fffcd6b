import type { Ask, LookKind } from "../../model/catalog.ts";
import type { Graph } from "../../model/graph.ts";
import { kindId } from "../../model/kind.ts";
import { rootsOf } from "../../model/objects.ts";

interface Named {
  readonly apiVersion: string;
  readonly kind: string;
}

interface KindAsk extends Ask {
  readonly kinds: readonly Named[];
}

const kind: LookKind = {
  id: "kind",
  title: "Look up what is known of the kinds that a repository uses: their fields, and which releases serve them",
  gives: ["kind"],
  *asks(graph, { repository }) {
    if (repository === undefined) return;
    const kinds = [...kindsIn(graph).values()];
    if (kinds.length > 0) yield { key: `kinds ${[...kindsIn(graph).keys()].join(",")}`, kinds } satisfies KindAsk;
  },
  async *run(world, ask) {
    for (const vertex of await world.kinds.describe((ask as KindAsk).kinds)) yield { vertex };
  },
};

/** The kinds of all objects that files declare, each once, by the id of its vertex. */
function kindsIn(graph: Graph): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>();
  for (const root of rootsOf(graph).filter((name) => name !== "cluster")) {
    for (const name of graph.kinds(root)) {
      for (const { subject } of graph.ofKind(name, { in: root })) {
        if (subject.kind === "object") found.set(kindId(subject.ref.apiVersion, subject.ref.kind), subject.ref);
      }
    }
  }
  return found;
}

export default kind;
