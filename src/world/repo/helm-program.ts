import { join } from "node:path";
import { readProgram, type Written } from "../exec/run.ts";
import type { Tool } from "./survey/tool.ts";

/** The Helm on PATH: its name with its version, and how it renders a chart. */
export type HelmProgram = Pick<Required<Tool>, "name" | "template">;

/** No chart takes longer to render, and none writes more than this, in bytes. */
const renderSeconds = 60;
const most = 32 * 1024 * 1024;

/** The Helm on PATH, for the repository at a folder; undefined where there is none. It fetches nothing. */
export async function helmProgram(root: string): Promise<HelmProgram | undefined> {
  const version = await run(["version", "--template", "{{ .Version }}"], root);
  if (!version) return undefined;
  return {
    name: `helm ${version.stdout.toString("utf8").trim()}`,
    async template({ folder, release, namespace, values }) {
      const place = ["--namespace", namespace || "default"];
      const args = ["template", release, join(root, folder), ...place, "--include-crds", "-f", "-"];
      const ran = await run(args, root, JSON.stringify(values));
      if (ran?.code === 0) return { text: ran.stdout.toString("utf8") };
      const [first = "helm failed"] = ran?.stderr.split("\n").filter((line) => line.startsWith("Error: ")) ?? [];
      return { failed: first.replace(/^Error: /, "") };
    },
  };
}

async function run(args: readonly string[], folder: string, input?: string): Promise<Written | undefined> {
  try {
    return await readProgram("helm", {
      args,
      env: process.env,
      folder,
      timeoutSeconds: renderSeconds,
      most,
      ...(input === undefined ? {} : { input }),
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
