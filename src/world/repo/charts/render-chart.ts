import { posix } from "node:path";
import { SalvorProblem } from "../../../model/problem.ts";
import type { Workspace } from "../survey/draft.ts";
import type { RawObject } from "../survey/raw-object.ts";
import type { ChartRequest } from "../survey/tool.ts";
import { renderedObjects } from "./rendered-chart.ts";

/** What a program made of a chart of this repository, or why nothing is known of it. */
export type ChartObjects = { readonly objects: readonly RawObject[] } | { readonly why: string };

/**
 * What a program makes of a chart in a folder of this repository, objects without a namespace in that of the release;
 * undefined where no program was asked for, or the folder holds no chart.
 */
export function renderChart({ tree, tool }: Workspace, request: ChartRequest): ChartObjects | undefined {
  const { folder, namespace } = request;
  if (tree.kind(posix.join(folder, "Chart.yaml")) !== "file") return undefined;
  const answer = tool?.chart(request);
  if (!answer) return undefined;
  if ("failed" in answer) return { why: `Helm does not render ${folder}: ${answer.failed}` };
  try {
    return { objects: renderedObjects(tree, folder, answer.text).map((raw) => placedIn(raw, namespace)) };
  } catch (error) {
    if (error instanceof SalvorProblem) return { why: `What Helm renders of ${folder} is not read: ${error.message}` };
    throw error;
  }
}

function placedIn(raw: RawObject, namespace: string): RawObject {
  const { metadata } = raw.object;
  if (namespace === "" || metadata.namespace) return raw;
  return { ...raw, object: { ...raw.object, metadata: { ...metadata, namespace } } };
}
