import { describe, expect, it } from "vitest";
import causes from "../catalog/causes/index.gen.ts";
import checks from "../catalog/checks/index.gen.ts";
import looks from "../catalog/looks/index.gen.ts";
import readiness from "../catalog/readiness/index.gen.ts";
import relations from "../catalog/relations/index.gen.ts";
import type { CauseRule, Check, ReadinessRule } from "../model/catalog.ts";
import { memoryWorld } from "../world/memory.ts";
import { runExample, type Tryable } from "./examples.ts";

const items: readonly Tryable[] = [
  ...relations.map((rule) => ({ sort: "relations", rule }) as const),
  ...(checks as readonly Check[]).map((rule) => ({ sort: "checks", rule }) as const),
  ...(causes as readonly CauseRule[]).map((rule) => ({ sort: "causes", rule }) as const),
  ...(readiness as readonly ReadinessRule[]).map((rule) => ({ sort: "readiness", rule }) as const),
];

describe.each(items.map((item) => ({ name: `${item.sort}/${item.rule.id}`, item })))("$name", ({ item }) => {
  it.each(item.rule.examples)("$name", async (example) => {
    const tried = await runExample(item, example, { catalog: { looks, relations }, open: memoryWorld });
    expect(tried.wrong).toEqual([]);
  });
});
