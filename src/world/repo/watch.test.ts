import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { diskTree } from "./disk-tree.ts";
import { type TreeWatcher, watchTree } from "./watch.ts";

let home: string;
let watcher: TreeWatcher;
const { signal } = new AbortController();
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "salvor-watch-"));
  mkdirSync(join(home, "apps"));
  for (const name of ["apps/a.yaml", "apps/b.yaml"]) writeFileSync(join(home, name), "a: 1\n");
  watcher = watchTree(home);
  watcher.follow(diskTree(home));
});
afterEach(() => {
  watcher.close();
  rmSync(home, { recursive: true, force: true });
});

test("a save is one change, and the file that an editor writes beside it is none", async () => {
  const changes = watcher.changes(signal);
  const beside = join(home, "apps/.a.yaml.swp");
  writeFileSync(beside, "a: 2\n");
  appendFileSync(beside, "b: 3\n");
  renameSync(beside, join(home, "apps/a.yaml"));
  expect(await changes).toEqual(["apps/a.yaml"]);
});

test("what is gone and what is new is a change, also in a new folder", async () => {
  rmSync(join(home, "apps/b.yaml"));
  expect(await watcher.changes(signal)).toEqual(["apps/b.yaml"]);
  mkdirSync(join(home, "more"));
  expect(await watcher.changes(signal)).toEqual(["more"]);
  writeFileSync(join(home, "more/c.yaml"), "c: 1\n");
  expect(await watcher.changes(signal)).toEqual(["more/c.yaml"]);
});
