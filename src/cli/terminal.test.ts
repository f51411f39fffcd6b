import { describe, expect, test } from "vitest";
import { failedRun, recordsOf } from "../../test/records.ts";
import type { Clock } from "../model/world.ts";
import { advance, noProgress } from "./progress.ts";
import type { Stdio } from "./stdio.ts";
import { openTerminal } from "./terminal.ts";
import { drawTree } from "./tree.ts";

const records = recordsOf("r-1", failedRun);
const style = { unicode: true, colour: false, redraws: true };

function stdio(isTerminal: boolean, env: Record<string, string>): { stdio: Stdio; written: string[] } {
  const written: string[] = [];
  const sink = { write: (text: string) => void written.push(text), isTerminal, columns: () => 100, rows: () => 20 };
  const openApp = (): never => {
    throw new Error("the terminal needs no app");
  };
  return {
    written,
    stdio: {
      argv: [],
      called: "salvor",
      env,
      out: sink,
      err: sink,
      actor: "ann@host",
      signal: new AbortController().signal,
      openApp,
    },
  };
}

/** A clock whose waits end when the work does. */
const clock: Clock = {
  now: () => "2026-01-01T08:00:08.000Z",
  sleep: (_seconds, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) resolve();
      else signal?.addEventListener("abort", () => resolve(), { once: true });
    }),
};

describe("without a terminal", () => {
  test("every change is a line, the cause comes with what was seen and how to see it again", () => {
    const { stdio: plain, written } = stdio(false, {});
    const terminal = openTerminal(plain);
    for (const record of records) terminal.observe(record);
    const text = written.join("");
    expect(text).toContain("x cause  Deployment/shop/page");
    expect(text).toContain("The registry has no example.org/page:2.");
    expect(text).toContain("| manifest unknown");
    expect(text).toContain("see it again: curl -I https://example.org/v2/page/manifests/2");
    expect(text).toContain("x failed  Deployment/shop/page: no pod can start");
    expect(text).toContain("+ proven  store  2 s");
    expect(text).not.toContain("\u001b");
  });

  test("an observation that says nothing new is not repeated", () => {
    const { stdio: plain, written } = stdio(false, {});
    const terminal = openTerminal(plain);
    const [same] = records.filter(({ event }) => event.type === "object.observed");
    for (const record of [...records.slice(0, 3), ...(same ? [same, same, same] : [])]) terminal.observe(record);
    expect(written.join("").match(/Deployment\/shop\/store/g)).toHaveLength(1);
  });
});

describe("the picture", () => {
  const middle = noProgress();
  for (const record of records.slice(0, 7)) advance(middle, record);
  const canvas = { columns: 100, rows: 20, now: "2026-01-01T08:00:08.000Z", style };

  test("tells each waiting object, what it waits for, since when, and when it will be called failed", () => {
    const text = drawTree(middle, canvas).join("\n");
    expect(text).toContain("data  1 of 1 proven");
    expect(text).toContain("… waiting  Deployment/shop/page  for 2 s, fails in 12 s");
    expect(text).toContain("0 of 1 pods are ready (waits for Pod/shop/page-1)");
    expect(text).toContain("- not yet  late");
  });

  test("fits the screen: a low one says how many lines it leaves out, a narrow one cuts", () => {
    const low = drawTree(middle, { ...canvas, rows: 5 });
    expect(low).toHaveLength(3);
    expect(low.at(-1)).toMatch(/and \d+ more lines/);
    for (const line of drawTree(middle, { ...canvas, columns: 30 })) expect(line.length).toBeLessThan(30);
  });

  test("is taken away before a line for good, and gone at the end", async () => {
    const { stdio: drawn, written } = stdio(true, { LANG: "C.UTF-8", TERM: "xterm" });
    const terminal = openTerminal(drawn);
    await terminal.during(clock, async () => {
      for (const record of records) terminal.observe(record);
    });
    const text = written.join("");
    expect(text).toContain("\r\u001b[J");
    expect(text).toContain("✗ cause");
    const shown = screenOf(text);
    expect(shown.at(-1)).toContain("1 of 3 steps failed");
    expect(shown.filter((line) => line.includes("waiting"))).toEqual([]);
  });
});

/** What is left on the screen after the cursor went up and cleared. */
function screenOf(text: string): readonly string[] {
  const lines: string[] = [];
  for (const part of text.split("\u001b[")) {
    const up = /^(\d+)A/.exec(part);
    if (up) lines.length -= Number(up[1]);
    else lines.push(...part.replace(/^J/, "").split("\n").slice(0, -1));
  }
  return lines;
}
