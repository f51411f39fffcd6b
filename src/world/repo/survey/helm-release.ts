import { helmNames, isFlux } from "../../../model/kubernetes/flux.ts";
import { chartOf, type FindObject } from "../app-template/chart.ts";
import type { Rendered } from "../app-template/release.ts";
import { renderRelease, valuesFieldOf } from "../app-template/render.ts";
import { type ChartObjects, renderChart } from "../charts/render-chart.ts";
import { pathFrom } from "../tree.ts";
import type { Draft, Workspace } from "./draft.ts";
import { noteChartPaths } from "./flux/chart-paths.ts";
import { remoteOf } from "./flux/noted.ts";
import { mappingAt } from "./mapping.ts";
import type { RawObject } from "./raw-object.ts";

/**
 * What the HelmReleases of a root bring: the objects of charts whose names follow from their values, and of charts of this
 * repository that a program rendered; of every other chart that it may bring anything whose name holds the name of the
 * release or of the chart.
 */
export function releases(workspace: Workspace, draft: Draft): readonly RawObject[] {
  const find: FindObject = (kind, namespace, name) => draft.find(`source.toolkit.fluxcd.io/${kind}`, namespace, name);
  for (const raw of draft.objects)
    if (isFlux(raw.object, "HelmRelease") || isFlux(raw.object, "HelmChart"))
      noteChartPaths(workspace.tree, draft, raw);
  return draft.objects
    .filter((raw) => isFlux(raw.object, "HelmRelease"))
    .flatMap((raw) => {
      const made = renderRelease(raw.object, find);
      if (made && "objects" in made) return made.objects.map((one) => asRaw(one, raw));
      const rendered = made ? undefined : localRelease(workspace, draft, { raw, find });
      if (rendered && "objects" in rendered) return rendered.objects;
      const why = made?.why ?? rendered?.why ?? `The chart of HelmRelease ${raw.object.metadata.name} is not rendered`;
      hide(draft, raw, why, chartOf(raw.object, find)?.name);
      return [];
    });
}

/** What a program made of a chart in a folder of this repository; undefined for any other chart. */
function localRelease(
  workspace: Workspace,
  draft: Draft,
  { raw, find }: { readonly raw: RawObject; readonly find: FindObject },
): ChartObjects | undefined {
  const chart = chartOf(raw.object, find);
  const spec = mappingAt(raw.object, "spec");
  if (chart?.source !== "GitRepository") return undefined;
  const folder = pathFrom(".", chart.name);
  draft.charts.add(folder);
  if (Array.isArray(spec.valuesFrom)) return undefined;
  const { release, namespace } = helmNames(raw.object);
  return renderChart(workspace, { folder, release, namespace, values: spec.values ?? {} });
}

function asRaw(made: Rendered, release: RawObject): RawObject {
  return { object: made.object, path: release.path, origin: (field) => release.origin(valuesFieldOf(made, field)) };
}

function hide(draft: Draft, raw: RawObject, why: string, chart: string | undefined): void {
  const { release, namespace } = helmNames(raw.object);
  const overrides = overridesIn(mappingAt(raw.object, "spec", "values"));
  const names = [
    ...new Set([release, ...(chart === undefined ? [] : [chart.split("/").at(-1) ?? chart]), ...overrides]),
  ];
  const at = raw.origin("spec.values");
  for (const place of [namespace, ""]) draft.hide({ namespace: place, kinds: "any", names, why, at }, remoteOf(raw));
}

/** The names that values give to what a chart makes, at any depth. */
function overridesIn(values: unknown): readonly string[] {
  if (typeof values !== "object" || values === null) return [];
  return Object.entries(values).flatMap(([key, value]) =>
    /^(?:fullnameOverride|nameOverride)$/.test(key) && typeof value === "string" && value !== ""
      ? [value]
      : overridesIn(value),
  );
}
