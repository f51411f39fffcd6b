import { isFlux } from "../../../model/kubernetes/flux.ts";
import { chartOf, type FindObject } from "../app-template/chart.ts";
import type { Rendered } from "../app-template/release.ts";
import { renderRelease, valuesFieldOf } from "../app-template/render.ts";
import type { Draft } from "./draft.ts";
import { mappingAt, textAt } from "./mapping.ts";
import type { RawObject } from "./raw-object.ts";

/**
 * What the HelmReleases of a root bring: the objects of charts whose names follow from their values; of every other
 * chart that it may bring anything whose name holds the name of the release or of the chart.
 */
export function releases(draft: Draft): readonly RawObject[] {
  const find: FindObject = (kind, namespace, name) => draft.find(`source.toolkit.fluxcd.io/${kind}`, namespace, name);
  return draft.objects
    .filter((raw) => isFlux(raw.object, "HelmRelease"))
    .flatMap((raw) => {
      const made = renderRelease(raw.object, find);
      if (made && "objects" in made) return made.objects.map((one) => asRaw(one, raw));
      const why = made?.why ?? `The chart of HelmRelease ${raw.object.metadata.name} is not rendered`;
      hide(draft, raw, why, chartOf(raw.object, find)?.name);
      return [];
    });
}

function asRaw(made: Rendered, release: RawObject): RawObject {
  return { object: made.object, path: release.path, origin: (field) => release.origin(valuesFieldOf(made, field)) };
}

function hide(draft: Draft, raw: RawObject, why: string, chart: string | undefined): void {
  const { metadata } = raw.object;
  const target = textAt(raw.object, "spec", "targetNamespace");
  const release = textAt(raw.object, "spec", "releaseName") ?? (target ? `${target}-${metadata.name}` : metadata.name);
  const overrides = overridesIn(mappingAt(raw.object, "spec", "values"));
  const names = [
    ...new Set([release, ...(chart === undefined ? [] : [chart.split("/").at(-1) ?? chart]), ...overrides]),
  ];
  const at = raw.origin("spec.values");
  for (const namespace of [target ?? metadata.namespace ?? "", ""])
    draft.hidden.push({ namespace, kinds: "any", names, why, at });
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
