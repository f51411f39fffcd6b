import type { Graph } from "./graph.ts";
import { declaresAny, type Wanted } from "./presence.ts";
import type { Absence } from "./wrong-reference.ts";

/**
 * What it means that a Secret is declared nowhere. Many are made by hand and kept out of Git: where a deployment
 * declares none, files cannot tell; where it declares others, one that is left out is a warning.
 */
export function secretAbsence(graph: Graph, wanted: Wanted): Absence | undefined {
  if (wanted.kind !== "v1/Secret") return undefined;
  if (declaresAny(graph, wanted)) return { fail: "warning" };
  return { unknown: `Secrets are not declared here: whether ${wanted.name} is there, files cannot tell` };
}
