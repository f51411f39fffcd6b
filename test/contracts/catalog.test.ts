import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { type CatalogItem, catalogProblems } from "./catalog-rules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

async function itemsOfProgram(): Promise<CatalogItem[]> {
  const files = readdirSync(`${root}src/catalog`, { recursive: true, encoding: "utf8" })
    .filter((file) => /^[^/]+\/[^/]+\.ts$/.test(file) && !/\.(?:test|gen)\.ts$/.test(file))
    .sort();
  return Promise.all(
    files.map(async (path) => {
      const [sort = "", file = ""] = path.replace(/\.ts$/, "").split("/");
      const module = (await import(`${root}src/catalog/${path}`)) as { default?: unknown };
      return { sort, file, value: module.default };
    }),
  );
}

const examples = [
  { name: "it holds", expect: [{ cause: "x" }], not: { cause: "y" } },
  { name: "it does not", expect: [] },
];
const cause = { id: "a--b", title: "t", why: "w", remedy: "r", examples };
const states = [
  { name: "well", expect: { state: "ready" } },
  { name: "not", expect: { state: "failed" } },
];
const readiness = { id: "apps-x", title: "t", why: "w", groupKind: "apps/X", examples: states };
const verdicts = [
  { name: "well", expect: [{ verdict: "pass" }] },
  { name: "not", expect: [{ verdict: "fail" }] },
];
const check = { id: "ports", title: "t", why: "w", remedy: "r", examples: verdicts };
const relation = { id: "owns", title: "t", why: "w", examples };
const fault = { id: "gone", title: "t", why: "w", cause: "a--b" };

const sound: readonly CatalogItem[] = [
  { sort: "causes", file: "a--b", value: cause },
  { sort: "readiness", file: "apps-x", value: readiness },
  { sort: "relations", file: "owns", value: relation },
  { sort: "checks", file: "ports", value: check },
  { sort: "faults", file: "gone", value: fault },
];

const cut = (value: { examples: readonly object[] }, keep: number): object => ({
  ...value,
  examples: value.examples.slice(keep, keep + 1),
});

const broken: readonly (readonly [says: string, item: CatalogItem])[] = [
  ["its id is", { sort: "causes", file: "another", value: cause }],
  ["not kebab-case", { sort: "causes", file: "A_b", value: { ...cause, id: "A_b" } }],
  ["its id is taken", { sort: "causes", file: "c", value: cause }],
  ["no title", { sort: "steps", file: "apply", value: { id: "apply" } }],
  ["its id is undefined", { sort: "looks", file: "empty", value: undefined }],
  ["does not say why", { sort: "causes", file: "c", value: { ...cause, id: "c", why: " " } }],
  ["fewer than two examples", { sort: "causes", file: "c", value: cut({ ...cause }, 0) }],
  ["same name", { sort: "causes", file: "c", value: { ...cause, examples: [examples[1], examples[1]] } }],
  ["no example names the cause", { sort: "causes", file: "c", value: cut({ ...cause }, 1) }],
  ["no example is innocent", { sort: "causes", file: "c", value: cut({ ...cause }, 0) }],
  ["must not say", { sort: "causes", file: "c", value: cut({ ...cause }, 1) }],
  ["no remedy", { sort: "causes", file: "c", value: { ...cause, remedy: undefined } }],
  ["no example fails", { sort: "checks", file: "c", value: cut({ ...check }, 0) }],
  ["no example passes", { sort: "checks", file: "c", value: cut({ ...check }, 1) }],
  ["names no kind", { sort: "readiness", file: "r", value: { ...readiness, groupKind: undefined } }],
  ["no example is ready", { sort: "readiness", file: "r", value: cut({ ...readiness }, 1) }],
  ["no example is not ready", { sort: "readiness", file: "r", value: cut({ ...readiness }, 0) }],
  ["no example has an edge", { sort: "relations", file: "r", value: cut({ ...relation }, 1) }],
  ["no example is without an edge", { sort: "relations", file: "r", value: cut({ ...relation }, 0) }],
  ["is no rule of causes", { sort: "faults", file: "gone2", value: { ...fault, id: "gone2", cause: "luck" } }],
];

describe("the catalogue", () => {
  test.each(broken)("a planted violation is found: %s", (says, item) => {
    expect(catalogProblems([...sound, item]).join("\n")).toContain(says);
  });
  test("sound items are let through", () => {
    expect(catalogProblems(sound)).toEqual([]);
  });
  test("every item of this program is as it must be", async () => {
    expect(catalogProblems(await itemsOfProgram())).toEqual([]);
  });
  test("the generated indexes are fresh", () => {
    const { status, stderr } = spawnSync(process.execPath, ["scripts/catalog.mjs", "--check"], { cwd: root });
    expect({ status, stderr: stderr.toString() }).toEqual({ status: 0, stderr: "" });
  });
});
