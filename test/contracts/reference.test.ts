import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import causes from "../../src/catalog/causes/index.gen.ts";
import checks from "../../src/catalog/checks/index.gen.ts";
import faults from "../../src/catalog/faults/index.gen.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { Sink, Stdio } from "../../src/cli/stdio.ts";
import type { KubeObject } from "../../src/model/kubernetes/object.ts";
import type { FaultFlags } from "../../src/model/verbs.ts";
import { rehearseTypes } from "../../src/rehearse/api/rehearse-schema.ts";
import { decodeStrict } from "../../src/rehearse/api/strict.ts";
import { faultMistake } from "../../src/rehearse/faults.ts";
import type { Fault } from "../../src/rehearse/group.ts";
import { activate } from "../../src/rehearse/kubelet/fault-state.ts";
import { goalOf } from "../../src/world/goal.ts";
import { readFleet } from "../../src/world/repo/fleet.ts";
import { fleetSchema } from "../../src/world/repo/fleet-schema.ts";
import { ignoreComments } from "../../src/world/repo/survey/ignore-comments.ts";
import { readDocuments } from "../../src/world/repo/yaml.ts";
import { objectsOf, readScenario } from "../../src/world/scenario.ts";

const folder = fileURLToPath(new URL("../../docs/reference/", import.meta.url));
const pages = readdirSync(folder).filter((name) => name.endsWith(".md"));
const read = (page: string): string => readFileSync(folder + page, "utf8");

/** The fenced blocks of a page in one language. */
function blocks(page: string, language: string): readonly string[] {
  return [...read(page).matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, named]) => named === language)
    .map(([, , text = ""]) => text);
}

function objectsIn(page: string, kind: string): readonly KubeObject[] {
  const all = blocks(page, "yaml").flatMap((text) => readDocuments(page, text)) as readonly KubeObject[];
  return all.filter((one) => one.kind === kind);
}

/** What a page writes as code, in the words that it is made of. */
function wordsOf(page: string): ReadonlySet<string> {
  const spans = [...read(page).matchAll(/`([^`\n]+)`/g)].flatMap(([, text = ""]) => text.split(/[^\w]+/));
  return new Set(spans);
}

describe("links", () => {
  const anchorsOf = (text: string): readonly string[] =>
    [...text.replace(/^```[\s\S]*?^```$/gm, "").matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
  test.each(pages)("%s leads to pages and sections that are there", (page) => {
    const prose = read(page).replace(/^```[\s\S]*?^```$/gm, "");
    const targets = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
    const broken = targets.filter((target) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? folder + page : join(folder, path);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf(readFileSync(file, "utf8")).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
  test("the index names every page", () => {
    const index = read("README.md");
    expect(pages.filter((page) => page !== "README.md" && !index.includes(`](${page})`))).toEqual([]);
  });
});

describe("fleet-file.md", () => {
  test("its example is a fleet file", async () => {
    const [text = ""] = blocks("fleet-file.md", "yaml");
    const files = { walk: async () => ({ kind: "file" as const, files: [] }), read: async () => text };
    const { services, layers } = await readFleet("/shop/salvor.yaml", files);
    expect(services.map(({ name }) => name)).toEqual(["queue", "payments"]);
    expect(layers).toEqual(["platform", "services"]);
  });
  test("it names every key", () => {
    const known = keysOf(z.toJSONSchema(fleetSchema, { io: "input" }));
    const words = wordsOf("fleet-file.md");
    expect(known.length).toBeGreaterThan(20);
    expect(known.filter((key) => !words.has(key))).toEqual([]);
  });
});

/** Every name of a property in a JSON schema. */
function keysOf(schema: unknown): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { properties = {} } = schema as { properties?: object };
  return [
    ...new Set([
      ...Object.keys(properties),
      ...Object.values(schema).flatMap(keysOf),
      ...Object.values(properties).flatMap(keysOf),
    ]),
  ];
}

describe("scenario.md", () => {
  let home = "";
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), "salvor-reference-"));
    for (const text of blocks("scenario.md", "yaml")) {
      const path = /^# (late-store\/\S+)\n/.exec(text)?.[1];
      if (path === undefined) continue;
      mkdirSync(dirname(join(home, path)), { recursive: true });
      writeFileSync(join(home, path), text);
    }
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  test("its example is a scenario whose faults, causes and manifests are known", async () => {
    const scenario = await readScenario(join(home, "late-store"));
    const { steps, behaviours } = scenario;
    const mistakes = steps.flatMap((step) => step.faults.add.map((fault) => faultMistake(faults, fault)));
    expect(mistakes).toEqual([undefined]);
    const rules = new Set<string>(causes.map(({ id }) => id));
    expect(steps.flatMap(({ expect: wanted }) => wanted?.causes ?? []).every(({ rule }) => rules.has(rule))).toBe(true);
    expect(behaviours.flatMap((one) => decodeStrict(one, "Strict").errors)).toEqual([]);
    const applied = steps.flatMap(({ apply }) => apply ?? []);
    const deployed = steps.flatMap(({ deploy }) => deploy ?? []);
    const goals = await Promise.all(deployed.map((path) => goalOf({ path: join(scenario.folder, path) })));
    const paths = [...applied.map((path) => join(scenario.folder, path)), ...goals.flatMap(({ sources }) => sources)];
    const objects = (await Promise.all(paths.map(objectsOf))).flat();
    expect(objects.length).toBeGreaterThan(4);
    expect(objects.flatMap((one) => decodeStrict(one, "Strict").errors)).toEqual([]);
  });
  test("its objects are behaviours and faults that a cluster takes", () => {
    const behaviours = objectsIn("scenario.md", "Behaviour");
    const made = objectsIn("scenario.md", "Fault");
    expect([behaviours.length, made.length]).toEqual([1, 1]);
    expect([...behaviours, ...made].flatMap((one) => decodeStrict(one, "Strict").errors)).toEqual([]);
    expect(made.map((one) => activate(one as Fault, faults, 0))).toEqual([
      expect.objectContaining({ name: "full-disk" }),
    ]);
  });
  test("it names every field of a behaviour and a fault", () => {
    const types = Object.entries(rehearseTypes).filter(([name]) => !/^rehearse\.v1\.(?:Behaviour|Fault)$/.test(name));
    const words = wordsOf("scenario.md");
    const fields = new Set(types.flatMap(([name, { f }]) => (/Status$/.test(name) ? [] : Object.keys(f ?? {}))));
    expect(fields.size).toBeGreaterThan(25);
    expect([...fields].filter((field) => !words.has(field))).toEqual([]);
  });
});

describe("faults.md", () => {
  const objects = objectsIn("faults.md", "Fault") as readonly Fault[];
  const lines = blocks("faults.md", "sh");
  test("shows an object and a command for every fault", () => {
    expect(objects.map(({ spec }) => spec.fault)).toEqual(faults.map(({ id }) => id));
    expect(lines.length).toBe(faults.length);
  });
  test.each(objects.map((object, index) => ({ id: object.metadata.name, object, line: lines[index] ?? "" })))(
    "$id: the command asks for the same as the object",
    async ({ object, line }) => {
      expect(decodeStrict(object, "Strict").errors).toEqual([]);
      expect(activate(object, faults, 0)).toMatchObject({ name: object.metadata.name });
      const { fault, target, with: given = {} } = object.spec;
      const texts = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
      const withs = Object.keys(texts).length > 0 ? { with: texts } : {};
      expect(await askedBy(line)).toEqual({ fault, name: object.metadata.name, target, ...withs });
    },
  );
});

/** What the program asks of the app when a line is typed. */
async function askedBy(line: string): Promise<unknown> {
  const words = [...line.trim().matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
  let asked: unknown;
  const faultAdd = async (_connection: unknown, flags: FaultFlags): Promise<string> => {
    asked = flags;
    return "";
  };
  const sink: Sink = { write: () => undefined, isTerminal: false, columns: () => 80, rows: () => 24 };
  const openApp = (async () => ({ faultAdd })) as unknown as Stdio["openApp"];
  const { signal } = new AbortController();
  await runProgram({
    argv: words.slice(1),
    called: "salvor",
    env: {},
    out: sink,
    err: sink,
    actor: "reader",
    signal,
    openApp,
  });
  return asked;
}

describe("check.md", () => {
  const schema = JSON.parse(read("check-result.schema.json")) as { $defs: object; properties: object };
  test("it names every field of a result", () => {
    const known = keysOf(schema);
    const words = wordsOf("check.md");
    expect(known.length).toBeGreaterThan(40);
    expect(known.filter((key) => !words.has(key))).toEqual([]);
  });
  test("its comments and annotations are read as wishes", () => {
    const [comments = "", annotation = ""] = blocks("check.md", "yaml");
    expect(ignoreComments(comments).map(({ line, lines }) => [line, ...lines])).toEqual([
      [5, 6, 8],
      [7, 7, 7],
    ]);
    const ids = new Set<string>(checks.map(({ id }) => id));
    expect(ignoreComments(comments).filter(({ check }) => !ids.has(check))).toEqual([]);
    expect(annotation).toMatch(/salvor\.dev\/ignore: [\w-]+=[\w ]+;until=\d{4}-\d{2}-\d{2}/);
  });
});

describe("reports and evidence", () => {
  const schema = JSON.parse(read("run-report.schema.json")) as { $defs: object };
  test("the report of run-report.md is as its schema says", () => {
    const [text = ""] = blocks("run-report.md", "json");
    expect(z.fromJSONSchema(schema as never).safeParse(JSON.parse(text)).error).toBeUndefined();
  });
  test("the evidence of evidence-and-verdicts.md is as the schema says", () => {
    const evidence = z.fromJSONSchema({ ...schema, $ref: "#/$defs/evidence" } as never);
    const [text = ""] = blocks("evidence-and-verdicts.md", "json");
    expect(evidence.safeParse(JSON.parse(text)).error).toBeUndefined();
    expect(evidence.safeParse({ query: "kubectl" }).success).toBe(false);
  });
  test("run-report.md names every field", () => {
    const known = keysOf(schema);
    const words = new Set([...wordsOf("run-report.md"), ...blocks("run-report.md", "json").join().split(/\W+/)]);
    expect(known.filter((key) => !words.has(key))).toEqual([]);
  });
});
