import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { podWith, repositoryIn, settings } from "../journeys/repository.ts";
import { newPlace, type Place, salvor } from "../journeys/salvor.ts";

/** What `-o sarif` writes beside the schema of the standard, which this Go module carries (errata 01 of 2.1.0). */
const carrier = "github.com/securego/gosec/v2@v2.30.0";

function findSchema(): z.ZodType | undefined {
  const { status, stdout } = spawnSync("go", ["mod", "download", "-json", carrier], { encoding: "utf8" });
  if (status !== 0) return undefined;
  const { Dir: folder } = JSON.parse(stdout) as { readonly Dir: string };
  const text = readFileSync(join(folder, "report/sarif/testdata/sarif-schema-2.1.0.json"), "utf8");
  // Zod takes a reference, which may be relative, for an address.
  const skipped = (key: string, value: unknown): unknown =>
    key === "format" && value === "uri-reference" ? undefined : value;
  return z.fromJSONSchema(JSON.parse(text, skipped));
}

const schema = findSchema();
if (schema === undefined) console.warn(`SKIPPED: ${carrier} cannot be had`);

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(() => place.remove());

describe.skipIf(schema === undefined)("sarif", () => {
  test("is as the schema has it: findings, what is ignored and unknown, odd paths, files that were not read", async () => {
    const repo = repositoryIn(place, {
      "größe & co/a,b:c.yaml": podWith("setings"),
      "settings.yaml": settings,
      "broken.yaml": "apiVersion: v1\nkind: [\n",
      "known.yaml": `# salvor-ignore refs-config-exist: the operator writes it\n${podWith("nothing", "job")}`,
    });
    const { out } = await salvor(place, ["check", "-o", "sarif", "--show", "all"], { cwd: repo.folder });
    const log = JSON.parse(out) as { runs: { results: { level: string }[] }[] };
    const check = (one: unknown): readonly unknown[] => schema?.safeParse(one).error?.issues ?? [];
    expect(log.runs[0]?.results.length).toBeGreaterThan(100);
    expect(check(log)).toEqual([]);
    // The schema is one that refuses.
    for (const result of log.runs[0]?.results ?? []) result.level = "grave";
    expect(check(log)).not.toEqual([]);
  });
});
