import { chmodSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { podWith, type Repository, repositoryIn, settings } from "./repository.ts";
import { newPlace, type Place, salvor, type Told } from "./salvor.ts";

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

let count = 0;
function repository(files: Readonly<Record<string, string | Buffer>>): Repository {
  count += 1;
  return repositoryIn(place, files, `bad-${count}`);
}

async function checked({ folder }: Repository, ...argv: readonly string[]): Promise<Told> {
  const told = await salvor(place, ["check", "-o", "short", ...argv], { cwd: folder });
  expect(told.err).not.toMatch(/fault in Salvor| {4}at /);
  return told;
}

const sound = { "settings.yaml": settings, "api.yaml": podWith("settings") };

describe("one file that cannot be read does not hide the others, and is said", () => {
  test.each([
    ["is Latin-1", Buffer.from("kind: M\xfcller\n", "latin1"), "line 1 is not UTF-8"],
    ["is UTF-16", Buffer.from("\ufeffkind: Pod\n", "utf16le"), "it is UTF-16"],
    ["is binary", Buffer.from([0, 1, 2, 3]), "it is binary"],
    ["is indented with tabs", "apiVersion: v1\nkind: Pod\nmetadata:\n\tname: a\n", "tab characters"],
    ["has a key twice", "apiVersion: v1\nkind: Pod\nkind: Job\n", "the same key stands twice"],
    ["has a name that is no text", "apiVersion: v1\nkind: Pod\nmetadata: { name: 5 }\n", ""],
    ["has too many aliases", bomb(), "aliases"],
    ["is larger than anybody writes", Buffer.alloc(17 * 1024 * 1024, "a: 1\n"), "17 MiB"],
  ])("a file that %s", async (_what, content, says) => {
    const { exit, out } = await checked(repository({ ...sound, "odd.yaml": content }));
    expect([1, 3]).toContain(exit);
    expect(out).toMatch(/^odd\.yaml(?::\d+)?: /m);
    expect(out.toLowerCase()).toContain(says.toLowerCase());
    expect(out).toMatch(/3 objects|4 objects/);
  });

  test.each([
    ["Go", "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {{ .Values.name }}\n"],
    ["Go, with a block", "{{- if .Values.on }}\napiVersion: v1\nkind: ConfigMap\n{{- end }}\n"],
    ["Jinja", "{% for x in y %}\nkind: ConfigMap\nmetadata: {name: '{{ x }}'}\n{% endfor %}\n"],
  ])("a template (%s) is nothing wrong, and nobody claims to have read it", async (_what, text) => {
    const repo = repository({ ...sound, "templates/a.yaml": text });
    expect((await checked(repo)).exit).toBe(0);
    const { out } = await checked(repo, "--show", "unknown");
    expect(out).toMatch(/^templates\/a\.yaml(?::\d+)?: unknown: /m);
  });
});

/** A text of a few lines that spells out to billions of values. */
function bomb(): string {
  const lines = Array.from({ length: 12 }, (_, level) => {
    const inner = level === 0 ? "x" : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(9).fill(inner).join(", ")}]`;
  });
  return `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: bomb }\n${lines.join("\n")}\n`;
}

describe("odd, and all the same sound", () => {
  test("a byte order mark, Windows line ends, and paths with spaces and other letters", async () => {
    const name = "größe & co/p od.yaml";
    const repo = repository({ ...sound, [name]: `\ufeff${podWith("setings", "b").replaceAll("\n", "\r\n")}` });
    const { exit, out } = await checked(repo, "--only", "refs-config-exist");
    expect([exit, out]).toEqual([1, expect.stringMatching(/^größe & co\/p od\.yaml:10: error: /)]);
    await checked(repo, "--only", "refs-config-exist", "--fix", "-y");
    expect(repo.read(name)).toBe(`\ufeff${podWith("settings", "b").replaceAll("\n", "\r\n")}`);
  });

  test("links in a circle and out of the repository", async () => {
    const repo = repository({ "base/settings.yaml": settings, "base/api.yaml": podWith("settings") });
    symlinkSync("..", join(repo.folder, "base/up"));
    symlinkSync("/", join(repo.folder, "root"));
    expect((await checked(repo, "--only", "refs-config-exist")).exit).toBe(0);
    symlinkSync("loop", join(repo.folder, "loop"));
    const { exit, out } = await checked(repo, "-o", "table", "--only", "refs-config-exist");
    expect([exit, out]).toEqual([3, expect.stringContaining("a link that leads in a circle")]);
  });

  test("what Git ignores is not read, and a worktree is a repository", async () => {
    const repo = repository({ ...sound, ".gitignore": "*.local.yaml\n" });
    repo.write({ "b.local.yaml": podWith("setings", "b") });
    expect((await checked(repo, "--only", "refs-config-exist")).exit).toBe(0);
    repo.git("worktree", "add", "-q", "../worktree");
    const inside = join(place.folder, "worktree");
    const { exit, out } = await salvor(place, ["check", "--only", "refs-config-exist"], { cwd: inside });
    expect([exit, out]).toEqual([0, expect.stringContaining("2 files")]);
  });

  test("a folder that is no repository", async () => {
    const folder = join(place.folder, "plain/inner");
    mkdirSync(folder, { recursive: true });
    const { exit, out } = await salvor(place, ["check", folder]);
    expect([exit, out]).toEqual([3, expect.stringContaining("there is no manifest here")]);
  });

  test("many files, in a time and memory that grow with their number", async () => {
    const files = Object.fromEntries(Array.from({ length: 3000 }, (_, index) => [`d${index % 60}/${index}.txt`, "x"]));
    const { exit, seconds } = await checked(repository({ ...sound, ...files }), "--only", "refs-config-exist");
    expect(exit).toBe(0);
    expect(seconds).toBeLessThan(60);
  });
});

describe.skipIf(process.getuid?.() === 0)("without permission", () => {
  test("a folder inside is said, and the check proves nothing", async () => {
    const repo = repository({ ...sound, "shut/a.yaml": settings });
    chmodSync(join(repo.folder, "shut"), 0);
    const { exit, out } = await checked(repo, "-o", "table", "--only", "refs-config-exist");
    chmodSync(join(repo.folder, "shut"), 0o755);
    expect([exit, out]).toEqual([3, expect.stringContaining("this user may not read it")]);
  });
  test("a path that is named is refused", async () => {
    const repo = repository({ "shut/in/a.yaml": settings });
    chmodSync(join(repo.folder, "shut"), 0);
    const { exit, err } = await checked(repo, "shut/in/a.yaml");
    chmodSync(join(repo.folder, "shut"), 0o755);
    expect([exit, err]).toEqual([2, expect.stringContaining("may not be read by this user")]);
  });
});
