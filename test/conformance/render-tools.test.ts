import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { podWith, repositoryIn, settings } from "../journeys/repository.ts";
import { newPlace, type Place, salvor, type Told } from "../journeys/salvor.ts";
import { findKustomize } from "./kustomize/real.ts";

/** `--render tools`, with the real kustomize. */

const kustomize = findKustomize();
if (kustomize === undefined) console.warn("SKIPPED: there is no Go to build the real kustomize with");

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

const base = {
  "base/kustomization.yaml": "resources: [api.yaml, settings.yaml]\n",
  "base/api.yaml": podWith("setings"),
  "base/settings.yaml": settings,
};

function checked(folder: string, ...argv: readonly string[]): Promise<Told> {
  const env = { PATH: `${dirname(kustomize ?? "")}:${place.env.PATH}` };
  const only = ["--only", "refs-config-exist,kustomize-builds", "-o", "short", "--render", "tools"];
  return salvor(place, ["check", ...only, ...argv], { cwd: folder, env });
}

describe.skipIf(kustomize === undefined)("with kustomize on PATH", () => {
  test("kustomize builds, is named, and findings lead to the files", async () => {
    const { folder } = repositoryIn(place, base, "built");
    const { exit, out } = await checked(folder);
    expect(exit).toBe(1);
    expect(out).toMatch(/^base\/api\.yaml:10: error: Pod\/shop\/api: /);
    expect(out).toMatch(/; rendered by kustomize v5\.8\.1$/m);
  });

  test("a remote base is not fetched unless it is asked for", async () => {
    const remote = {
      "base/kustomization.yaml": "resources:\n  - https://127.0.0.1:1/none?timeout=1\n  - settings.yaml\n",
      "base/settings.yaml": settings,
    };
    const { folder } = repositoryIn(place, remote, "remote");
    const told = await checked(folder, "--show", "unknown");
    expect([told.exit, told.out]).toEqual([0, expect.stringMatching(/^base\/kustomization\.yaml:2: unknown: /m)]);
    const fetched = await checked(folder, "--fetch");
    expect([fetched.exit, fetched.out]).toEqual([1, expect.stringMatching(/^base\/kustomization\.yaml:1: error: /m)]);
  });

  test("an earlier state is built by it, too", async () => {
    // The builtin builder does not know what kustomize makes of a file that is no text.
    const files = {
      ...base,
      "top/kustomization.yaml":
        "resources: [../base]\nnamePrefix: x-\nconfigMapGenerator: [{ name: g, files: [b.bin] }]\n",
      "top/b.bin": Buffer.from([0, 1]),
    };
    const repo = repositoryIn(place, files as never, "changed");
    expect((await checked(repo.folder)).exit).toBe(1);
    const { exit, out } = await checked(repo.folder, "--changed-since", "HEAD");
    expect([exit, out]).toEqual([0, expect.stringContaining("1 from before")]);
    repo.write({ "base/job.yaml": podWith("nowhere", "job") });
    repo.write({ "base/kustomization.yaml": "resources: [api.yaml, settings.yaml, job.yaml]\n" });
    const brought = await checked(repo.folder, "--changed-since", "HEAD");
    expect([brought.exit, brought.out]).toEqual([1, expect.stringMatching(/^base\/job\.yaml:10: .*\n1 fail/)]);
    expect(place.leftBehind()).toEqual([]);
  });
});

test("without kustomize it is said, with exit 2", async () => {
  const { folder } = repositoryIn(place, base, "without");
  const told = await salvor(place, ["check", "--render", "tools"], { cwd: folder, env: { PATH: "/nowhere" } });
  expect([told.exit, told.err]).toEqual([2, expect.stringContaining("there is none on PATH")]);
});
