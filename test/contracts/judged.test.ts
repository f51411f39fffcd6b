import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { judge } from "../../src/app/judge.ts";
import checks from "../../src/catalog/checks/index.gen.ts";
import { noFleet } from "../../src/model/fleet.ts";
import { diskTree } from "../../src/world/repo/disk-tree.ts";

/** What a person found who read the files about which something is said. Doubtful counts as false. */
interface Judgement {
  readonly key: string;
  readonly is: "true" | "false" | "doubtful";
  readonly why: string;
}

const root = fileURLToPath(new URL("../..", import.meta.url));
const real = resolve(root, process.env.SALVOR_REAL ?? "../shared/real");
const repositories = ["home-cluster", "bank-of-anthos", "bookinfo", "flux2-multi-tenancy"];
if (!existsSync(real)) console.warn(`SKIPPED: findings on real repositories (not in ${real})`);

function judgements(name: string): readonly Judgement[] {
  return JSON.parse(readFileSync(new URL(`judged/${name}.json`, import.meta.url), "utf8"));
}

describe.skipIf(!existsSync(real))("what is said of real repositories was judged by reading them", () => {
  let [files, alarms] = [0, 0];

  it.each(repositories)("%s", async (name) => {
    const asked = checks.filter((check) => !("optIn" in check && check.optIn));
    const judged = await judge({ tree: diskTree(`${real}/${name}`), fleet: noFleet }, asked);
    const failing = judged.findings.filter(({ verdict }) => verdict === "fail").map(({ key }) => key);
    const known = judgements(name);
    expect(failing.toSorted()).toEqual(known.map(({ key }) => key).toSorted());
    files += judged.files;
    alarms += known.filter((one) => one.is !== "true").length;
  });

  it("at most one statement in a hundred files is a false alarm", () => {
    expect(files).toBeGreaterThan(600);
    expect(alarms / files).toBeLessThanOrEqual(0.01);
  });
});
