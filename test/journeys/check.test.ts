import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import schema from "../../docs/reference/check-result.schema.json" with { type: "json" };
import { podWith, type Repository, repositoryIn, settings } from "./repository.ts";
import { newPlace, type Place, salvor, start, type Told } from "./salvor.ts";

const only = ["--only", "refs-config-exist"];
const slip = "apps/api.yaml:10";

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

let count = 0;
function repository(files: Readonly<Record<string, string>>): Repository {
  count += 1;
  return repositoryIn(place, files, `repo-${count}`);
}

const broken = { "apps/api.yaml": podWith("setings"), "apps/settings.yaml": settings };

function check({ folder }: Repository, ...argv: readonly string[]): Promise<Told> {
  return salvor(place, ["check", ...only, ...argv], { cwd: folder });
}

describe("a repository with one slip", () => {
  test("is told with file, line, what was meant, and exit 1; sound it ends with 0", async () => {
    const repo = repository(broken);
    const { exit, out, err } = await check(repo);
    expect(exit).toBe(1);
    expect(err).toBe("");
    expect(out).toContain(slip);
    expect(out).toMatch(/expected +settings/);
    expect(out).toMatch(/^1 fail, 0 unknown, 0 skipped, \d+ pass; 2 files, 3 objects; [\d.]+ s; rendered by builtin$/m);
    repo.write({ "apps/api.yaml": podWith("settings") });
    expect((await check(repo)).exit).toBe(0);
  });

  test("is the same from a folder below, with paths as they are from there", async () => {
    const { folder } = repository(broken);
    const { out, exit } = await salvor(place, ["check", ...only, "-o", "short"], { cwd: join(folder, "apps") });
    expect(exit).toBe(1);
    expect(out).toMatch(/^\.\.\/apps\/api\.yaml:10: error: Pod\/shop\/api: /);
  });

  test("is reported where a path holds it, and read where it does not", async () => {
    const repo = repository({ ...broken, "other/job.yaml": podWith("settings", "job") });
    expect((await check(repo, "apps")).exit).toBe(1);
    expect((await check(repo, "other")).exit).toBe(0);
    expect((await check(repo, "other", "apps/api.yaml")).exit).toBe(1);
  });

  test("ends as --fail-on, --strict and --skip say", async () => {
    const repo = repository(broken);
    expect((await check(repo, "--fail-on", "critical")).exit).toBe(0);
    expect((await check(repo, "--fail-on", "never")).exit).toBe(0);
    const skipped = await salvor(place, ["check", "--only", "refs-config-*", "--skip", "refs-config-exist"], {
      cwd: repo.folder,
    });
    expect(skipped.exit).toBe(3);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what such a file says
    const later = repository({ "a.yaml": podWith('"${NAME}"') });
    expect((await check(later)).exit).toBe(0);
    expect((await check(later, "--strict")).exit).toBe(3);
    expect((await check(later, "--show", "unknown")).out).toContain("? unknown");
  });

  test("is written for programs as the schema says", async () => {
    const repo = repository({
      ...broken,
      "b.yaml": `# salvor-ignore refs-config-exist: known\n${podWith("gone", "b")}`,
    });
    const { out } = await check(repo, "-o", "json", "--show", "all");
    const result = z.fromJSONSchema(schema as never).parse(JSON.parse(out)) as {
      counts: unknown;
      findings: { ignored?: string }[];
    };
    expect(result.counts).toMatchObject({ fail: 1, ignored: 1 });
    expect(result.findings.filter(({ ignored }) => ignored === "known")).toHaveLength(1);
  });

  test("is annotated in a GitHub job, and summed up where the job collects that", async () => {
    const repo = repository(broken);
    const summary = join(repo.folder, "summary.md");
    const { out } = await salvor(place, ["check", ...only, "-o", "github"], {
      cwd: repo.folder,
      env: { GITHUB_STEP_SUMMARY: summary },
    });
    expect(out).toMatch(/^::error file=apps\/api\.yaml,line=10,title=salvor refs-config-exist::/);
    expect(repo.read("summary.md")).toContain("### salvor check: 1 fail");
  });

  test("colours only where somebody looks", async () => {
    const repo = repository(broken);
    expect((await check(repo)).out).not.toContain("\u001b");
    const forced = await salvor(place, ["check", ...only], { cwd: repo.folder, env: { FORCE_COLOR: "1" } });
    expect(forced.out).toContain("\u001b[31m");
    const ascii = await salvor(place, ["check", ...only], { cwd: repo.folder, env: { LANG: "C" } });
    expect(ascii.out).toContain("x error");
  });
});

test.skipIf(!existsSync("/dev/full"))("an answer that could not be written is no proof", async () => {
  const repo = repositoryIn(place, { "settings.yaml": settings }, "full-disk");
  const told = await salvor(place, ["check"], { cwd: repo.folder, shell: "exec >/dev/full" });
  expect([told.exit, told.err]).toEqual([3, expect.stringContaining("the answer could not be written: ENOSPC")]);
});

describe("manifests from standard input", () => {
  test("are checked", async () => {
    const input = `${podWith("setings")}---\n${settings}`;
    const { exit, out } = await salvor(place, ["check", ...only, "-", "-o", "short"], { input });
    expect(exit).toBe(1);
    expect(out).toMatch(/^stdin\.yaml:10: error: /);
  });
  test("are checked alone", async () => {
    const { exit, err } = await salvor(place, ["check", "-", "."], { input: settings });
    expect([exit, err]).toEqual([2, expect.stringContaining("nothing else is checked with it")]);
  });
  test("that are none end with 3", async () => {
    expect((await salvor(place, ["check", "-"], { input: "" })).exit).toBe(3);
    const { exit, out } = await salvor(place, ["check", "-"], { input: "hello: world\n" });
    expect(exit).toBe(3);
    expect(out).toContain("Nothing was checked");
  });
});

describe("an old repository", () => {
  test("is adopted by a baseline, in which lines do not count", async () => {
    const repo = repository(broken);
    const known = join(place.folder, "known.json");
    writeFileSync(known, (await check(repo, "-o", "json")).out);
    repo.write({ "apps/api.yaml": `# moved down\n${podWith("setings")}` });
    const same = await check(repo, "--baseline", known);
    expect([same.exit, same.out]).toEqual([0, expect.stringContaining("1 in the baseline")]);
    repo.write({ "apps/job.yaml": podWith("nothing-like-it", "job") });
    const more = await check(repo, "--baseline", known, "-o", "short");
    expect([more.exit, more.out.split("\n")[0]]).toEqual([1, expect.stringContaining("apps/job.yaml:10")]);
    repo.write({ "apps/api.yaml": podWith("settings"), "apps/job.yaml": podWith("settings", "job") });
    expect((await check(repo, "--baseline", known)).out).toContain("1 of 1 failure in ");
    const other = ["check", "--only", "image-reference", "--baseline", known];
    expect((await salvor(place, other, { cwd: repo.folder })).out).not.toContain("gone");
  });

  test.each([
    ["is no JSON", "{"],
    ["is something else", '{"kind":"List","findings":[]}'],
    ["has findings without keys", '{"apiVersion":"salvor.dev/v1","kind":"CheckResult","findings":[{}]}'],
  ])("a baseline that %s ends with 2", async (_what, text) => {
    const file = join(place.folder, "bad.json");
    writeFileSync(file, text);
    const { exit, err } = await check(repository(broken), "--baseline", file);
    expect([exit, err]).toEqual([2, expect.stringContaining(`--baseline ${file} cannot be used`)]);
  });
});

describe("a change", () => {
  test("is told what it brought: new files, edits, removals; not what was there", async () => {
    const repo = repository({ ...broken, "apps/job.yaml": podWith("settings", "job") });
    const first = repo.git("rev-parse", "HEAD").trim();
    expect((await check(repo, "--changed-since", first)).exit).toBe(0);
    repo.write({ "apps/new.yaml": podWith("nowhere", "new") });
    const added = await check(repo, "--changed-since", "HEAD", "-o", "short");
    expect([added.exit, added.out]).toEqual([
      1,
      expect.stringMatching(/^apps\/new\.yaml:10: .*\n1 fail,.* 1 from before/),
    ]);
    repo.commit();
    // What somebody else names is gone: that file was not touched.
    repo.write({ "apps/settings.yaml": settings.replace("name: settings,", "name: moved,") });
    const removed = await check(repo, "--changed-since", "HEAD", "-o", "short");
    expect([removed.exit, removed.out]).toEqual([1, expect.stringMatching(/^apps\/job\.yaml:10: /)]);
  });

  test("since a folder's own earlier state, in which a link was a file", async () => {
    const repo = repository({ "infra/apps/api.yaml": podWith("settings"), "infra/base/settings.txt": settings });
    const link = join(repo.folder, "infra/apps/settings.yaml");
    symlinkSync("../base/settings.txt", link);
    repo.commit();
    const since = (): Promise<Told> => check(repo, "--root", "infra", "--changed-since", "HEAD", "-o", "short");
    expect((await since()).exit).toBe(0);
    rmSync(link);
    const { exit, out } = await since();
    expect([exit, out]).toEqual([1, expect.stringMatching(/^infra\/apps\/api\.yaml:10: /)]);
  });

  test("in a submodule is what came with its other commit", async () => {
    const inner = repository(broken);
    const outer = repository({ "shop/settings.yaml": settings.replaceAll("shop", "other") });
    outer.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner.folder, "sub");
    outer.commit();
    const same = await check(outer, "--changed-since", "HEAD", "-o", "short");
    expect([same.exit, same.out]).toEqual([0, expect.stringContaining("1 from before")]);
    writeFileSync(join(outer.folder, "sub/apps/job.yaml"), podWith("nowhere", "job"));
    const more = await check(outer, "--changed-since", "HEAD", "-o", "short");
    expect([more.exit, more.out]).toEqual([1, expect.stringMatching(/^sub\/apps\/job\.yaml:10: .*\n1 fail,/)]);
  });

  test("since what the clone does not have ends with 2 and the command that brings it", async () => {
    const repo = repository(broken);
    const first = repo.git("rev-parse", "HEAD").trim();
    repo.commit();
    const shallow = join(place.folder, "shallow");
    repo.git("clone", "-q", "--depth=1", `file://${repo.folder}`, shallow);
    const from = async (revision: string, cwd = shallow): Promise<Told> =>
      salvor(place, ["check", "--changed-since", revision], { cwd });
    const old = await from(first);
    expect([old.exit, old.err]).toEqual([2, expect.stringContaining("git fetch --unshallow")]);
    const branch = await from("origin/release");
    expect([branch.exit, branch.err]).toEqual([2, expect.stringContaining("git fetch --depth=1 origin release:")]);
    expect((await from("--upload-pack=touch /tmp/x")).exit).toBe(2);
    const none = await from("HEAD", newFolder());
    expect([none.exit, none.err]).toEqual([2, expect.stringContaining("needs a Git repository")]);
  });
});

function newFolder(): string {
  const { folder } = repository({ "a.yaml": settings });
  spawnSync("rm", ["-rf", ".git"], { cwd: folder });
  return folder;
}

describe("mending", () => {
  test("shows the change first and writes nothing unless somebody agrees", async () => {
    const repo = repository(broken);
    const { exit, err } = await check(repo, "--fix");
    expect(exit).toBe(4);
    expect(err).toMatch(/@@ line 10 @@\n- +valueFrom: .*setings.*\n\+ +valueFrom: .*settings/);
    expect(repo.read("apps/api.yaml")).toBe(broken["apps/api.yaml"]);
  });
  test("changes the name and nothing else, and checks again", async () => {
    const repo = repository(broken);
    const { exit, out, err } = await check(repo, "--fix", "-y");
    expect([exit, out]).toEqual([0, expect.stringMatching(/^0 fail/)]);
    expect(err).toContain("1 change in 1 file written");
    expect(repo.git("diff", "--numstat").trim()).toBe("1\t1\tapps/api.yaml");
    expect(repo.read("apps/api.yaml")).toBe(podWith("settings"));
    expect((await check(repo, "--fix", "-y")).err).toContain("Nothing here can be mended");
  });
  test("leaves what is uncertain", async () => {
    const repo = repository({ ...broken, "apps/api.yaml": podWith("nothing-like-it") });
    const { exit, err } = await check(repo, "--fix", "-y");
    expect([exit, err]).toEqual([1, expect.stringContaining("Nothing here can be mended")]);
  });
});

test("watching checks again on every save, until Ctrl-C", async () => {
  const repo = repository(broken);
  const running = start(place, ["check", "--watch", ...only], { cwd: repo.folder });
  await running.says("Waiting for changes");
  expect(await running.says("1 fail")).toContain(slip);
  repo.write({ "apps/api.yaml": podWith("settings") });
  expect(await running.says("0 fail")).toContain("apps/api.yaml:");
  mkdirSync(join(repo.folder, "new"));
  await running.says("new:");
  repo.write({ "new/job.yaml": podWith("setings", "job") });
  await running.says("new/job.yaml:10");
  repo.write({ "salvor.yaml": "kind: Fleet\n" });
  await running.says("salvor.yaml:1: apiVersion is missing");
  running.process.kill("SIGINT");
  expect((await running.ended).exit).toBe(130);
});

describe("explain", () => {
  test("says of a check what it is for, without any repository", async () => {
    const { exit, out } = await salvor(place, ["explain", "refs-config-exist"]);
    expect(exit).toBe(0);
    for (const part of ["why", "mend", "# salvor-ignore refs-config-exist: reason", "Example: ", "✗ error"])
      expect(out).toContain(part);
  });
  test("of a finding all evidence, by the key that -o name gives", async () => {
    const repo = repository(broken);
    const key = (await check(repo, "-o", "name")).out.trim();
    const { exit, out } = await salvor(place, ["explain", key], { cwd: repo.folder });
    expect(exit).toBe(0);
    for (const part of ["Evidence 1", slip, "digest    sha256:", "expected  settings"]) expect(out).toContain(part);
    repo.write({ "apps/api.yaml": podWith("settings") });
    expect((await salvor(place, ["explain", key, repo.folder])).exit).toBe(3);
  });
  test("of a finding as it is for the version that is asked about", async () => {
    const repo = repository({ "tidy.yaml": "apiVersion: batch/v1beta1\nkind: CronJob\nmetadata: { name: tidy }\n" });
    const key = "api-served:CronJob/tidy apiVersion@tidy.yaml";
    const explained = (...version: readonly string[]): Promise<Told> =>
      salvor(place, ["explain", key, "--root", repo.folder, ...version]);
    expect((await explained("--kubernetes-version", "1.24")).out).toContain("! warning  api-served");
    expect((await explained()).out).toContain("✗ error  api-served");
  });
  test("of what is no check the nearest", async () => {
    const { exit, err } = await salvor(place, ["explain", "refs-confg-exist"]);
    expect([exit, err]).toEqual([2, expect.stringContaining("did you mean refs-config-exist?")]);
  });
});

test("the graph is drawn in every format, with what is wrong", async () => {
  const repo = repository(broken);
  const drawn = async (format: string): Promise<string> =>
    (await salvor(place, ["graph", "-o", format], { cwd: repo.folder })).out;
  const { nodes, edges, findings } = JSON.parse(await drawn("json")) as Record<
    "nodes" | "edges" | "findings",
    { id: string; state: string; fail: number }[]
  >;
  expect(nodes.find(({ id }) => id.endsWith("v1/ConfigMap/shop/setings"))).toMatchObject({ state: "absent" });
  expect(nodes.find(({ id }) => id.endsWith("v1/Pod/shop/api"))).toMatchObject({
    state: "declared",
    fail: expect.any(Number),
  });
  expect(edges.length).toBeGreaterThan(0);
  expect(findings).toContainEqual(expect.objectContaining({ check: "refs-config-exist", verdict: "fail" }));
  const checked = await salvor(place, ["check", "-o", "json", "--show", "fail"], { cwd: repo.folder });
  const failing = (all: readonly object[]): unknown[] =>
    all.flatMap((one) => ("verdict" in one && one.verdict === "fail" && "check" in one ? one.check : []));
  expect(failing(findings)).toEqual(failing(JSON.parse(checked.out).findings));
  expect(await drawn("dot")).toMatch(/^digraph [\s\S]*Pod\/shop\/api[\s\S]*->/);
  expect(await drawn("mermaid")).toMatch(/^flowchart LR[\s\S]*:::absent/);
  expect(await drawn("html")).toContain('"name":"setings"');
});

describe("what is written wrong on the command line", () => {
  test.each([
    [["--only", "refs-confg-exist"], "did you mean refs-config-exist?"],
    [["nowhere"], "nowhere does not exist"],
    [["--root", "/etc/hostname"], "--root /etc/hostname is a file"],
    [["/"], "/ is not in the repository"],
    [["--show", "failed"], "Write some of fail, unknown"],
    [["--kubernetes-version", "latest"], "Write it as 1.34"],
    [["-o", "xml"], "Allowed choices are"],
    [["-f", "nowhere.yaml"], "nowhere.yaml cannot be read"],
    [["--fix", "-"], "standard input has none"],
    [["--watch", "--fix"], "does not go together"],
    [["--changed-since", "HEAD", "-"], "standard input has none"],
  ] as const)("%j ends with 2", async (argv, says) => {
    const { folder } = repository({ "a.yaml": settings });
    const rooted = argv[0] === "/" ? ["--root", folder, ...argv] : argv;
    const { exit, err, out } = await salvor(place, ["check", ...rooted], { cwd: folder, input: settings });
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(says);
    expect(err).not.toContain("    at ");
  });
});
