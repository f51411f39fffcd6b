import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { DatabaseSync } from "node:sqlite";
import type { JournalEvent, JournalRecord, JournalRun, JournalStore } from "../../model/journal.ts";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import type { Clock } from "../../model/world.ts";
import { openDatabase, storeProblem } from "./database.ts";

/**
 * The journal: events of runs in one SQLite file. A run has an owner and an epoch; an append counts only under the
 * epoch that the process got, so one that was given up for dead cannot write when it wakes.
 */
export function openJournal(path: string, clock: Clock): JournalStore {
  const db = openDatabase(path);
  const append = appender(db, path, clock);
  const guarded = <T>(act: () => T): T => {
    try {
      return act();
    } catch (error) {
      throw error instanceof SalvorProblem ? error : storeProblem(path, error);
    }
  };
  return {
    path,
    open: ({ title, definition }) => guarded(() => openRun(db, clock, { title, definition }, append)),
    records: (run) => guarded(() => recordsOf(db, run)),
    runs: () =>
      guarded(() =>
        db
          .prepare("SELECT id, title, at FROM runs ORDER BY id")
          .all()
          .map((row) => ({ id: String(row.id), title: String(row.title), at: String(row.at) })),
      ),
    close: () => db.close(),
  };
}

type Append = (run: string, epoch: number, event: JournalEvent) => JournalRecord;

function openRun(
  db: DatabaseSync,
  clock: Clock,
  fields: { title: string; definition: string },
  append: Append,
): JournalRun {
  const at = clock.now();
  const id = runId(at);
  const owner = `${hostname()}:${process.pid}`;
  db.prepare(
    "INSERT INTO runs (id, title, definition, at, state, owner, epoch) VALUES (?, ?, ?, ?, 'running', ?, 1)",
  ).run(id, fields.title, fields.definition, at, owner);
  return { id, epoch: 1, append: (event) => append(id, 1, event) };
}

/** Sorts by time: `20261121T081804-3f9c2a`. */
function runId(at: string): string {
  const instant = at.replace(/[-:]/g, "").slice(0, 15);
  return `${instant}-${randomBytes(3).toString("hex")}`;
}

function appender(db: DatabaseSync, path: string, clock: Clock): Append {
  const insert = db.prepare(
    `INSERT INTO journal (run, seq, at, epoch, type, event)
     SELECT id, (SELECT coalesce(max(seq), 0) + 1 FROM journal WHERE run = ?1), ?2, epoch, ?3, ?4
     FROM runs WHERE id = ?1 AND epoch = ?5
     RETURNING seq`,
  );
  const close = db.prepare("UPDATE runs SET state = 'closed' WHERE id = ? AND epoch = ?");
  return (run, epoch, event) => {
    const at = clock.now();
    try {
      const row = insert.get(run, at, event.type, JSON.stringify(event), epoch);
      if (!row) throw fenced(run, epoch);
      if (event.type === "run.closed") close.run(run, epoch);
      // What is handed on is what was stored, so that what is printed now and read later cannot differ.
      return { run, seq: Number(row.seq), at, event: JSON.parse(JSON.stringify(event)) as JournalEvent };
    } catch (error) {
      throw error instanceof SalvorProblem ? error : storeProblem(path, error);
    }
  };
}

function fenced(run: string, epoch: number): SalvorProblem {
  return new SalvorProblem({
    code: "fenced",
    message: `run ${run} was taken over by another process: what this one (epoch ${epoch}) does no longer counts`,
    hint: "Look at the run in the process that took it over; this one stops here.",
    exit: exitCodes.refused,
  });
}

function recordsOf(db: DatabaseSync, run: string): readonly JournalRecord[] {
  return db
    .prepare("SELECT run, seq, at, event FROM journal WHERE run = ? ORDER BY seq")
    .all(run)
    .map((row) => ({
      run: String(row.run),
      seq: Number(row.seq),
      at: String(row.at),
      event: JSON.parse(String(row.event)) as JournalEvent,
    }));
}
