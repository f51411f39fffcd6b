import { describe, expect, test } from "vitest";
import { SalvorProblem } from "../model/problem.ts";
import { runProgram } from "./program.ts";
import type { Stdio } from "./stdio.ts";

interface Told {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process; opening the app fails as given, so that no command can begin its work. */
async function salvor(
  argv: readonly string[],
  env: Record<string, string> = {},
  error: Error = new Error("no app here"),
  called = "salvor",
): Promise<Told> {
  const told = { out: "", err: "" };
  const sink = (name: "out" | "err"): Stdio["out"] => ({
    write: (text) => {
      told[name] += text;
    },
    isTerminal: false,
    columns: () => 100,
    rows: () => 24,
  });
  const exit = await runProgram({
    argv,
    env,
    out: sink("out"),
    err: sink("err"),
    called,
    actor: "ann@host",
    signal: new AbortController().signal,
    openApp: () => Promise.reject(error),
  });
  return { exit, ...told };
}

describe("the command line", () => {
  test("alone it says in a few lines what it is and what to try first", async () => {
    const { exit, out, err } = await salvor([]);
    expect(exit).toBe(0);
    expect(out).toBe("");
    expect(err.split("\n").length).toBeLessThan(14);
    for (const first of ["salvor check", "rehearse run ports-and-tags", "rehearse up", "deploy ./manifests"])
      expect(err).toContain(first);
  });

  test.each([
    [["--help"]],
    [["check", "--help"]],
    [["explain", "--help"]],
    [["graph", "--help"]],
    [["deploy", "--help"]],
    [["rehearse", "--help"]],
    [["rehearse", "up", "--help"]],
    [["rehearse", "fault", "add", "--help"]],
    [["version", "--help"]],
  ])("%j has an example and ends well", async (argv) => {
    const { exit, out } = await salvor(argv);
    expect(exit).toBe(0);
    expect(out).toMatch(/Examples?:\n {2}salvor /);
  });

  test("as kubectl's plugin it says commands as kubectl users type them, and nothing else is changed", async () => {
    const plugin = (argv: readonly string[], error?: Error): Promise<Told> => salvor(argv, {}, error, "kubectl salvor");
    expect((await plugin(["--help"])).out).toMatch(
      /^Usage: kubectl salvor <command>.*\n {2}kubectl salvor rehearse run/s,
    );
    expect((await plugin([])).err).toMatch(
      /^Salvor brings.*\n {2}kubectl salvor rehearse up.*\nkubectl salvor --help/s,
    );
    const problem = new SalvorProblem({ code: "x", message: "No salvor x.", hint: "Try `salvor version`.", exit: 4 });
    expect((await plugin(["version"], problem)).err).toBe("salvor: No salvor x.\n  Try `kubectl salvor version`.\n");
  });

  test("the list of commands is as wide in every terminal, since the build keeps its text", async () => {
    const { out } = await salvor(["--help"]);
    expect(Math.max(...out.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test("completion answers with candidates and whether files may stand there", async () => {
    expect((await salvor(["__complete", "--", "rehearse", "fault", "a"])).out).toBe("add\tSwitch a fault on.\n:4\n");
    expect((await salvor(["__complete", "--", "version", "-o", ""])).out).toBe("json\nyaml\n:4\n");
    expect((await salvor(["--help"])).out).not.toContain("__complete");
  });

  test("a flag's help names its variable", async () => {
    expect((await salvor(["deploy", "--help"])).out).toContain("[$SALVOR_REGISTRY_MIRROR]");
  });

  test.each([
    [["depoly"], "Did you mean deploy?"],
    [["deploy", "--timout", "5m"], "Did you mean --timeout?"],
    [["rehearse", "rum"], "Did you mean run?"],
  ])("%j is usage, with the nearest name", async (argv, nearest) => {
    const { exit, err } = await salvor(argv);
    expect(exit).toBe(2);
    expect(err).toContain(nearest);
    expect(err).toMatch(/^salvor: /);
  });

  test.each([
    [["deploy", "--timeout", "soon"], "90s, 5m or 1h30m"],
    [["deploy", "-o", "xml"], "json, yaml"],
    [["rehearse", "up", "--port", "70000"], "from 1 to 65535"],
    [["rehearse", "run"], "scenario"],
    [["deploy", "--registry-mirror", "nothing"], "https://127.0.0.1:5443"],
  ])("%j is usage, and says what would be right", async (argv, says) => {
    const { exit, err } = await salvor(argv);
    expect(exit).toBe(2);
    expect(err).toContain(says);
  });

  test("a variable that cannot be read is usage, named as the variable", async () => {
    const { exit, err } = await salvor(["deploy", "x"], { SALVOR_TIMEOUT: "soon" });
    expect(exit).toBe(2);
    expect(err).toContain("SALVOR_TIMEOUT=soon");
  });

  test("a variable says no to a switch as well as yes; only what is neither is refused", async () => {
    expect((await salvor(["deploy", "x"], { SALVOR_YES: "false" })).err).toContain("no app here");
    expect((await salvor(["deploy", "x"], { SALVOR_YES: "perhaps" })).exit).toBe(2);
  });

  test("what Salvor cannot do is said with what to do, and ends as it says", async () => {
    const problem = new SalvorProblem({ code: "x", message: "The disk is full.", hint: "Free some space.", exit: 4 });
    expect(await salvor(["deploy", "x"], {}, problem)).toEqual({
      exit: 4,
      out: "",
      err: "salvor: The disk is full.\n  Free some space.\n",
    });
  });

  test("a fault of Salvor is called one, in a sentence, with the details", async () => {
    const { exit, err } = await salvor(["deploy", "x"]);
    expect(exit).toBe(70);
    expect(err).toMatch(/^salvor: this is a fault in Salvor, not in your cluster: no app here\n/);
    expect(err).toContain("program.test.ts");
  });
});
