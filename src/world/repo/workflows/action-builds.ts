import { type Declaration, dockerfileIn, platformsIn, untagged } from "../builds/declaration.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import type { LineIndex } from "../positions.ts";
import { pathFrom } from "../tree.ts";
import { mapping } from "./fields.ts";

type Values = Readonly<Record<string, string>>;

/** A matrix that spells out more runs than this is cut. */
const mostRuns = 64;

/** The images that `docker/build-push-action` builds in a workflow, once for each run of a matrix. */
export function actionBuilds(path: string, file: Mapping, line: LineIndex): readonly Declaration[] {
  return Object.entries(mapping(file.jobs)).flatMap(([name, value]) => {
    const job = mapping(value);
    const steps = Array.isArray(job.steps) ? job.steps.map(mapping) : [];
    const env = literals({ ...mapping(file.env), ...mapping(job.env) });
    return steps.flatMap((step, index) => {
      if (!/^docker\/build-push-action@/.test(String(step.uses ?? ""))) return [];
      const at = { path, line: line(`jobs.${name}.steps[${index}].with`) };
      return runsOf(mapping(mapping(job.strategy).matrix)).flatMap((matrix) =>
        declared(mapping(step.with), { env, matrix, at }),
      );
    });
  });
}

interface Around {
  readonly env: Values;
  readonly matrix: Values;
  readonly at: Declaration["at"];
}

function declared(inputs: Mapping, { env, matrix, at }: Around): readonly Declaration[] {
  const fill = (value: unknown): string | undefined =>
    typeof value === "string"
      ? value.replace(
          /\$\{\{\s*(env|matrix)\.([\w.-]+)\s*\}\}/g,
          (whole, kind: string, key: string) => (kind === "env" ? env[key] : matrix[key]) ?? whole,
        )
      : undefined;
  const written = fill(inputs.context) ?? ".";
  const named = fill(inputs.file);
  if (/\$\{\{|:\/\/|^git@/.test(written) || named?.includes("${{")) return [];
  const context = pathFrom(".", written);
  const images = (fill(inputs.tags) ?? "")
    .split(/[\n,]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  return [
    {
      by: "workflow",
      images: [...new Set(images.map(untagged))],
      context,
      dockerfile: dockerfileIn(context, named, "."),
      ...platformsIn(fill(inputs.platforms)),
      at,
    },
  ];
}

function literals(env: Mapping): Values {
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) => (/\$\{\{/.test(String(value)) ? [] : [[key, String(value)]])),
  );
}

/** The values of each run of a matrix: every combination of its lists, and what `include` adds. */
function runsOf(matrix: Mapping): readonly Values[] {
  let runs: Values[] = [{}];
  for (const [key, list] of Object.entries(matrix)) {
    if (key === "include" || key === "exclude" || !Array.isArray(list)) continue;
    const values = list.filter((one) => typeof one === "string" || typeof one === "number").map(String);
    if (values.length > 0)
      runs = runs.flatMap((run) => values.map((value) => ({ ...run, [key]: value }))).slice(0, mostRuns);
  }
  const included = (Array.isArray(matrix.include) ? matrix.include : []).filter(isMapping).map(literals);
  if (included.length === 0) return runs;
  return runs.length === 1 && Object.keys(runs[0] ?? {}).length === 0 ? included : [...runs, ...included];
}
