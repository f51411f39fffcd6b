import type { RehearsalClock } from "../clock.ts";

/** One line of a program. `at` is in milliseconds since 1970. */
export interface LogLine {
  readonly at: number;
  readonly text: string;
}

/** What a container wrote, kept after its end. */
export interface ContainerLog {
  lines(): readonly LogLine[];
  write(text: string): void;
  /** No line comes any more: those who follow are told. */
  end(): void;
  /** Calls for each further line and once at the end; returns what stops it. */
  follow(line: (line: LogLine) => void, ended: () => void): () => void;
}

/** As long as a log of a real node before it is rotated, for lines of usual length. */
const mostLines = 20_000;

/** Makes an empty log. */
export function createContainerLog(clock: RehearsalClock): ContainerLog {
  const lines: LogLine[] = [];
  const readers = new Set<{ line: (line: LogLine) => void; ended: () => void }>();
  let over = false;
  return {
    lines: () => lines,
    write: (text) => {
      const line = { at: clock.now(), text };
      lines.push(line);
      if (lines.length > mostLines) lines.shift();
      for (const reader of [...readers]) reader.line(line);
    },
    end: () => {
      over = true;
      for (const reader of [...readers]) reader.ended();
      readers.clear();
    },
    follow: (line, ended) => {
      if (over) {
        ended();
        return () => undefined;
      }
      const reader = { line, ended };
      readers.add(reader);
      return () => readers.delete(reader);
    },
  };
}

/** Which lines of a log are wanted, as `PodLogOptions` says it. */
export interface LogSelection {
  readonly tailLines?: number;
  readonly sinceSeconds?: number;
  readonly sinceTime?: string;
  readonly limitBytes?: number;
  readonly timestamps?: boolean;
}

/** A line as the kubelet sends it, with the instant before it where that is wanted. */
export function formatLine({ at, text }: LogLine, timestamps = false): string {
  return timestamps ? `${new Date(at).toISOString().slice(0, 23)}000000Z ${text}\n` : `${text}\n`;
}

/** The wanted part of a log. */
export function selectLog(lines: readonly LogLine[], wanted: LogSelection, now: number): string {
  const from =
    wanted.sinceSeconds === undefined ? Date.parse(wanted.sinceTime ?? "") : now - wanted.sinceSeconds * 1000;
  const recent = Number.isNaN(from) ? lines : lines.filter(({ at }) => at >= from);
  const tail = wanted.tailLines === undefined ? recent : recent.slice(Math.max(0, recent.length - wanted.tailLines));
  const text = tail.map((line) => formatLine(line, wanted.timestamps)).join("");
  if (wanted.limitBytes === undefined) return text;
  return Buffer.from(text).subarray(0, wanted.limitBytes).toString("utf8");
}
