import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { findScenario, listScenarios, readScenario } from "./scenario.ts";

const builtIn = fileURLToPath(new URL("../../scenarios", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "salvor-scenario-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const head = "title: t\nwhy: w\n";
const step = "steps:\n  - { name: one, say: s, deploy: one, expect: { exit: 0 } }\n";

function written(text: string): string {
  writeFileSync(join(folder, "scenario.yaml"), text);
  return folder;
}

describe("scenarios", () => {
  test("those that are built in are read whole", async () => {
    const listed = await listScenarios([builtIn, "/nowhere"]);
    expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(["healthy", "ports-and-tags"]));
    for (const { name, folder: where } of listed)
      await expect(findScenario(name, builtIn)).resolves.toMatchObject({ folder: where });
  });

  test("one that is neither a name nor a folder is refused", async () => {
    await expect(findScenario("nowhere", builtIn)).rejects.toMatchObject({ exit: 2 });
  });

  test("the zombies of ports-and-tags come with their status, its behaviours as objects", async () => {
    const scenario = await readScenario(join(builtIn, "ports-and-tags"));
    expect(scenario.before.filter(({ kind }) => kind === "Pod").map(({ status }) => status)).toMatchObject([
      { phase: "Failed" },
      { phase: "Failed" },
    ]);
    expect(scenario.behaviours).toContainEqual(
      expect.objectContaining({ kind: "Behaviour", metadata: { name: "registry-workshop-example-workshop-planner" } }),
    );
  });

  test("what is left out has its meaning: one node, every image there", async () => {
    const scenario = await readScenario(written(head + step));
    expect(scenario).toMatchObject({ nodes: 1, behaviours: [], before: [], faults: [] });
    expect(scenario.images).toBeUndefined();
  });

  test.each([
    ["a key that means nothing", `${head}titel: x\n${step}`, /scenario\.yaml: .*titel/],
    ["a step twice", `${head}${step}  - { name: one, say: s }\n`, /two steps are called one/],
    [
      "a deployment without an expected answer",
      `${head}steps:\n  - { name: one, say: s, deploy: one }\n`,
      /steps\[0\]: .*expect/,
    ],
    ["no steps", `${head}steps: []\n`, /steps: /],
    ["broken YAML", "title: [\n", /scenario\.yaml:\d+/],
    ["a folder of earlier objects that is not there", `${head}before: gone\n${step}`, /gone: there is no such/],
  ])("%s is refused, naming the file", async (_what, text, says) => {
    await expect(readScenario(written(text))).rejects.toMatchObject({ exit: 2, message: expect.stringMatching(says) });
  });
});
