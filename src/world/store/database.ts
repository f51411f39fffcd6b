import { chmodSync, closeSync, mkdirSync, openSync, statfsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";

/** Raised when the tables change their shape; an older program refuses a newer file. */
const schemaVersion = 1;

const schema = `
CREATE TABLE runs (
  id TEXT PRIMARY KEY,
  title TEXT NOT NULL,
  definition TEXT NOT NULL,
  at TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('running', 'closed')),
  owner TEXT NOT NULL,
  epoch INTEGER NOT NULL
) STRICT;
CREATE TABLE journal (
  run TEXT NOT NULL REFERENCES runs (id),
  seq INTEGER NOT NULL,
  at TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  type TEXT NOT NULL,
  event TEXT NOT NULL,
  PRIMARY KEY (run, seq)
) STRICT, WITHOUT ROWID;
`;

/** How long a writer waits for another process, in milliseconds. */
const busyTimeout = 10_000;

/** Files up to this size are checked whole when they are opened; it takes a few milliseconds for each megabyte. */
const checkedBytes = 16 * 1024 * 1024;

/** SQLite's locks and shared memory do not work there. Source: linux/magic.h. */
const networkFileSystems: ReadonlyMap<number, string> = new Map([
  [0x6969, "NFS"],
  [0x517b, "SMB"],
  [0xff534d42, "CIFS"],
  [0xfe534d42, "SMB2"],
  [0x00c36400, "Ceph"],
  [0x73757245, "Coda"],
  [0x5346414f, "AFS"],
  [0x6b414653, "AFS"],
  [0x01021997, "9P"],
  [0x0bd00bd0, "Lustre"],
  [0x7461636f, "OCFS2"],
  [0x01161970, "GFS2"],
  [0x564c, "NCP"],
]);

/** Opens the file, making it where it is not there; `:memory:` keeps it in memory. Throws SalvorProblem when it cannot be used. */
export function openDatabase(path: string): DatabaseSync {
  try {
    if (path !== ":memory:") prepareFile(path);
    const db = new DatabaseSync(path, { timeout: busyTimeout });
    try {
      prepareTables(db, path);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw error instanceof SalvorProblem ? error : storeProblem(path, error);
  }
}

function prepareFile(path: string): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const network = networkFileSystems.get(Number(statfsSync(folder).type) >>> 0);
  if (network) {
    throw new SalvorProblem({
      code: "journal-on-network",
      message: `${folder} is on a network file system (${network}), where two processes could both believe that they hold the journal`,
      hint: "Set XDG_STATE_HOME to a folder on a disk of this machine.",
      exit: exitCodes.usage,
    });
  }
  closeSync(openSync(path, "a", 0o600));
  chmodSync(path, 0o600);
}

function prepareTables(db: DatabaseSync, path: string): void {
  db.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  if (path !== ":memory:" && statSync(path).size <= checkedBytes) {
    const found = String(Object.values(db.prepare("PRAGMA quick_check(1)").get() ?? {})[0]);
    if (found !== "ok") throw damaged(path, found);
  }
  if (versionOf(db) === schemaVersion) return;
  db.exec("BEGIN IMMEDIATE");
  try {
    // Looked at again under the lock: another process may have made the tables meanwhile.
    const version = versionOf(db);
    if (version > schemaVersion) throw tooNew(path, version);
    if (version === 0) db.exec(`${schema} PRAGMA user_version = ${schemaVersion}`);
    db.exec("COMMIT");
  } catch (error) {
    db.exec("ROLLBACK");
    throw error;
  }
}

function versionOf(db: DatabaseSync): number {
  return Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
}

function tooNew(path: string, version: number): SalvorProblem {
  return new SalvorProblem({
    code: "journal-too-new",
    message: `the journal ${path} was written by a newer Salvor (its tables are version ${version}, this one knows ${schemaVersion})`,
    hint: "Use that Salvor, or another journal by setting XDG_STATE_HOME.",
    exit: exitCodes.usage,
  });
}

function damaged(path: string, what: string): SalvorProblem {
  return new SalvorProblem({
    code: "journal-damaged",
    message: `the journal ${path} is damaged: ${what}`,
    hint: "Move it (and its -wal file) away and keep it; Salvor then starts a new one.",
    exit: exitCodes.unproven,
  });
}

const reasons: Readonly<Record<number, { why: string; hint: string } | undefined>> = {
  5: { why: "another process holds it for too long", hint: "Wait for the other salvor to end, or end it." },
  8: { why: "it may not be written", hint: "Check its permissions, and whether the disk is mounted read-only." },
  10: { why: "the disk reports an error, or is full", hint: "Check the space and the health of the disk." },
  13: { why: "the disk is full", hint: "Make space; nothing that was not written was done." },
  14: { why: "it cannot be opened", hint: "Check that its folder exists and can be written." },
};

/** What an error of SQLite or of the file system means for the journal. */
export function storeProblem(path: string, error: unknown): SalvorProblem {
  const { errcode, code, message } = error as { errcode?: number; code?: string; message: string };
  const kind = (errcode ?? 0) & 0xff;
  if (kind === 11 || kind === 26) return damaged(path, kind === 26 ? "it is not an SQLite file" : message);
  const full =
    code === "ENOSPC"
      ? reasons[13]
      : code === "EACCES" || code === "EROFS" || code === "EPERM"
        ? reasons[8]
        : undefined;
  const known = full ?? reasons[kind];
  return new SalvorProblem({
    code: "journal-unusable",
    message: `the journal ${path} cannot be used: ${known?.why ?? message}`,
    hint: known?.hint ?? "Check the folder, or set XDG_STATE_HOME to another one.",
    exit: exitCodes.unproven,
    cause: error,
  });
}
