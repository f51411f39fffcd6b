import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, expect, test } from "vitest";
import type { SalvorProblem } from "../../model/problem.ts";
import { systemClock } from "../clock.ts";
import { storeProblem } from "./database.ts";
import { openJournal } from "./journal.ts";
import { privateKey } from "./private-key.ts";

const folders: string[] = [];

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "salvor-journal-"));
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

const opened = { title: "deploy shop", definition: "sha256:1" };

function problem(act: () => unknown): SalvorProblem {
  try {
    act();
  } catch (error) {
    return error as SalvorProblem;
  }
  return expect.fail("it went well");
}

test("events are read back in the order of the appends, by another opening of the file", () => {
  const path = join(folder(), "state", "journal.db");
  const journal = openJournal(path, systemClock);
  const run = journal.open(opened);
  const records = [run.append({ type: "note", text: "one" }), run.append({ type: "note", text: "two" })];
  expect(records.map((record) => record.seq)).toEqual([1, 2]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const other = openJournal(path, systemClock);
  expect(other.records(run.id)).toEqual(records);
  expect(other.runs().map(({ id, title }) => ({ id, title }))).toEqual([{ id: run.id, title: "deploy shop" }]);
  journal.close();
  other.close();
});

test("a run that was taken over refuses the appends of the one that lost it", () => {
  const path = join(folder(), "journal.db");
  const journal = openJournal(path, systemClock);
  const run = journal.open(opened);
  const taker = new DatabaseSync(path);
  taker.exec("UPDATE runs SET epoch = epoch + 1");
  taker.close();
  expect(problem(() => run.append({ type: "note", text: "late" }))).toMatchObject({ code: "fenced", exit: 4 });
  expect(journal.records(run.id)).toEqual([]);
  journal.close();
});

test("processes that write at once lose nothing and keep their own numbers", async () => {
  const path = join(folder(), "journal.db");
  const script = `
    import { openJournal } from ${JSON.stringify(new URL("./journal.ts", import.meta.url).href)};
    import { systemClock } from ${JSON.stringify(new URL("../clock.ts", import.meta.url).href)};
    const journal = openJournal(${JSON.stringify(path)}, systemClock);
    const run = journal.open({ title: "t", definition: "d" });
    for (let i = 1; i <= 200; i++) run.append({ type: "note", text: String(i) });
    journal.close();`;
  const ended = [1, 2, 3].map(
    () =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", script], {
          stdio: "inherit",
        });
        child.on("close", resolve);
      }),
  );
  expect(await Promise.all(ended)).toEqual([0, 0, 0]);
  const journal = openJournal(path, systemClock);
  const runs = journal.runs();
  expect(runs).toHaveLength(3);
  for (const run of runs)
    expect(journal.records(run.id).map((record) => record.seq)).toEqual(Array.from({ length: 200 }, (_, i) => i + 1));
  journal.close();
});

test("a journal that cannot be used says why and what to do", () => {
  const noise = join(folder(), "journal.db");
  writeFileSync(noise, "this is not a database, but it is long enough to be looked at".repeat(20));
  expect(problem(() => openJournal(noise, systemClock))).toMatchObject({ code: "journal-damaged", exit: 3 });

  const newer = join(folder(), "journal.db");
  const db = new DatabaseSync(newer);
  db.exec("PRAGMA user_version = 99");
  db.close();
  expect(problem(() => openJournal(newer, systemClock))).toMatchObject({ code: "journal-too-new", exit: 2 });

  const file = join(folder(), "a-file");
  writeFileSync(file, "");
  expect(problem(() => openJournal(join(file, "journal.db"), systemClock)).message).toContain(
    `${file}/journal.db cannot be used`,
  );
});

test("a full disk is told as one", () => {
  const path = join(folder(), "journal.db");
  openJournal(path, systemClock).close();
  // SQLite gives the same error for a file that may not grow.
  const cramped = new DatabaseSync(path);
  cramped.exec("PRAGMA max_page_count = 1");
  const error = problem(() => cramped.exec("CREATE TABLE large AS SELECT hex(zeroblob(1000000)) AS text"));
  cramped.close();
  expect(storeProblem(path, error)).toMatchObject({
    code: "journal-unusable",
    exit: 3,
    message: expect.stringContaining("the disk is full"),
  });
});

test("the key of the masks is made once, for this user alone", () => {
  const state = folder();
  const key = privateKey(state);
  expect(key).toHaveLength(32);
  expect(privateKey(state).equals(key)).toBe(true);
  expect(statSync(join(state, "mask.key")).mode & 0o777).toBe(0o600);
  writeFileSync(join(state, "mask.key"), "short");
  expect(problem(() => privateKey(state))).toMatchObject({ code: "key-unusable", exit: 2 });
});
