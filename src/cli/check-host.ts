import type { CheckHost, FileDiff } from "../model/verbs.ts";
import { penOf } from "./pen.ts";
import type { Stdio } from "./stdio.ts";
import { bold, paint, plainText, type Style, styleOf } from "./words.ts";

const colours: Readonly<Record<string, number>> = { "-": 31, "+": 32, "@": 90 };

/** What a check needs of whoever started it. */
export function checkHostOf(stdio: Stdio): CheckHost {
  const style = styleOf(stdio.err, stdio.env);
  const { question } = stdio;
  const talk = (line: string): void => stdio.err.write(`${plainText(line, style)}\n`);
  return {
    pen: penOf(stdio),
    talk,
    showDiff: (files) => {
      for (const line of files.flatMap((file) => linesOf(file, style))) stdio.err.write(`${line}\n`);
    },
    ask: question && (async (text) => (await question(text, stdio.signal))?.trim().toLowerCase() === "yes"),
  };
}

function linesOf({ path, diff }: FileDiff, style: Style): readonly string[] {
  return [bold(`--- ${path}`, style), ...diff.map((line) => paint(line, colours[line.charAt(0)] ?? 39, style)), ""];
}
