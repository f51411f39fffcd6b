import type { Verdict } from "../model/evidence.ts";
import type { Readiness } from "../model/readiness.ts";

/** How text may look: signs beyond ASCII, colour, and a picture that redraws itself. */
export interface Style {
  readonly unicode: boolean;
  readonly colour: boolean;
  readonly redraws: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** What a stream can show. `NO_COLOR` and `TERM=dumb` are obeyed; `FORCE_COLOR` colours what is no terminal. */
export function styleOf(sink: { readonly isTerminal: boolean }, env: Environment): Style {
  const dumb = env.TERM === "dumb";
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || "";
  const forced = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== "0";
  return {
    unicode: /utf-?8/i.test(locale) && !dumb,
    colour: !env.NO_COLOR && !dumb && (sink.isTerminal || forced),
    redraws: sink.isTerminal && !dumb && !env.CI,
  };
}

/** A sign with its word: never a sign or a colour alone. */
interface Label {
  readonly sign: string;
  readonly plain: string;
  readonly word: string;
  readonly colour: number;
}

const green = 32;
const red = 31;
const yellow = 33;
const grey = 90;

const ofState: Readonly<Record<Readiness, Label>> = {
  ready: { sign: "✔", plain: "+", word: "ready", colour: green },
  progressing: { sign: "…", plain: ".", word: "waiting", colour: grey },
  degraded: { sign: "!", plain: "!", word: "in trouble", colour: yellow },
  failed: { sign: "✗", plain: "x", word: "failed", colour: red },
  suspended: { sign: "–", plain: "-", word: "paused on purpose", colour: grey },
  unverified: { sign: "?", plain: "?", word: "cannot tell", colour: yellow },
  terminating: { sign: "…", plain: ".", word: "going away", colour: grey },
};

const ofVerdict: Readonly<Record<Verdict, Label>> = {
  pass: { sign: "✔", plain: "+", word: "proven", colour: green },
  fail: { sign: "✗", plain: "x", word: "failed", colour: red },
  unknown: { sign: "?", plain: "?", word: "not proven", colour: yellow },
  skipped: { sign: "–", plain: "-", word: "skipped", colour: grey },
};

/** Colours text where the style has colour. The number is the SGR code. */
export function paint(text: string, colour: number, style: Style): string {
  return style.colour ? `\u001b[${colour}m${text}\u001b[39m` : text;
}

/** Makes text bold where the style has colour. */
export function bold(text: string, style: Style): string {
  return style.colour ? `\u001b[1m${text}\u001b[22m` : text;
}

function show(label: Label, style: Style): string {
  return paint(`${style.unicode ? label.sign : label.plain} ${label.word}`, label.colour, style);
}

/** A state as sign and word. */
export function stateLabel(state: Readiness, style: Style): string {
  return show(ofState[state], style);
}

/** A verdict as sign and word. */
export function verdictLabel(verdict: Verdict, style: Style): string {
  return show(ofVerdict[verdict], style);
}

/** Text without signs that an ASCII terminal cannot show. */
export function plainText(text: string, style: Style): string {
  if (style.unicode) return text;
  return text
    .replaceAll("…", "...")
    .replaceAll("→", "->")
    .replace(/[\u2013\u2014]/g, "-")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2018\u2019]/g, "'");
}

/** The length of text as shown: without colour codes. */
export function shownLength(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with the escape character.
  return text.replace(/\u001b\[[0-9;]*m/g, "").length;
}

/** Cuts text to a width; what was cut is said by an ellipsis. */
export function cut(text: string, width: number, style: Style): string {
  const one = text.replace(/\s*\n\s*/g, " ");
  if (one.length <= width) return one;
  const end = style.unicode ? "…" : "...";
  return width <= end.length ? one.slice(0, Math.max(0, width)) : one.slice(0, width - end.length) + end;
}

/** Breaks text at spaces into lines of at most a width, each after the same indentation. */
export function wrap(text: string, width: number, indent: string): readonly string[] {
  const lines: string[] = [];
  for (const paragraph of text.split("\n")) {
    let line = "";
    for (const word of paragraph.split(" ")) {
      if (line && indent.length + line.length + 1 + word.length > width) {
        lines.push(indent + line);
        line = word;
      } else line = line ? `${line} ${word}` : word;
    }
    lines.push(indent + line);
  }
  return lines;
}
