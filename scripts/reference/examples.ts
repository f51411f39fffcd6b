import looks from "../../src/catalog/looks/index.gen.ts";
import relations from "../../src/catalog/relations/index.gen.ts";
import { runExample, type Tryable } from "../../src/engine/examples.ts";
import type { Example } from "../../src/model/catalog.ts";
import { memoryWorld } from "../../src/world/memory.ts";
import { code, codes, fence, folded, prose, shortYaml } from "./markdown.ts";

/** When examples are looked at, unless they say it themselves. */
const instant = "2026-01-01T00:00:00.000Z";

/** Says of one answer of a rule what a reader wants to know; `at` is the instant at which it was given. */
export type Teller = (answer: unknown, at: string) => string;

/** What a rule really says of an example. Throws when that is not what the example says. */
export async function tried(item: Tryable, example: Example): Promise<readonly unknown[]> {
  const at = example.at ?? instant;
  const { got, wrong } = await runExample(
    item,
    { ...example, at },
    { catalog: { looks, relations }, open: memoryWorld },
  );
  if (wrong.length > 0) throw new Error(`${item.rule.id}: ${example.name}: ${wrong.join("; ")}`);
  return got;
}

/** The examples of a rule, each with what the rule really says of it: they are tried while the page is made. */
export async function examplesOf(item: Tryable, tell: Teller, silent: string): Promise<readonly string[]> {
  const parts: string[] = [];
  for (const example of item.rule.examples) {
    const at = example.at ?? instant;
    const got = await tried(item, example);
    const said = got.length > 0 ? got.map((answer) => tell(answer, at)).join(" ") : silent;
    parts.push(`**${capital(prose(example.name))}.** ${said}${limits(example)}`, world(example));
  }
  return parts.filter((part) => part !== "");
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What must not be said, and what kept the rule from seeing more. */
function limits({ not, refused, heldSeconds }: Example): string {
  const unwanted = (Array.isArray(not) ? not : not === undefined ? [] : [not]) as readonly object[];
  const words = unwanted.flatMap((one) => Object.values(one)).map((value) => code(String(value)));
  return [
    words.length > 0 ? ` It must not say ${words.join(" or ")}.` : "",
    refused ? ` May not be read: ${codes(refused)}.` : "",
    heldSeconds === undefined ? "" : ` It has been so for ${heldSeconds} s.`,
  ].join("");
}

function world({ objects, atStart, plan, logs, images }: Example): string {
  const blocks = [
    ...(objects ? [fence("yaml", shortYaml(objects))] : []),
    ...(atStart ? ["What was there when the step began:", fence("yaml", shortYaml(atStart))] : []),
    ...(plan ? ["Declared by the plan:", fence("yaml", shortYaml(plan))] : []),
    ...Object.entries(logs ?? {}).flatMap(([name, text]) => [`The log of ${code(name)}:`, fence("text", text)]),
    ...(images ? [`In the registry: ${codes(images)}.`] : []),
  ];
  return blocks.length > 0 ? folded("What is there", blocks) : "";
}
