import type { JournalRecord } from "../model/journal.ts";
import { objectId } from "../model/subject.ts";
import type { Clock } from "../model/world.ts";
import { describeSeconds } from "./duration.ts";
import { type Page, tell, tellObserved } from "./narrate.ts";
import { advance, noProgress, type Progress } from "./progress.ts";
import type { Sink, Stdio } from "./stdio.ts";
import { drawTree } from "./tree.ts";
import { type Style, styleOf } from "./words.ts";

/** Shows a run while it goes on. It knows nothing but the records of the journal and the time. */
export interface Terminal {
  readonly page: Page;
  /** A line for good. */
  talk(line: string): void;
  observe(record: JournalRecord): void;
  /** Keeps times moving until the work is done, then leaves the last picture away: what counts was told. */
  during<T>(clock: Clock, work: () => Promise<T>): Promise<T>;
}

const redrawSeconds = 0.2;
const stillWaitingSeconds = 10;

/** A picture at the end of a stream that is taken away before every line and drawn again after it. */
class Picture {
  readonly sink: Sink;
  readonly style: Style;
  private height = 0;

  constructor(sink: Sink, style: Style) {
    this.sink = sink;
    this.style = style;
  }

  erase(): string {
    const up = this.height > 0 ? `\u001b[${this.height}A\r\u001b[J` : "";
    this.height = 0;
    return up;
  }

  show(lines: readonly string[], progress: Progress, now: string): void {
    const canvas = { columns: this.sink.columns(), rows: this.sink.rows(), now, style: this.style };
    const tree = now === "" ? [] : drawTree(progress, canvas);
    const before = this.erase();
    this.height = tree.length;
    this.sink.write(before + [...lines, ...tree].map((line) => `${line}\n`).join(""));
  }
}

/** For a terminal that can redraw. */
function drawing(sink: Sink, style: Style): Terminal {
  const progress = noProgress();
  const picture = new Picture(sink, style);
  const page: Page = { columns: sink.columns(), style };
  let now = "";
  return {
    page,
    talk: (line) => picture.show([line], progress, now),
    observe: (record) => {
      advance(progress, record);
      if (now !== "") now = record.at;
      if (record.event.type === "run.closed") progress.layers = [];
      picture.show(tell(record, page, progress), progress, now);
    },
    during: async (clock, work) => {
      const done = new AbortController();
      const redraw = async (): Promise<void> => {
        while (!done.signal.aborted) {
          now = clock.now();
          picture.show([], progress, now);
          await clock.sleep(redrawSeconds, done.signal);
        }
      };
      const drawn = redraw();
      try {
        return await work();
      } finally {
        done.abort();
        await drawn;
        now = "";
        picture.show([], progress, now);
      }
    },
  };
}

/** For everything else: a line for each change, and one now and then while nothing changes. */
function plain(sink: Sink, style: Style): Terminal {
  const progress = noProgress();
  const page: Page = { columns: sink.isTerminal ? sink.columns() : 120, style };
  let lines = 0;
  const write = (told: readonly string[]): void => {
    lines += told.length;
    if (told.length > 0) sink.write(`${told.join("\n")}\n`);
  };
  return {
    page,
    talk: (line) => write([line]),
    observe: (record) => {
      const { event } = record;
      const step = "step" in event ? progress.steps.get(event.step) : undefined;
      const before = event.type === "object.observed" ? step?.objects.get(objectId(event.ref)) : undefined;
      advance(progress, record);
      if (event.type !== "object.observed") write(tell(record, page, progress));
      else if (before?.state !== event.state || before.because !== event.because) write(tellObserved(event, page));
    },
    during: async (clock, work) => {
      const done = new AbortController();
      const remind = async (): Promise<void> => {
        while (!done.signal.aborted) {
          const before = lines;
          await clock.sleep(stillWaitingSeconds, done.signal);
          if (!done.signal.aborted && before === lines) write(stillWaiting(progress, clock.now()));
        }
      };
      const reminded = remind();
      try {
        return await work();
      } finally {
        done.abort();
        await reminded;
      }
    },
  };
}

function stillWaiting(progress: Progress, now: string): readonly string[] {
  return [...progress.steps.values()]
    .filter((step) => step.startedAt && !step.settled)
    .map((step) => {
      const left = step.deadline ? (Date.parse(step.deadline) - Date.parse(now)) / 1000 : 0;
      return `      still waiting for ${step.name}, called failed at the latest in ${describeSeconds(left)}`;
    });
}

/** The terminal for a process: talk goes to standard error. */
export function openTerminal({ err, env }: Stdio): Terminal {
  const style = styleOf(err, env);
  return style.redraws ? drawing(err, style) : plain(err, style);
}
