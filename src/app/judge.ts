import checks from "../catalog/checks/index.gen.ts";
import { checkGraph } from "../engine/check.ts";
import type { FactGraph } from "../engine/graph.ts";
import { ignoresOf } from "../engine/ignore.ts";
import { unreadFiles, unreadIn } from "../engine/unread.ts";
import type { Check } from "../model/catalog.ts";
import type { CheckNote } from "../model/check-result.ts";
import type { Finding } from "../model/finding.ts";
import type { Vertex } from "../model/graph.ts";
import type { FileRole, RepositoryFile } from "../model/repository.ts";
import type { CheckSource } from "./check-source.ts";
import { lookAt } from "./look.ts";

/** What checks say of a tree of files. `unread` are the files that nothing was read of. */
export interface Judged {
  readonly graph: FactGraph;
  readonly vertices: readonly Vertex[];
  readonly findings: readonly Finding[];
  readonly notes: readonly CheckNote[];
  readonly files: number;
  /** Files of these that are more than YAML. */
  readonly known: number;
  readonly objects: number;
  readonly unread: ReadonlySet<string>;
}

/** Reads a tree and asks some checks about it. */
export async function judge(
  { tree, fleet, tool }: Pick<CheckSource, "tree" | "fleet" | "tool">,
  asked: readonly Check[],
): Promise<Judged> {
  const { graph, now } = await lookAt(tree, tool);
  const vertices = [...graph.all()];
  const roles = vertices.flatMap(roleOf);
  const ignores = ignoresOf({ vertices, fleet, now, checks, ran: asked });
  const findings = checkGraph({ graph, fleet, checks: asked, ignores });
  return {
    graph,
    vertices,
    findings,
    notes: [...unreadIn(graph, tree.unread, findings), ...ignores.notes()],
    files: roles.length,
    known: roles.filter((role) => role !== "yaml" && role !== "fleet").length,
    objects: vertices.filter(({ subject }) => subject.kind === "object").length,
    unread: unreadFiles(graph),
  };
}

/** What a file that means something is read as. */
function roleOf({ id, value }: Vertex): readonly FileRole[] {
  const { role } = id.startsWith("file:") ? (value as RepositoryFile) : { role: "other" as const };
  return role === "other" ? [] : [role];
}
