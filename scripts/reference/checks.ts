import checks from "../../src/catalog/checks/index.gen.ts";
import type { Check, Example } from "../../src/model/catalog.ts";
import { placeText } from "../../src/model/check-result.ts";
import type { Finding } from "../../src/model/finding.ts";
import { tried } from "./examples.ts";
import { code, codes, fence, folded, page, prose, table } from "./markdown.ts";

/** All checks, and a page for each of them: names of pages to their texts. */
export function checkPages(): Readonly<Record<string, () => Promise<string>>> {
  const all: readonly Check[] = checks;
  const own = all.map((check): [string, () => Promise<string>] => [`checks/${check.id}.md`, () => checkPage(check)]);
  return { "checks.md": async () => index(all), ...Object.fromEntries(own) };
}

function index(all: readonly Check[]): string {
  const about =
    "What `salvor check` asks of a repository. Each page says why it matters and how to mend it, and what the check says of small repositories. [How findings are told, ignored and mended](check.md).";
  const rows = all.map(({ id, severity, title, optIn }) => [
    `[${id}](checks/${id}.md)`,
    severity,
    `${prose(title)}${optIn ? " (only with `--only`)" : ""}`,
  ]);
  return page("Checks", about, [table(["check", "severity", "asks whether"], rows)]);
}

async function checkPage(check: Check): Promise<string> {
  const { id, title, why, remedy, severity, needs, optIn } = check;
  const parts = [
    `**Why:** ${prose(why)}`,
    `**What to do:** ${prose(remedy)}`,
    `Severity ${code(severity)}${optIn ? ", asked only with `--only`" : ""}. Looks at ${codes(needs)}. Not to be told of one: ${code(`# salvor-ignore ${id}: reason`)}, [or otherwise](../check.md#what-you-do-not-want-to-be-told).`,
    "## Examples",
  ];
  for (const example of check.examples) parts.push(...(await exampleOf(check, example)));
  return page(id, `${prose(title)}.`, parts);
}

async function exampleOf(check: Check, example: Example): Promise<readonly string[]> {
  const got = (await tried({ sort: "checks", rule: check }, example)) as readonly Finding[];
  const said = [...new Set(got.map(tellFinding))];
  const files = Object.entries(example.files ?? {}).flatMap(([path, text]) => [
    `${code(path)}:`,
    fence(languageOf(path), text),
  ]);
  return [
    `### ${example.name.charAt(0).toUpperCase()}${prose(example.name.slice(1))}`,
    said.length > 0 ? said.map((one) => `- ${one}`).join("\n") : "It says nothing.",
    ...(files.length > 0 ? [folded("The repository", files)] : []),
  ];
}

function tellFinding({ verdict, severity, summary, expected, places: [place] = [] }: Finding): string {
  const at = place ? ` at ${code(placeText(place))}` : "";
  const wanted = expected === undefined ? "" : ` Expected: ${code(expected)}.`;
  const words = summary === "" ? "." : `: “${prose(summary)}”.`;
  return `${code(verdict === "fail" ? severity : verdict)}${at}${words}${wanted}`;
}

const languages: readonly (readonly [RegExp, string])[] = [
  [/\.ya?ml$|kustomization/i, "yaml"],
  [/\.json$/, "json"],
  [/\.sh$/, "sh"],
  [/dockerfile/i, "dockerfile"],
  [/\.py$/, "python"],
  [/\.[jt]s$/, "ts"],
  [/\.go$/, "go"],
  [/\.java$/, "java"],
];

const languageOf = (path: string): string => languages.find(([form]) => form.test(path))?.[1] ?? "text";
