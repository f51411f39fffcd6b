import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { exitCodes, SalvorProblem } from "../../model/problem.ts";
import { readProgram, type Written } from "../exec/run.ts";
import type { Request } from "./kustomize/build.ts";
import type { Mapping } from "./kustomize/values.ts";
import { withPaths } from "./survey/moved.ts";
import type { Rendered, Tool } from "./survey/tool.ts";

/** No kustomization takes longer; one with remote bases may have to clone them. */
const buildSeconds = 120;

/** Nor does one come to more, in bytes. */
const largestOutput = 64 * 1024 * 1024;

/**
 * The kustomize on PATH, for the repository at a folder. Throws SalvorProblem (exit 2) where there is none. It reads
 * files from outside a kustomization's folder, as Flux does; what has remote bases is only given to it with `fetches`.
 */
export async function kustomizeProgram(root: string, fetches: boolean): Promise<Tool> {
  const { stdout } = await run(["version"], root);
  return {
    name: `kustomize ${stdout.toString("utf8").trim()}`,
    fetches,
    async run({ folder, instead }) {
      if (!instead) return build(join(root, folder), root);
      const place = await realpath(await mkdtemp(join(tmpdir(), "salvor-kustomize-")));
      try {
        const content = await placed({ folder, instead }, root, place);
        await writeFile(join(place, "kustomization.yaml"), JSON.stringify(content));
        return await build(place, root);
      } finally {
        await rm(place, { recursive: true, force: true });
      }
    },
  };
}

/** The content of a kustomization that stands somewhere else: its paths lead back. */
async function placed({ folder, instead }: Request, root: string, place: string): Promise<Mapping> {
  const home = await realpath(resolve(root, folder));
  return withPaths(instead?.content ?? {}, (path) => relative(place, join(home, path)));
}

async function build(folder: string, root: string): Promise<Rendered> {
  const { code, stdout, stderr } = await run(["build", "--load-restrictor", "LoadRestrictionsNone", folder], root);
  if (code === 0) return { text: stdout.toString("utf8") };
  const first = stderr.split("\n").find((line) => line.startsWith("Error: ")) ?? "Error: it gave no reason";
  return { failed: first.replace(/^Error: /, "") };
}

async function run(args: readonly string[], folder: string): Promise<Written> {
  try {
    return await readProgram("kustomize", {
      args,
      env: process.env,
      folder,
      timeoutSeconds: buildSeconds,
      most: largestOutput,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    throw new SalvorProblem({
      code: "kustomize-not-there",
      message: "--render tools needs kustomize, and there is none on PATH",
      hint: "Install it (https://kubectl.docs.kubernetes.io/installation/kustomize), or leave --render out.",
      exit: exitCodes.usage,
      cause: error,
    });
  }
}
