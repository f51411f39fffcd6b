import type { Ask, LookKind } from "../../model/catalog.ts";
import type { Fact, Vertex } from "../../model/graph.ts";
import type { KubeObject } from "../../model/kubernetes/object.ts";
import { groupKind, objectId } from "../../model/subject.ts";
import type { Listed, ListScope, Seen, World } from "../../model/world.ts";

interface ListAsk extends Ask {
  readonly scope: ListScope;
}

const list: LookKind = {
  id: "list",
  title: "List a kind, and watch it",
  gives: ["*"],
  *asks(_graph, { lists }) {
    for (const scope of lists) yield { key: `list ${coverName(scope)}`, scope } satisfies ListAsk;
  },
  async *run(world, ask) {
    const { scope } = ask as ListAsk;
    const look = await world.kube.list(scope);
    if (look.seen) for (const seen of look.value.items) yield { vertex: vertexOf(scope, seen) };
    yield {
      covers: coverName(scope),
      look: look.seen ? { seen: true, value: "complete", evidence: look.evidence } : look,
    };
  },
  async *follow(world, ask, signal) {
    const { scope } = ask as ListAsk;
    const present = new Set<string>();
    while (!signal.aborted) {
      const look = await world.kube.list(scope);
      if (look.seen) {
        yield* relist(scope, look.value, present);
        yield { covers: coverName(scope), look: { seen: true, value: "complete", evidence: look.evidence } };
        yield* changes({ world, scope, present, signal }, look.value.resourceVersion);
      } else yield { covers: coverName(scope), look };
      // A refused list is asked again, for it may have been the server's trouble; a lost watch at once.
      if (!look.seen) await world.clock.sleep(2, signal);
    }
  },
};

/** What a list says, and of what was there before what it no longer says. */
function* relist(scope: ListScope, { items }: Listed, present: Set<string>): Iterable<Fact> {
  const vertices = items.map((seen) => vertexOf(scope, seen));
  const now = new Set(vertices.map(({ id }) => id));
  for (const id of present) if (!now.has(id)) yield { gone: id };
  present.clear();
  for (const vertex of vertices) {
    present.add(vertex.id);
    yield { vertex };
  }
}

async function* changes(
  at: { world: World; scope: ListScope; present: Set<string>; signal: AbortSignal },
  resourceVersion: string,
): AsyncIterable<Fact> {
  const { world, scope, present, signal } = at;
  for await (const event of world.kube.watch(scope, resourceVersion, signal)) {
    if (event.type === "lost") return;
    if (event.type === "bookmark") continue;
    const vertex = vertexOf(scope, event.seen);
    if (event.type === "deleted") {
      present.delete(vertex.id);
      yield { gone: vertex.id };
    } else {
      present.add(vertex.id);
      yield { vertex };
    }
  }
}

function coverName(scope: ListScope): string {
  return scope.namespace === undefined ? groupKind(scope) : `${groupKind(scope)}@${scope.namespace}`;
}

/** Items of a list carry no kind of their own on the wire; the scope has it. */
function vertexOf({ apiVersion, kind }: ListScope, { value, evidence }: Seen<KubeObject>): Vertex {
  const { name, namespace, uid } = value.metadata;
  const ref = {
    apiVersion,
    kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid }),
  };
  return { id: objectId(ref), subject: { kind: "object", ref }, value: { ...value, apiVersion, kind }, evidence };
}

export default list;
