import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { writeWhole } from "./output.ts";
import { refuseToReplace, writeRehearsalFiles } from "./rehearsal-files.ts";

const folder = mkdtempSync(join(tmpdir(), "salvor-output-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("files that are written", () => {
  test("are there whole, with their folders, and readable by whom they should be", async () => {
    await writeWhole(join(folder, "a/b/c"), "text", "private");
    await writeWhole(join(folder, "a/b/d"), "text", "public");
    expect(statSync(join(folder, "a/b/c")).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, "a/b/d")).mode & 0o777).toBe(0o644);
    expect(readdirSync(join(folder, "a/b"))).toEqual(["c", "d"]);
  });

  test("that cannot be are a sentence, and nothing half-written is left", async () => {
    writeFileSync(join(folder, "file"), "");
    await expect(writeWhole(join(folder, "file/under"), "text", "public")).rejects.toMatchObject({
      exit: 3,
      code: "not-written",
    });
    await expect(writeWhole(join(folder, "a"), "text", "public")).rejects.toMatchObject({
      message: expect.stringContaining("folder"),
    });
    expect(readdirSync(folder).sort()).toEqual(["a", "file"]);
  });
});

describe("the files of a rehearsal cluster", () => {
  test("a chosen kubeconfig stays and may be replaced by the next; what lies beside it goes", async () => {
    const path = join(folder, "kubeconfig");
    const files = await writeRehearsalFiles(path, { kubeconfig: "one", registryCa: "ca" });
    await files.remove();
    expect(readFileSync(path, "utf8")).toMatch(/one$/);
    await expect(refuseToReplace(path)).resolves.toBeUndefined();
    expect(readdirSync(folder).filter((name) => name.includes("ca.crt"))).toEqual([]);
  });

  test("a file that is not ours is not replaced", async () => {
    await expect(refuseToReplace(join(folder, "file"))).rejects.toMatchObject({ exit: 2 });
    await expect(refuseToReplace(join(folder, "nothing"))).resolves.toBeUndefined();
  });
});
