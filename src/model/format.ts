import type { CheckResult, Shown } from "./check-result.ts";
import type { Severity, Verdict } from "./evidence.ts";

/** How a piece of text is meant. A stream without colour shows them alike, so that none may say anything alone. */
export type Tone = "bad" | "doubtful" | "good" | "quiet" | "strong";

/** What writes for a person: it knows how wide the page is and what the stream can show. */
export interface Pen {
  /** What the person types to start the program: `salvor`, or `kubectl salvor`. */
  readonly called: string;
  tint(text: string, tone: Tone): string;
  /** A sign with its word: `✗ error`, `? unknown`. */
  label(verdict: Verdict, severity: Severity): string;
  /** Text in lines of the page's width: the first after `first`, the others indented as far. */
  wrap(text: string, first: string): readonly string[];
  /** A path as a person can open it from where they are. */
  path(path: string): string;
}

/** A way to write what a check came to: `-o <id>`. */
export interface Format {
  readonly id: string;
  readonly title: string;
  /** What is shown without `--show`. */
  readonly shows: readonly Shown[];
  /** The whole text, with the last line ended. */
  write(result: CheckResult, pen: Pen): string | Promise<string>;
}
