import { basename } from "node:path";
import checks from "../catalog/checks/index.gen.ts";
import graphs from "../catalog/graphs/index.gen.ts";
import { pictureOf } from "../engine/picture.ts";
import { selectChecks } from "../engine/select.ts";
import { unreadIn } from "../engine/unread.ts";
import type { PictureFormat } from "../model/picture.ts";
import { exitCodes } from "../model/problem.ts";
import type { GraphDrawn, GraphOptions } from "../model/verbs.ts";
import { openSource } from "./check-source.ts";
import { judge } from "./judge.ts";

/** Draws what a repository declares, what depends on what, and what is wrong with it. */
export async function draw({ format, ...options }: GraphOptions): Promise<GraphDrawn> {
  const { root, tree, fleet, paths } = await openSource(options);
  const { graph, vertices, findings } = await judge({ tree, fleet }, selectChecks(checks, { only: [], skip: [] }));
  const title = root === undefined ? "standard input" : [basename(root), ...paths].join(" ");
  const picture = pictureOf({ title, graph, vertices, findings, paths });
  const frame = async (): Promise<string> => (await import("./graph-page.gen.ts")).graphPage;
  const notes = unreadIn(graph, tree.unread, findings);
  const empty = picture.nodes.length === 0 ? [{ text: "no object is declared here" }] : [];
  const writer = (graphs as readonly PictureFormat[]).find(({ id }) => id === format);
  if (!writer) throw new Error(`there is no format ${format}`);
  return {
    text: await writer.write(picture, frame),
    notes: [...empty, ...notes],
    exit: notes.length + empty.length > 0 ? exitCodes.unproven : exitCodes.proven,
  };
}
