import looks from "../catalog/looks/index.gen.ts";
import relations from "../catalog/relations/index.gen.ts";
import type { FactGraph } from "../engine/graph.ts";
import { observe } from "../engine/observe.ts";
import type { Tool } from "../world/repo/survey/tool.ts";
import type { Tree } from "../world/repo/tree.ts";
import { openRepository } from "../world/repository.ts";

/** The graph of all that a tree of files says. `now` is the instant of the look. */
export async function lookAt(tree: Tree, tool?: Tool): Promise<{ readonly graph: FactGraph; readonly now: string }> {
  const world = openRepository(tree, tool);
  const now = world.clock.now();
  const { signal } = new AbortController();
  const catalog = { looks, relations };
  const { graph } = await observe({ world, catalog, lists: [], repository: tree.root, live: false, signal });
  return { graph, now };
}
