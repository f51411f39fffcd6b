import causes from "../../src/catalog/causes/index.gen.ts";
import looks from "../../src/catalog/looks/index.gen.ts";
import readiness from "../../src/catalog/readiness/index.gen.ts";
import steps from "../../src/catalog/steps/index.gen.ts";
import type { LookKind, Rule } from "../../src/model/catalog.ts";
import { code, codes, page, prose } from "./markdown.ts";

/** Rules whose needs only one look can give: `image` and `log`, and what is looked up by name. */
function usersOf({ gives }: LookKind): string {
  const link = (name: string, rules: readonly Rule[]): readonly string[] =>
    rules
      .filter(({ needs }) => needs.some((need) => gives.includes(need)))
      .map(({ id }) => `[${id}](${name}.md#${id})`);
  const users = [...link("causes", causes), ...link("readiness", readiness)];
  return users.length > 0 ? `Used by ${users.join(", ")}.` : "Used by every rule.";
}

function lookSection(look: LookKind): string[] {
  const gives = look.gives.includes("*") ? "objects of every kind" : codes(look.gives);
  const follows = look.follow ? " While a run goes on it is kept up to date by a watch." : "";
  return [`## ${look.id}`, `**${prose(look.title)}.** Gives ${gives}.${follows}`, usersOf(look)];
}

/** Everything that is ever read of a cluster and its registries. */
export function looksPage(): string {
  const about =
    "Whatever a rule knows of the cluster and its registries, a look has brought. Looks run in rounds: what one brings back decides what is asked next, until nothing new is. A refused or late answer is kept as such; it never means that something is absent.";
  return page("Looks", about, (looks as readonly LookKind[]).flatMap(lookSection));
}

/** Everything that is ever done to a cluster. */
export function stepsPage(): string {
  const about =
    "What a run can do. Before each step the state is written into the journal; the step acts only while the fleet's lease is held; afterwards it counts only when what it wrote was seen to be well.";
  const parts = steps.flatMap(({ id, title, effect }) => [`## ${id}`, `**${prose(title)}.** Effect: ${code(effect)}.`]);
  return page("Steps", about, parts);
}
