import { isFlux } from "../../../../model/kubernetes/flux.ts";
import { objectId } from "../../../../model/subject.ts";
import type { Tree } from "../../tree.ts";
import type { Draft } from "../draft.ts";
import { referenceTo } from "../kustomization-paths.ts";
import { mappingAt, textAt } from "../mapping.ts";
import { refIn } from "../object-vertex.ts";
import type { RawObject } from "../raw-object.ts";
import { isOwn, referenceOf } from "./source.ts";

/** Notes the chart, and the files of values, that a HelmRelease or HelmChart takes from this repository. */
export function noteChartPaths(tree: Tree, draft: Draft, raw: RawObject): void {
  const at = isFlux(raw.object, "HelmRelease") ? ["spec", "chart", "spec"] : ["spec"];
  const chart = mappingAt(raw.object, ...at);
  const reference = referenceOf(raw, ...at, "sourceRef");
  if (reference.kind !== "GitRepository" || !isOwn(draft, reference)) return;
  const files = chart.ignoreMissingValuesFiles === true || !Array.isArray(chart.valuesFiles) ? [] : chart.valuesFiles;
  const written = [
    { field: "chart", written: textAt(chart, "chart") },
    ...files.map((one: unknown, index: number) => ({ field: `valuesFiles[${index}]`, written: one })),
  ];
  const object = objectId(refIn(draft.root.name, raw.object));
  for (const { field, written: path } of written) {
    if (typeof path !== "string" || path.includes("${")) continue;
    const found = referenceTo(tree, ".", { field: [...at, field].join("."), written: path });
    draft.chartPaths.push({ root: draft.root.name, object, path: found });
  }
}
