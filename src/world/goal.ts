import { dirname, resolve } from "node:path";
import { type Fleet, noFleet } from "../model/fleet.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import { findFleet, isFleetFile } from "./repo/find-fleet.ts";
import { readFleet } from "./repo/fleet.ts";

/** What is to be deployed: the fleet, or a folder with what is assumed of one, and where its manifests are. */
export interface Goal {
  readonly fleet: Fleet;
  readonly title: string;
  readonly sources: readonly string[];
}

/**
 * Finds what is to be deployed: the fleet file that is named, the nearest one where nothing is, or manifests. Throws
 * SalvorProblem (exit 2) when there is nothing.
 */
export async function goalOf({ path, file }: { readonly path?: string; readonly file?: string }): Promise<Goal> {
  const isFleet = path !== undefined && /\.ya?ml$/.test(path) && (await isFleetFile(path));
  const named = file ?? (path === undefined ? await findFleet(".") : isFleet ? path : undefined);
  if (named === undefined && path === undefined) {
    throw new SalvorProblem({
      code: "nothing-to-deploy",
      message: "There is nothing to deploy: no path was given, and no salvor.yaml is in this folder or above it.",
      hint: "Give a folder or file of manifests: salvor deploy ./manifests",
      exit: exitCodes.usage,
    });
  }
  if (named === undefined)
    return { fleet: { ...noFleet, folder: dirname(path ?? ".") }, title: `deploy ${path}`, sources: [path ?? "."] };
  const fleet = await readFleet(named);
  const own = path === undefined || path === named;
  const sources = own ? fleet.sources.map((source) => resolve(fleet.folder, source.path)) : [path];
  return { fleet, title: `deploy ${fleet.name}`, sources };
}
