import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { diskTree } from "./disk-tree.ts";

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "salvor-tree-"));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
}

function git(...args: readonly string[]): string {
  const env = { PATH: process.env.PATH, HOME: home, GIT_CONFIG_NOSYSTEM: "1" };
  const { status, stdout, stderr } = spawnSync("git", ["-c", "core.quotePath=false", ...args], { cwd: home, env });
  if (status !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}

/** What Git itself sees of the folder. */
function seenByGit(): readonly string[] {
  const listed = git("ls-files", "--cached", "--others", "--exclude-standard").split("\n");
  return [...new Set(listed.filter((path) => path !== ""))].sort();
}

const patterns = {
  ".gitignore": [
    "# a comment",
    "*.secret.yaml",
    "!kept.secret.yaml",
    "/only-top.yaml",
    "build/",
    "a/**/z.yaml",
    "",
    "\\#odd.yaml",
    "sp ace.yaml",
    "Case.yaml",
  ].join("\n"),
  "x.secret.yaml": "",
  "kept.secret.yaml": "",
  "only-top.yaml": "",
  "case.yaml": "",
  "Case.yaml": "",
  "#odd.yaml": "",
  "sp ace.yaml": "",
  "größe.yaml": "",
  "b/only-top.yaml": "",
  "build/x.yaml": "",
  "b/build/.gitignore": "!y.yaml",
  "b/build/y.yaml": "",
  "a/z.yaml": "",
  "a/b/c/z.yaml": "",
  "a/b/c/y.yaml": "",
  "n/.gitignore": "*\n!.gitignore\n!keep/\n!keep/*.yaml\n",
  "n/lost.yaml": "",
  "n/keep/found.yaml": "",
  "n/keep/lost.txt": "",
  "n/deeper/lost.yaml": "",
  "m/.gitignore": "!x.secret.yaml\nexcluded.yaml\n",
  "m/x.secret.yaml": "",
  "m/deep/excluded.yaml": "",
  "p/excluded-here.yaml": "",
};

describe("what Git ignores", () => {
  test("is not in the tree: nested files, negation, folders, exclude", () => {
    write(patterns);
    git("init", "-q");
    write({ ".git/info/exclude": "excluded-here.yaml\n" });
    expect(diskTree(home).files).toEqual(seenByGit());
    expect(diskTree(home).files).toContain("n/keep/found.yaml");
    expect(diskTree(home).files).not.toContain("p/excluded-here.yaml");
  });

  test.each(["2", "3", "4"])("is in the tree when it is tracked all the same (index version %s)", (version) => {
    write({ ".gitignore": "gen/\n*.env\n", "gen/deep/a.yaml": "", "gen/deep/b.yaml": "", "c.env": "", "d.env": "" });
    git("init", "-q");
    git("config", "index.version", version);
    git("add", "-f", "gen/deep/a.yaml", "c.env");
    // Version 3 is written only when an entry needs it.
    if (version === "3") git("add", "--intent-to-add", "-f", "d.env");
    expect(diskTree(home).files).toEqual(seenByGit());
    expect(diskTree(home).files).toContain("gen/deep/a.yaml");
    expect(diskTree(home).files).not.toContain("gen/deep/b.yaml");
    // Entries are filled up to eight bytes, and of the newest form only what differs from the one before is written.
    const lengths = Array.from({ length: 18 }, (_, length) => `gen/${"x".repeat(length + 1)}`);
    const names = [...lengths, `gen/${"y".repeat(200)}`, "gen/z"];
    write(Object.fromEntries(names.map((name) => [name, ""])));
    git("add", "-f", ...names);
    expect(diskTree(home).files).toEqual(seenByGit());
  });

  test("is not in the tree of a folder below, nor in a worktree", () => {
    write({ ".gitignore": "x.yaml\n/apps/y.yaml\n", "apps/x.yaml": "", "apps/y.yaml": "", "apps/z.yaml": "" });
    git("init", "-q");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "--allow-empty", "-m", "first");
    git("add", "apps/z.yaml", ".gitignore");
    git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-q", "-m", "second");
    expect(diskTree(join(home, "apps")).files).toEqual(["z.yaml"]);
    git("worktree", "add", "-q", "tree");
    write({ ".git/info/exclude": "w.yaml\n", "tree/w.yaml": "", "tree/x.yaml": "", "tree/v.yaml": "" });
    expect(diskTree(join(home, "tree")).files).toEqual([".gitignore", "apps/z.yaml", "v.yaml"]);
  });

  test("counts without a repository as well", () => {
    write({ ".gitignore": "x.yaml\n", "x.yaml": "", "y.yaml": "" });
    expect(diskTree(home).files).toEqual([".gitignore", "y.yaml"]);
  });
});

describe("links", () => {
  test("to files are files, to folders are ways; what leads out or in a circle is not followed", () => {
    write({ "base/a.yaml": "text" });
    mkdirSync(join(home, "over"));
    symlinkSync("../base", join(home, "over/base"));
    symlinkSync("../base/a.yaml", join(home, "over/b.yaml"));
    symlinkSync("..", join(home, "over/up"));
    symlinkSync("/etc", join(home, "etc"));
    symlinkSync("nowhere", join(home, "dangling"));
    symlinkSync("circle", join(home, "circle"));
    const tree = diskTree(home);
    expect(tree.files).toEqual(["base/a.yaml", "over/b.yaml"]);
    expect(tree.unread).toEqual([{ path: "circle", why: "it is a link that leads in a circle" }]);
    expect(tree.kind("over/base")).toBe("folder");
    expect(tree.kind("over/up/over/base/a.yaml")).toBe("file");
    expect(tree.names("over/base")).toEqual(["a.yaml"]);
    expect(tree.text("over/base/a.yaml")).toEqual({ text: "text" });
    expect([tree.kind("etc"), tree.kind("dangling")]).toEqual(["absent", "absent"]);
  });
});

describe("what is no text", () => {
  test("is said", () => {
    write({
      "latin.yaml": Buffer.from("ok: 1\nname: M\xfcller\n", "latin1"),
      "bom.yaml": "\ufeffa: 1\n",
      "sixteen.yaml": Buffer.from("\ufeffa: 1\n", "utf16le"),
      "binary.yaml": Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]),
    });
    const tree = diskTree(home);
    expect(tree.text("latin.yaml")).toEqual({ problem: "line 2 is not UTF-8; save it as UTF-8" });
    expect(tree.text("bom.yaml")).toEqual({ text: "a: 1\n", mark: "\ufeff" });
    expect(tree.text("sixteen.yaml")).toEqual({ problem: "it is UTF-16; save it as UTF-8" });
    expect(tree.text("binary.yaml")).toEqual({ problem: "it is binary" });
    expect(tree.text("none.yaml")).toEqual({ problem: "it is gone" });
  });

  test.skipIf(process.platform !== "linux")("is said of a name, too", () => {
    writeFileSync(Buffer.from(`${home}/M\xfcller.yaml`, "latin1"), "a: 1\n");
    const tree = diskTree(home);
    expect(tree.text("M\ufffdller.yaml")).toEqual({ problem: "its name is not UTF-8; rename it" });
  });

  test.skipIf(process.getuid?.() === 0)("and what may not be read is named", () => {
    write({ "shut/a.yaml": "", "open/b.yaml": "" });
    chmodSync(join(home, "shut"), 0);
    const tree = diskTree(home);
    chmodSync(join(home, "shut"), 0o755);
    expect(tree.files).toEqual(["open/b.yaml"]);
    expect(tree.unread).toEqual([{ path: "shut", why: "this user may not read it" }]);
  });
});
