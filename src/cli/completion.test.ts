import { Argument, Command, Option } from "commander";
import { describe, expect, test } from "vitest";
import { complete } from "./completion.ts";

function program(): Command {
  const root = new Command("salvor");
  root
    .command("deploy")
    .description("Apply manifests. And prove it.")
    .argument("[path]")
    .addOption(new Option("-o, --output <format>").choices(["json", "yaml"]))
    .addOption(new Option("--only <check,...>"))
    .addOption(new Option("--context <name>"))
    .option("-y, --yes", "agree");
  const rehearse = root.command("rehearse");
  rehearse.command("run").argument("<scenario>");
  rehearse.command("list");
  root.command("completion").addArgument(new Argument("<shell>").choices(["bash", "zsh"]));
  root.command("__secret", { hidden: true });
  return root;
}

const ids: Readonly<Record<string, readonly string[]>> = {
  check: ["ports-agree", "ports-named"],
  scenario: ["healthy"],
};

async function offered(...words: readonly string[]): Promise<string> {
  const { candidates, files } = await complete(program(), words, async (name) => ids[name]);
  return [...candidates.map(({ word }) => word), ...(files ? ["FILES"] : [])].join(" ");
}

describe("what may stand where the cursor is", () => {
  test.each([
    [[""], "deploy rehearse completion help"],
    [["re"], "rehearse"],
    [["rehearse", ""], "run list help"],
    [["help", "de"], "deploy"],
    [["rehearse", "help", "l"], "list"],
  ])("commands that are to be seen: %j", async (words, expected) => {
    expect(await offered(...words)).toBe(expected);
  });

  test.each([
    [["deploy", "--"], "--output --only --context --yes --help"],
    [["deploy", "x", "--o"], "--output --only"],
    [["rehearse", "list", ""], "--help"],
  ])("flags: %j", async (words, expected) => {
    expect(await offered(...words)).toBe(expected);
  });

  test.each([
    [["deploy", "-o", ""], "json yaml"],
    [["deploy", "--output", "y"], "yaml"],
    [["deploy", "--output=y"], "--output=yaml"],
    // The three words that bash makes of `--output=` and `--output=y`.
    [["deploy", "--output", "="], "json yaml"],
    [["deploy", "--output", "=", "y"], "yaml"],
    [["completion", ""], "bash zsh"],
    [["completion", "bash", ""], "--help"],
  ])("closed values: %j", async (words, expected) => {
    expect(await offered(...words)).toBe(expected);
  });

  test.each([
    [["deploy", "--only", "ports-a"], "ports-agree"],
    [["deploy", "--only", "ports-agree,ports-n"], "ports-agree,ports-named"],
    [["deploy", "--only=ports-agree,ports-n"], "--only=ports-agree,ports-named"],
    [["rehearse", "run", "h"], "healthy FILES"],
  ])("ids by the name of the value: %j", async (words, expected) => {
    expect(await offered(...words)).toBe(expected);
  });

  test.each([
    [["deploy", ""], "FILES"],
    [["deploy", "--yes", "./m"], "FILES"],
    [["deploy", "-o", "json", "--", "--o"], "FILES"],
    [["deploy", "--context", ""], ""],
    [["nothing", ""], ""],
  ])("files where a file is named, and nothing where nobody can know: %j", async (words, expected) => {
    expect(await offered(...words)).toBe(expected);
  });

  test("a command is explained by its first sentence", async () => {
    const { candidates } = await complete(program(), ["dep"], async () => undefined);
    expect(candidates).toEqual([{ word: "deploy", about: "Apply manifests." }]);
  });
});
