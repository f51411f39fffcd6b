import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { cycleProblems } from "./architecture/cycles.ts";
import { effectProblems } from "./architecture/effects.ts";
import { entryProblems } from "./architecture/entry.ts";
import { evidenceProblems, nameProblems, sizeProblems } from "./architecture/shape.ts";
import { maskSource, readSource, type Source } from "./architecture/source.ts";
import { tableProblems } from "./architecture/table.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

function sourcesOf(folder: string): Source[] {
  return readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => `${folder}/${file}`)
    .sort()
    .map((path) => readSource(path, readFileSync(`${root}${path}`, "utf8")));
}

/** Files of a program that does not exist. */
function planted(files: Readonly<Record<string, string>>): Source[] {
  return Object.entries(files).map(([path, text]) => readSource(path, text));
}

const main = { "src/cli/main.ts": 'await import("./program.ts");' };

/** Each contract with programs that break it (and what it must say of each), and one close by that does not. */
const contracts: readonly {
  readonly title: string;
  readonly problems: (sources: readonly Source[]) => string[];
  readonly folders: readonly string[];
  readonly broken: readonly (readonly [says: string, files: Readonly<Record<string, string>>])[];
  readonly kept: Readonly<Record<string, string>>;
}[] = [
  {
    title: "folders import only whom the design lets them",
    problems: tableProblems,
    folders: ["src"],
    broken: [
      ["imports src/world/a.ts", { "src/model/a.ts": 'import { a } from "../world/a.ts";' }],
      ["imports src/world/a.ts", { "src/model/a.ts": 'import type { A } from "../world/a.ts";' }],
      ["imports src/world/a.ts", { "src/engine/a.ts": 'export * from "../world/a.ts";' }],
      ["imports src/world/a.ts", { "src/engine/a.ts": 'type A = typeof import("../world/a.ts");' }],
      ["imports src/world/a.ts", { "src/engine/a.ts": 'const a = await import("../world/a.ts");' }],
      ["imports src/catalog/causes/b.ts", { "src/catalog/causes/a.ts": 'import b from "./b.ts";' }],
      ["imports src/catalog/causes/b.ts", { "src/catalog/looks/index.gen.ts": 'import b from "../causes/b.ts";' }],
      ["imports no package", { "src/facts/a.ts": 'import yaml from "js-yaml";' }],
      ["imports no package", { "src/catalog/looks/a.ts": 'import { z } from "zod";' }],
      ["imports src/model/graph.ts", { "src/rehearse/api/a.ts": 'import { g } from "../../model/graph.ts";' }],
      ["imports src/world/a.ts", { "src/rehearse/a.ts": 'import "../world/a.ts";' }],
      ["imports src/rehearse/api/b.ts", { "src/rehearse/kubelet/a.ts": 'import { b } from "../api/b.ts";' }],
      ["imports src/rehearse/cluster.ts", { "src/rehearse/api/a.ts": 'import { b } from "../cluster.ts";' }],
      ["imports src/rehearse/api/b.ts", { "src/rehearse/client.ts": 'import { b } from "./api/b.ts";' }],
      ["imports src/engine/a.ts", { "src/cli/commands/a.ts": 'import { a } from "../../engine/a.ts";' }],
      ["imports src/app.ts", { "src/cli/program.ts": 'const app = await import("../app.ts");' }],
      ["imports src/app.ts", { "src/engine/a.ts": 'import type { App } from "../app.ts";' }],
      ["imports src/app/check.ts", { "src/cli/main.ts": 'const check = await import("../app/check.ts");' }],
      ["imports src/app.ts", { "src/app/check.ts": 'import { version } from "../app.ts";' }],
      ["imports src/cli/words.ts", { "src/app/check.ts": 'import { paint } from "../cli/words.ts";' }],
      ["imports src/engine/a.ts", { "src/app.ts": 'import { a } from "./engine/a.ts";' }],
      ["imports the test", { "src/model/a.ts": 'import { a } from "./b.test.ts";' }],
      ["in no folder of the design", { "src/misc/a.ts": "" }],
    ],
    kept: {
      "src/app.ts": 'const check = import("./app/check.ts");',
      "src/app/check.ts": 'import { a } from "../engine/a.ts";\nimport { b } from "../world/b.ts";',
      "src/model/a.ts":
        '// import "../world/a.ts"\nconst text = `import "../world/a.ts"`;\nimport { b } from "./b.ts";',
      "src/model/a.test.ts": 'import { memoryWorld } from "../world/memory.ts";',
      "src/rehearse/cluster.ts": 'import { startApi } from "./api/server.ts";',
      "src/rehearse/api/a.ts": 'import { b } from "../clock.ts";',
      "src/catalog/looks/index.gen.ts": 'import pods from "./pods.ts";',
      "src/cli/main.ts": 'openStdio(() => import("../app.ts"));',
      "src/cli/program.ts": 'import type { App } from "../app.ts";',
    },
  },
  {
    title: "no import goes round in a circle, types included",
    problems: cycleProblems,
    folders: ["src", "test", "scripts", "bench", "web"],
    broken: [
      [
        "src/model/a.ts → src/model/b.ts → src/model/a.ts",
        { "src/model/a.ts": 'import type { B } from "./b.ts";', "src/model/b.ts": 'export * from "./a.ts";' },
      ],
      ["src/model/a.ts → src/model/a.ts", { "src/model/a.ts": 'import { a } from "./a.ts";' }],
    ],
    kept: {
      "src/model/a.ts": 'import "./b.ts"; import "./c.ts";',
      "src/model/b.ts": 'import "./c.ts";',
      "src/model/c.ts": "",
    },
  },
  {
    title: "the outside is touched only where it belongs",
    problems: effectProblems,
    folders: ["src"],
    broken: [
      ["imports node:fs", { "src/engine/a.ts": 'import { readFileSync } from "node:fs";' }],
      ["imports node:fs/promises", { "src/rehearse/a.ts": 'const fs = await import("node:fs/promises");' }],
      ["imports node:https", { "src/rehearse/api/a.ts": 'import { createServer } from "node:https";' }],
      ["imports node:child_process", { "src/cli/a.ts": 'import { spawn } from "node:child_process";' }],
      ["imports node:sqlite", { "src/engine/a.ts": 'import { DatabaseSync } from "node:sqlite";' }],
      ["uses fetch(", { "src/engine/a.ts": "await fetch(url);" }],
      ["uses setTimeout(", { "src/engine/a.ts": "setTimeout(go, 5);" }],
      ["uses AbortSignal.timeout", { "src/engine/a.ts": "const signal = AbortSignal.timeout(5);" }],
      ["imports node:timers/promises", { "src/rehearse/a.ts": 'import { setTimeout } from "node:timers/promises";' }],
      ["uses Date.now", { "src/catalog/looks/a.ts": "const now = Date.now();" }],
      ["uses new Date()", { "src/model/a.ts": "const now = new Date();" }],
      ["uses performance.", { "src/model/a.ts": "const now = performance.now();" }],
      ["uses Math.random", { "src/rehearse/a.ts": "const luck = Math.random();" }],
      ["uses randomUUID", { "src/engine/a.ts": 'import { randomUUID } from "node:crypto";' }],
      ["uses process.env", { "src/cli/flags.ts": "const { HOME } = process.env;" }],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a program
      ["uses process.stdout", { "src/engine/a.ts": "const width = `${process.stdout.columns}`;" }],
      ["uses console.", { "src/rehearse/a.ts": "console.log(1);" }],
    ],
    kept: {
      "src/world/a.ts": 'import { readFileSync } from "node:fs"; setTimeout(f, Date.now()); fetch(process.env.URL);',
      "src/rehearse/transport.ts": 'import { createServer } from "node:https";',
      "src/rehearse/api/a.ts": 'import type { IncomingMessage } from "node:http"; const at = new Date(clock.now());',
      "src/rehearse/clock.ts": "setTimeout(f, Date.now());",
      "src/cli/main.ts": "process.exitCode = run(process.argv, process.env);",
      "src/engine/a.ts": 'const text = "Date.now() and process.env"; // Math.random()\nworld.fetch(1);',
      "src/engine/a.test.ts": "const now = Date.now();",
    },
  },
  {
    title: "a call of the program loads commander and small files, nothing else",
    problems: entryProblems,
    folders: ["src"],
    broken: [
      ["src/cli/main.ts is missing", {}],
      ["imports the package zod", { ...main, "src/cli/program.ts": 'import { z } from "zod";' }],
      ["imports src/engine/a.ts", { ...main, "src/cli/program.ts": 'import { a } from "../engine/a.ts";' }],
      ["imports src/app.ts", { ...main, "src/cli/program.ts": 'import { app } from "../app.ts";' }],
      ["loads the command", { ...main, "src/cli/program.ts": 'import deploy from "./commands/deploy.ts";' }],
      ["bytes of source", { ...main, "src/cli/program.ts": `const text = "${"x".repeat(70_000)}";` }],
      [
        "src/cli/b.ts:1 is loaded",
        { ...main, "src/cli/program.ts": 'import "./b.ts";', "src/cli/b.ts": 'import "js-yaml";' },
      ],
    ],
    kept: {
      "src/cli/main.ts": 'await import("./program.ts"); const app = () => import("../app.ts");',
      "src/cli/program.ts":
        'import { Command } from "commander"; import type { A } from "../app.ts"; import all from "./commands/index.gen.ts";',
      "src/cli/commands/index.gen.ts": 'export default { deploy: () => import("./deploy.ts") };',
      "src/cli/commands/deploy.ts": 'import { z } from "zod";',
    },
  },
  {
    title: "files stay small",
    problems: sizeProblems,
    folders: ["src", "test", "scripts", "bench", "web"],
    broken: [
      [
        "src/world/a.ts has 401 lines",
        { "src/world/a.ts": "x\n".repeat(401), "src/world/b.ts": "", "src/world/c.ts": "" },
      ],
      ["the median file has 91 lines", { "src/world/a.ts": "x\n".repeat(91) }],
    ],
    kept: { "src/world/a.ts": "x\n".repeat(90), "src/facts/b.gen.ts": "x\n".repeat(900), "src/world/b.ts": "" },
  },
  {
    title: "names are kebab-case and say something",
    problems: nameProblems,
    folders: ["src", "test", "scripts", "bench", "web"],
    broken: [
      ['"utils" says nothing', { "src/model/utils.ts": "" }],
      ['"types" says nothing', { "src/types/a.ts": "" }],
      ['"fooBar" is not kebab-case', { "src/model/fooBar.ts": "" }],
      ['"Foo" is not kebab-case', { "src/model/Foo.test.ts": "" }],
    ],
    kept: { "src/catalog/causes/image--absent.ts": "", "src/facts/index.gen.ts": "", "src/model/a-b2.test.ts": "" },
  },
  {
    title: "nobody but the world makes evidence",
    problems: evidenceProblems,
    folders: ["src"],
    broken: [
      ["makes evidence by hand", { "src/engine/a.ts": "const made = { at } as unknown as Evidence;" }],
      ["makes evidence by hand", { "src/catalog/looks/a.ts": "const made = list as Proven;" }],
    ],
    kept: { "src/world/a.ts": "return value as Evidence;", "src/engine/a.ts": "const e: Evidence = look.evidence;" },
  },
];

describe.each(contracts)("$title", ({ problems, folders, broken, kept }) => {
  test.each(broken)("a planted violation is found: %s", (says, files) => {
    expect(problems(planted(files)).join("\n")).toContain(says);
  });
  test("what is close by is let through", () => {
    expect(problems(planted(kept))).toEqual([]);
  });
  test("this program keeps it", () => {
    expect(problems(folders.flatMap(sourcesOf))).toEqual([]);
  });
});

describe("the reader of sources", () => {
  test("blanks strings, templates, comments and regular expressions and keeps the code between", () => {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the source of a program
    const text = 'a("x//y"); /* b */ c(`d ${e("}")} f`); // g\nh = /[/"]i/.test(j) / k; l = `${`m${n}`}`;';
    const kept = maskSource(text).replace(/[^a-z]/g, "");
    expect(kept).toBe("acehtestjkln");
    expect(maskSource(text)).toHaveLength(text.length);
  });
  test("finds imports over several lines and says which are types or lazy", () => {
    const text =
      'import {\n  a,\n  type B,\n} from "./a.ts";\nimport type { C } from "./c.ts";\nconst d = import(\n  "./d.ts"\n);';
    expect(readSource("src/x.ts", text).imports).toEqual([
      { specifier: "./a.ts", type: false, lazy: false, line: 4 },
      { specifier: "./c.ts", type: true, lazy: false, line: 5 },
      { specifier: "./d.ts", type: false, lazy: true, line: 7 },
    ]);
  });
});
