import type { Severity, Verdict } from "../model/evidence.ts";
import type { Pen, Tone } from "../model/format.ts";
import { visible } from "../model/visible.ts";
import type { Sink, Stdio } from "./stdio.ts";
import { bold, paint, plainText, type Style, shownLength, styleOf, wrap } from "./words.ts";

const colours: Readonly<Record<Exclude<Tone, "strong">, number>> = { bad: 31, doubtful: 33, good: 32, quiet: 90 };

/** Lines longer than this are hard to read, however wide the terminal. */
const widest = 110;

interface Sign {
  readonly sign: string;
  readonly plain: string;
  readonly tone: Tone;
}

const ofVerdict: Readonly<Record<Exclude<Verdict, "fail">, Sign>> = {
  pass: { sign: "✔", plain: "+", tone: "good" },
  unknown: { sign: "?", plain: "?", tone: "doubtful" },
  skipped: { sign: "–", plain: "-", tone: "quiet" },
};

const ofSeverity: Readonly<Record<Severity, Sign>> = {
  critical: { sign: "✗", plain: "x", tone: "bad" },
  error: { sign: "✗", plain: "x", tone: "bad" },
  warning: { sign: "!", plain: "!", tone: "doubtful" },
  info: { sign: "i", plain: "i", tone: "quiet" },
};

/** What writes an answer to standard output, as that can show it. Paths are as they come. */
export function penOf({ out, env, called }: Pick<Stdio, "out" | "env" | "called">): Pen {
  const style = styleOf(out, env);
  const width = Math.min(columnsOf(out), widest) - 1;
  const tint = (text: string, tone: Tone): string =>
    tone === "strong" ? bold(text, style) : paint(plainText(text, style), colours[tone], style);
  return {
    called,
    tint: (text, tone) => tint(visible(text), tone),
    label: (verdict, severity) => {
      const { sign, plain, tone } = verdict === "fail" ? ofSeverity[severity] : ofVerdict[verdict];
      return tint(`${style.unicode ? sign : plain} ${verdict === "fail" ? severity : verdict}`, tone);
    },
    wrap: (text, first) => wrapped(visible(text), first, { width, style }),
    path: (path) => visible(path),
  };
}

/** What is no terminal is read later, on a page of any width. */
function columnsOf(sink: Sink): number {
  return sink.isTerminal ? sink.columns() : widest;
}

function wrapped(text: string, first: string, { width, style }: { width: number; style: Style }): readonly string[] {
  const indent = " ".repeat(shownLength(first));
  const lines = wrap(plainText(text, style), Math.max(width, indent.length + 20), indent);
  return lines.map((line, index) => (index === 0 ? first + line.slice(indent.length) : line));
}
