import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, expect, test } from "vitest";
import { carriedFolder, layDown } from "./carried.ts";

const folder = mkdtempSync(join(tmpdir(), "salvor-carried-"));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const files = (text: string): ReadonlyMap<string, Uint8Array> =>
  new Map([["scenarios/a/scenario.yaml", Buffer.from(text)]]);

test("the files of one content lie in one folder, those of another beside it, and nothing half-written", async () => {
  const first = await layDown(files("one"), folder);
  expect(readFileSync(join(first, "scenarios/a/scenario.yaml"), "utf8")).toBe("one");
  expect(await layDown(files("one"), folder)).toBe(first);
  const second = await layDown(files("two"), folder);
  expect(readFileSync(join(second, "scenarios/a/scenario.yaml"), "utf8")).toBe("two");
  expect(readdirSync(folder).map((name) => join(folder, name))).toEqual([first, second].sort());
});

test("two processes that begin at once agree", async () => {
  const [first, second] = await Promise.all([layDown(files("one"), folder), layDown(files("one"), folder)]);
  expect(first).toBe(second);
  expect(existsSync(join(first, "scenarios/a/scenario.yaml"))).toBe(true);
});

test("where nothing can be written it says which variable names another place", async () => {
  const file = `${folder}-file`;
  writeFileSync(file, "");
  await expect(layDown(files("one"), join(file, "cache"))).rejects.toMatchObject({
    code: "not-laid-down",
    hint: expect.stringContaining("XDG_CACHE_HOME"),
    exit: 3,
  });
  rmSync(file);
});

test("a program that is no single file finds its folder beside itself", async () => {
  const beside = pathToFileURL(join(folder, "scenarios"));
  expect(await carriedFolder(beside, {})).toBe(join(folder, "scenarios"));
});
