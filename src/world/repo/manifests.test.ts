import { expect, test } from "vitest";
import type { SalvorProblem } from "../../model/problem.ts";
import { systemClock } from "../clock.ts";
import { createMasker } from "../mask/create-masker.ts";
import { memoryWorld } from "../memory.ts";
import { readAgain } from "./manifests.ts";

const object = (kind: string, name: string): string =>
  `apiVersion: v1\nkind: ${kind}\nmetadata: { name: ${name}, namespace: shop }\n`;

function manifests(
  files: Record<string, string>,
  path = "deploy",
): ReturnType<ReturnType<typeof memoryWorld>["repository"]["manifests"]> {
  return memoryWorld({ name: "x", files, expect: {} }).repository.manifests(path);
}

async function problem(files: Record<string, string>, path?: string): Promise<SalvorProblem> {
  return manifests(files, path).then(
    () => expect.fail("it was read"),
    (error: unknown) => error as SalvorProblem,
  );
}

test("a folder gives its objects in the order of paths, Lists opened, each with its line", async () => {
  const list = `kind: List\napiVersion: v1\nitems:\n- ${object("ConfigMap", "five").trim().replaceAll("\n", "\n  ")}\n- ${object("ConfigMap", "six").trim().replaceAll("\n", "\n  ")}\n`;
  const declared = await manifests({
    "deploy/b.yaml": `# first\n${object("ConfigMap", "one")}---\n---\n${object("Secret", "two")}`,
    "deploy/a/list.yml": list,
    "deploy/c.json": JSON.stringify({ apiVersion: "v1", kind: "Service", metadata: { name: "three" } }),
    "deploy/notes.txt": "not read",
    "deploy/salvor.yaml": "apiVersion: salvor.dev/v1\nkind: Fleet\nmetadata: { name: f }\n",
  });
  expect(
    declared.map(({ evidence, source }) => [evidence.query, source.ref.name, source.document, source.item]),
  ).toEqual([
    ["deploy/a/list.yml:4", "five", 0, 0],
    ["deploy/a/list.yml:7", "six", 0, 1],
    ["deploy/b.yaml:2", "one", 0, undefined],
    ["deploy/b.yaml:7", "two", 2, undefined],
    ["deploy/c.json:1", "three", 0, undefined],
  ]);
  expect(declared[2]?.evidence).toMatchObject({ mode: "declared", source: "file" });
  expect(declared[3]?.origin("metadata.name")).toEqual({ path: "deploy/b.yaml", line: 9, field: "metadata.name" });
});

test.each([
  ["a kustomization", { "deploy/kustomization.yaml": "resources: []" }, "kustomization-not-read", "are not read yet"],
  ["a chart", { "deploy/Chart.yaml": "name: x" }, "chart-not-read", "helm template"],
  [
    "an object declared twice",
    { "deploy/a.yaml": object("ConfigMap", "one"), "deploy/b.yaml": `\n${object("ConfigMap", "one")}` },
    "declared-twice",
    "deploy/a.yaml:1 and deploy/b.yaml:2",
  ],
  [
    "a document without a kind",
    { "deploy/a.yaml": "a: 1\n---\nb: 2\n" },
    "not-an-object",
    "deploy/a.yaml:1: this document has no kind",
  ],
  [
    "an object without a name",
    { "deploy/a.yaml": "apiVersion: v1\nkind: Pod\nmetadata: { generateName: x- }\n" },
    "no-name",
    "has no metadata.name",
  ],
  ["a name that YAML takes for a boolean", { "deploy/a.yaml": object("Pod", "y") }, "name-not-text", "is read as true"],
  ["a folder without objects", { "deploy/readme.txt": "x" }, "no-manifests", "holds no Kubernetes object"],
] as const)("%s is refused with exit 2", async (_, files, code, part) => {
  const found = await problem(files as Record<string, string>);
  expect(found).toMatchObject({ code, exit: 2 });
  expect(`${found.message} ${found.hint}`).toContain(part);
});

test("a path that is not there is refused with exit 2", async () => {
  expect(await problem({}, "nowhere")).toMatchObject({ code: "no-such-path", exit: 2 });
});

test("a manifest read again is the same as long as its content is, whatever its layout", async () => {
  const masker = createMasker(Buffer.alloc(32, 7));
  const secret = (value: string): string => `${object("Secret", "s")}stringData: { password: ${value} }\n`;
  const [declared] = await manifests({ "deploy/s.yaml": secret("hunter2-hunter2") });
  if (!declared) expect.fail("nothing was read");
  const again = async (text: string): Promise<string> => {
    const files = { walk: async () => ({ kind: "file" as const, files: [] }), read: async () => text };
    return (await readAgain({ files, masker, clock: systemClock }, declared.source)).digest;
  };
  expect(await again(`# a comment\n${secret("'hunter2-hunter2'")}`)).toBe(declared.source.digest);
  expect(await again(secret("other"))).not.toBe(declared.source.digest);
  expect(JSON.stringify(declared)).not.toContain("hunter2");
  await expect(again("---\n")).rejects.toMatchObject({ code: "source-changed" });
});
