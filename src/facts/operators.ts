import { databases } from "./operators/databases.ts";
import type { MakerFacts } from "./operators/maker.ts";
import { monitoring } from "./operators/monitoring.ts";
import { platform } from "./operators/platform.ts";
import { secrets } from "./operators/secrets.ts";

/** What well-known operators make at run time from objects that people declare, by the rules they document. */
export const operators: readonly MakerFacts[] = [...secrets, ...databases, ...platform, ...monitoring];
