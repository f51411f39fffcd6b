import checks from "../catalog/checks/index.gen.ts";
import looks from "../catalog/looks/index.gen.ts";
import relations from "../catalog/relations/index.gen.ts";
import { checkGraph } from "../engine/check.ts";
import { observe } from "../engine/observe.ts";
import { noFleet } from "../model/fleet.ts";
import { exitCodes } from "../model/problem.ts";
import type { Checked, CheckOptions } from "../model/verbs.ts";
import { openRepository } from "../world/repository.ts";

/** Checks what a repository declares. Reads files and nothing else. */
export async function check({ root }: CheckOptions): Promise<Checked> {
  const { signal } = new AbortController();
  const { graph } = await observe({
    world: openRepository(),
    catalog: { looks, relations },
    lists: [],
    repository: root,
    live: false,
    signal,
  });
  const findings = checkGraph({ graph, fleet: noFleet, checks });
  const failed = findings.some(({ verdict, severity }) => verdict === "fail" && severity === "error");
  return { findings, exit: failed ? exitCodes.failed : exitCodes.proven };
}
