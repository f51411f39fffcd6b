import { basename, dirname, join, resolve } from "node:path";
import * as z from "zod";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { Scenario } from "../model/scenario.ts";
import type { ListedScenario } from "../model/verbs.ts";
import { diskFiles } from "./repo/files.ts";
import { objectsIn } from "./repo/manifests.ts";
import { readDocuments } from "./repo/yaml.ts";

const list = z.strictObject({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string().exactOptional(),
  labelSelector: z.string().exactOptional(),
  fieldSelector: z.string().exactOptional(),
});

const question = z.strictObject({ query: z.string(), list, counts: z.string().exactOptional() });

const claim = z.strictObject({ concluded: z.string(), why: z.string(), asked: question, better: question });

const text = z.string().exactOptional();

const target = z.strictObject({
  image: text,
  namespace: text,
  object: text,
  key: text,
  container: text,
  verb: text,
  resource: text,
});

const fault = z.strictObject({
  name: z.string(),
  fault: z.string(),
  target,
  with: z.record(z.string(), z.union([z.string(), z.number()])).exactOptional(),
});

const shown = z.strictObject({
  namespace: z.string(),
  labelSelector: z.string(),
  container: z.string(),
  contains: z.string(),
  say: z.string(),
});

const cause = z.strictObject({ effect: z.string(), rule: z.string(), text, evidence: text });

const expected = z.strictObject({
  exit: z.number().int(),
  proven: z.array(z.string()).default([]),
  causes: z.array(cause).default([]),
  unknown: z.array(z.string()).default([]),
});

const step = z
  .strictObject({
    name: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "is not kebab-case"),
    say: z.string(),
    deploy: text,
    apply: text,
    faults: z
      .strictObject({ add: z.array(fault).default([]), remove: z.array(z.string()).default([]) })
      .default({ add: [], remove: [] }),
    claims: z.array(claim).default([]),
    shows: z.array(shown).default([]),
    expect: expected.exactOptional(),
  })
  .refine((value) => value.deploy === undefined || value.apply === undefined, "has both deploy and apply")
  .refine(
    (value) => (value.deploy === undefined) === (value.expect === undefined),
    "needs expect with deploy, and only then",
  );

const behaviour = z.looseObject({ image: z.string() });

const scenario = z.strictObject({
  title: z.string(),
  why: z.string(),
  nodes: z.number().int().min(1).max(500).default(1),
  seed: z.string().default("salvor"),
  images: z.array(z.string()).exactOptional(),
  /** A list, or the file that holds it. */
  behaviours: z.union([z.string(), z.array(behaviour)]).default([]),
  faults: z.array(fault).default([]),
  /** A folder or file of objects with status. */
  before: z.string().exactOptional(),
  steps: z.array(step).min(1),
});

async function isScenario(folder: string): Promise<boolean> {
  return (await diskFiles.walk(join(folder, "scenario.yaml"))).kind === "file";
}

/** The scenario of a folder, or the one of a name that is built in. Throws SalvorProblem (exit 2) when there is neither. */
export async function findScenario(named: string, builtIn: string): Promise<Scenario> {
  if (await isScenario(named)) return readScenario(named);
  const folder = join(builtIn, named);
  if (/^[a-z0-9-]+$/.test(named) && (await isScenario(folder))) return readScenario(folder);
  throw new SalvorProblem({
    code: "no-such-scenario",
    message: `There is no scenario ${named}: neither a built-in one of that name nor a folder with a scenario.yaml.`,
    hint: "`salvor rehearse list` says which there are.",
    exit: exitCodes.usage,
  });
}

/** The scenarios below folders, which need not be there; each is named once. */
export async function listScenarios(folders: readonly string[]): Promise<readonly ListedScenario[]> {
  const found = new Set<string>();
  for (const folder of folders) {
    const { files } = await diskFiles.walk(folder);
    for (const file of files) if (basename(file) === "scenario.yaml") found.add(dirname(file));
  }
  const scenarios = await Promise.all([...found].map((folder) => readScenario(folder)));
  return scenarios.map(({ name, title, folder, steps }) => ({
    name,
    title,
    folder,
    steps: steps.map((one) => one.name),
  }));
}

/** Reads and checks a scenario. Throws SalvorProblem (exit 2) naming the file and what is wrong in it. */
export async function readScenario(folder: string): Promise<Scenario> {
  const root = resolve(folder);
  const path = join(root, "scenario.yaml");
  const read = checked(path, scenario, await onlyDocument(path));
  const names = read.steps.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw wrong(path, `two steps are called ${twice}`);
  return {
    ...read,
    name: basename(root),
    folder: root,
    behaviours: await behavioursOf(root, path, read.behaviours),
    before: read.before === undefined ? [] : namespacesFirst(await objectsOf(join(root, read.before))),
  };
}

function namespacesFirst(objects: readonly KubeObject[]): readonly KubeObject[] {
  const isNamespace = ({ kind }: KubeObject): boolean => kind === "Namespace";
  return [...objects.filter(isNamespace), ...objects.filter((object) => !isNamespace(object))];
}

/** The objects of a file or folder as they are written, secrets and all: what the people of a story apply by hand. */
export async function objectsOf(path: string): Promise<readonly KubeObject[]> {
  const { kind, files } = await diskFiles.walk(path);
  if (kind === "absent") throw wrong(path, "there is no such file or folder");
  const objects: KubeObject[] = [];
  for (const file of files.filter((name) => /\.(?:ya?ml|json)$/i.test(name))) {
    for (const { object } of objectsIn(file, await diskFiles.read(file))) objects.push(object);
  }
  return objects;
}

async function behavioursOf(
  root: string,
  path: string,
  given: string | readonly z.infer<typeof behaviour>[],
): Promise<readonly KubeObject[]> {
  const file = typeof given === "string" ? join(root, given) : path;
  const specs = typeof given === "string" ? checked(file, z.array(behaviour), await onlyDocument(file)) : given;
  return specs.map((spec) => ({
    apiVersion: "rehearse.salvor.dev/v1",
    kind: "Behaviour",
    metadata: { name: nameFor(spec.image) },
    spec,
  }));
}

/** A name that an object may have, from an image reference. */
function nameFor(image: string): string {
  return image
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
}

async function onlyDocument(path: string): Promise<unknown> {
  const documents = readDocuments(path, await diskFiles.read(path)).filter((one) => one !== null && one !== undefined);
  if (documents.length !== 1) throw wrong(path, `it holds ${documents.length} documents, and must hold one`);
  return documents[0];
}

function checked<T>(path: string, schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue?.path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
  throw wrong(path, `${where?.replace(/^\./, "") || "it"}: ${issue?.message ?? "is not as it must be"}`);
}

function wrong(path: string, what: string): SalvorProblem {
  return new SalvorProblem({
    code: "scenario-wrong",
    message: `${path}: ${what}`,
    hint: "The built-in scenarios show the shape of one: `salvor rehearse list`.",
    exit: exitCodes.usage,
  });
}
