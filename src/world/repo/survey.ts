import type { Fact } from "../../model/graph.ts";
import type { Clock } from "../../model/world.ts";
import type { Masker } from "../mask/masker.ts";
import { builderFacts } from "./builder-facts.ts";
import { createDocuments } from "./documents.ts";
import { kustomizationVertex, patchTargetVertices, rootFacts } from "./survey/fact-vertices.ts";
import { fileVertices } from "./survey/file-facts.ts";
import { takeInventory } from "./survey/inventory.ts";
import { kustomizationFacts } from "./survey/kustomization-facts.ts";
import type { VertexMaker } from "./survey/object-vertex.ts";
import { originIn } from "./survey/raw-object.ts";
import { rootsOf } from "./survey/roots.ts";
import { scopesIn } from "./survey/scope.ts";
import { sightsOf } from "./survey/sees.ts";
import { type Tool, ToolAnswers } from "./survey/tool.ts";
import type { Tree } from "./tree.ts";

/** What a survey needs. */
export interface Surveyor {
  readonly tree: Tree;
  readonly masker: Masker;
  readonly clock: Clock;
  /** What builds kustomizations in place of this program. */
  readonly tool?: Tool | undefined;
}

/** Everything that a repository says: its files, and its roots with their objects. */
export async function* survey({ tree, masker, clock, tool }: Surveyor): AsyncIterable<Fact> {
  const documents = createDocuments(tree);
  const answers = tool && new ToolAnswers(tool);
  const inventory = takeInventory({ tree, documents, tool: answers });
  let drafts = rootsOf(inventory);
  while (await answers?.ask()) drafts = rootsOf(inventory);
  const isClusterScoped = await scopesIn(drafts);
  const look = { at: clock.now(), mode: "declared", source: "file" } as const;
  const maker: VertexMaker = { tree, masker, look, isClusterScoped };
  for (const vertex of fileVertices(inventory, maker)) yield { vertex };
  const sights = sightsOf(drafts);
  for (const draft of drafts) yield* rootFacts(maker, draft, sights.get(draft.root.name) ?? []);
  for (const vertex of patchTargetVertices(maker, drafts)) yield { vertex };
  for (const value of kustomizationFacts(inventory, drafts, isClusterScoped))
    yield { vertex: kustomizationVertex(maker, value, originIn(tree, { path: value.file, document: 0 })) };
  yield* builderFacts({ tree, masker, clock, documents });
}
