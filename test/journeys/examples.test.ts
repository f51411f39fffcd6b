import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import pkg from "../../package.json" with { type: "json" };
import { newPlace, type Place } from "./salvor.ts";

const fileAt = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const example = (path: string): string => readFileSync(fileAt(path), "utf8");

const manifest = (named: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: registry.example/shop/api:1.0
          envFrom: [{ configMapRef: { name: ${named} } }]
---
{ apiVersion: v1, kind: ConfigMap, metadata: { name: api-settings, namespace: shop }, data: { A: b } }
---
{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }
`;

let place: Place;

interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs commands as the examples have them, in the repository, with this program as `salvor` and as what npx fetches. */
function run(script: string): Ran {
  const bin = join(place.folder, "bin");
  mkdirSync(bin, { recursive: true });
  const salvor = `exec '${process.execPath}' '${fileAt("src/cli/main.ts")}'`;
  writeFileSync(join(bin, "salvor"), `#!/bin/sh\n${salvor} "$@"\n`);
  writeFileSync(
    join(bin, "npx"),
    `#!/bin/sh\n[ "$1 $2" = "--yes salvor@${pkg.version}" ] || exit 9\nshift 2\n${salvor} "$@"\n`,
  );
  for (const name of ["salvor", "npx"]) chmodSync(join(bin, name), 0o755);
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd: join(place.folder, "repository"),
    env: { ...place.env, PATH: `${bin}:${place.env.PATH}` },
    encoding: "utf8",
  });
  return { status, out: stdout, err: stderr };
}

function write(named: string): void {
  writeFileSync(join(place.folder, "repository", "app.yaml"), manifest(named));
}

beforeAll(() => {
  place = newPlace();
  mkdirSync(join(place.folder, "repository"));
  write("api-settings");
  run("git init -q . && git config user.name ann && git config user.email ann@host && git add . && git commit -qm one");
});
afterAll(() => place.remove());

describe("pre-commit", () => {
  const [{ entry, args }] = parse(example(".pre-commit-hooks.yaml")) as [{ entry: string; args: readonly string[] }];
  const command = [entry, ...args].join(" ");

  test("a commit that breaks a reference is stopped, with the line; one that breaks nothing is not", () => {
    write("api-setting");
    const broken = run(command);
    expect(broken.status, broken.err).toBe(1);
    expect(broken.out).toMatch(/^app\.yaml:12: error: .+ \[refs-config-exist\]$/m);
    write("api-settings");
    const mended = run(command);
    expect(mended.status, mended.err).toBe(0);
    expect(mended.out).not.toContain("app.yaml");
  });

  test("the example asks for this version", () => {
    expect(example("examples/pre-commit/.pre-commit-config.yaml")).toContain(`rev: v${pkg.version}\n`);
  });
});

describe("the GitHub workflow", () => {
  const workflow = parse(example("examples/github-actions/salvor.yml")) as {
    jobs: { check: { steps: readonly { run?: string }[] } };
  };
  const [changed = "", all = ""] = workflow.jobs.check.steps.flatMap((step) => step.run ?? []);

  test("it fails for what the merge brings and hands over all that is known", () => {
    write("api-setting");
    run(
      "git checkout -q -b change && git commit -qam two && git checkout -q - && git merge -q --no-ff -m merge change",
    );
    const told = run(changed);
    expect(told.status, told.err).toBe(1);
    expect(told.out).toMatch(/^::error file=app\.yaml,line=12\b.*::/m);
    expect(run(all)).toMatchObject({ status: 0 });
    const sarif = JSON.parse(readFileSync(join(place.folder, "repository", "salvor.sarif"), "utf8"));
    expect(sarif.runs[0].results.map((result: { ruleId: string }) => result.ruleId)).toContain("refs-config-exist");
  });

  test("a repository that could not be checked fails the step that hands over", () => {
    expect(run(all.replace(" check", " check ./not-there")).status).not.toBe(0);
  });
});

describe("the task for VS Code", () => {
  interface Matcher {
    readonly severity?: string;
    readonly pattern: Readonly<Record<"file" | "line" | "severity" | "message" | "code", number>> & { regexp: string };
  }
  const [task] = (
    JSON.parse(example("examples/vscode/.vscode/tasks.json")) as {
      tasks: readonly [{ command: string; problemMatcher: readonly Matcher[] }];
    }
  ).tasks;

  test("it reads every line that the task prints, by one matcher each", () => {
    write("api-setting");
    const { out } = run(`${task.command} || true`);
    // The last line counts.
    const lines = out.trimEnd().split("\n").slice(0, -1);
    expect(lines.length).toBeGreaterThan(0);
    const read = lines.map((line) =>
      task.problemMatcher.flatMap(({ severity, pattern }) => {
        const found = new RegExp(pattern.regexp).exec(line);
        return found
          ? [
              {
                file: found[pattern.file],
                line: found[pattern.line],
                severity: severity ?? found[pattern.severity],
                code: found[pattern.code],
              },
            ]
          : [];
      }),
    );
    expect(read).toContainEqual([{ file: "app.yaml", line: "12", severity: "error", code: "refs-config-exist" }]);
    expect(read.filter((found) => found.length !== 1)).toEqual([]);
  });
});
