import type { Cause } from "../model/cause.ts";
import { describeId } from "../model/report.ts";
import type { Run } from "../model/run.ts";

/** Sentences for causes that hold up more than one object: what is worth mending first, the widest first. */
export function sharedCauses(run: Run): readonly string[] {
  const groups = new Map<string, Cause[]>();
  for (const cause of run.steps.flatMap(({ causes }) => causes)) {
    const key = `${cause.rule}\n${cause.cause}`;
    groups.set(key, [...(groups.get(key) ?? []), cause]);
  }
  return [...groups.values()]
    .map((causes) => ({ causes, effects: [...new Set(causes.map(({ effect }) => describeId(effect)))].sort() }))
    .filter(({ effects }) => effects.length > 1)
    .sort((a, b) => b.effects.length - a.effects.length)
    .map(({ causes, effects }) => {
      const [first] = causes;
      return `One cause holds up ${effects.length} objects (${effects.join(", ")}): ${describeId(first?.cause ?? "")}, by the rule ${first?.rule}.`;
    });
}
