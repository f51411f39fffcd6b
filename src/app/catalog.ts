import causes from "../catalog/causes/index.gen.ts";
import checks from "../catalog/checks/index.gen.ts";
import looks from "../catalog/looks/index.gen.ts";
import readiness from "../catalog/readiness/index.gen.ts";
import relations from "../catalog/relations/index.gen.ts";
import steps from "../catalog/steps/index.gen.ts";
import type { Catalog } from "../model/catalog.ts";

/** Everything that there is a file of each for, as the engine is handed it. */
export const catalog: Catalog = { looks, relations, checks, causes, readiness, steps };
