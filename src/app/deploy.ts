import { resolve } from "node:path";
import type { Fleet } from "../model/fleet.ts";
import type { DeployOptions, Ended, Host } from "../model/verbs.ts";
import { goalOf } from "../world/goal.ts";
import { openWorld } from "../world/open.ts";
import { carryOut, prepare, reported } from "./carry-out.ts";
import { worldOptionsOf } from "./connection.ts";

/** Applies and proves what a folder, a file or a fleet declares. Undefined after a dry run. */
export async function deploy(options: DeployOptions, host: Host): Promise<Ended | undefined> {
  const goal = await goalOf(options);
  const world = await openWorld({
    ...worldOptionsOf(options.connection),
    registries: { ...goal.fleet.registries, ...mirrorsOf(options) },
    folder: goal.fleet.folder,
  });
  try {
    const prepared = await prepare(world, goal, options.timeoutSeconds);
    const request = { plan: prepared.plan, fleet: goal.fleet };
    if (options.dryRun) {
      host.show(request);
      return undefined;
    }
    const { how } = await host.approve(request);
    const { run, exit } = await host.during(world.clock, () => carryOut(world, prepared, host, how));
    return await reported(run, exit, world.journal());
  } finally {
    await world.close();
  }
}

function mirrorsOf({ mirrors, mirrorCa }: Pick<DeployOptions, "mirrors" | "mirrorCa">): Fleet["registries"] {
  const ca = mirrorCa === undefined ? {} : { ca: resolve(mirrorCa) };
  return Object.fromEntries(Object.entries(mirrors).map(([host, mirror]) => [host, { mirror, ...ca }]));
}
