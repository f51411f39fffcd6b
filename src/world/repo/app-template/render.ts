import { helmNames } from "../../../model/kubernetes/flux.ts";
import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { access } from "./access.ts";
import { chartOf, type FindObject } from "./chart.ts";
import { configuration } from "./configuration.ts";
import { controllers } from "./controllers.ts";
import { monitors } from "./monitors.ts";
import type { Release, Rendered } from "./release.ts";
import { routes } from "./routes.ts";
import { services } from "./services.ts";
import { list, mapping } from "./values.ts";

/** What a release of app-template becomes, or why that cannot be told from files. */
export type AppTemplate = { readonly objects: readonly Rendered[] } | { readonly why: string };

/** What a HelmRelease becomes, where its chart is app-template; undefined for other charts. */
export function renderRelease(helmRelease: KubeObject, find: FindObject): AppTemplate | undefined {
  const chart = chartOf(helmRelease, find);
  return chart?.name === "app-template" ? renderAppTemplate(helmRelease, chart.version) : undefined;
}

/**
 * The objects that bjw-s' chart `app-template` makes from the values of a HelmRelease. Its names follow from the values
 * by documented rules (https://bjw-s-labs.github.io/helm-charts/docs/app-template/), so no chart has to be fetched. What
 * rules read is there, and names; defaults of the chart that no rule reads are not. `version` is that of the chart.
 */
function renderAppTemplate(helmRelease: KubeObject, version: string | undefined): AppTemplate {
  const major = Number(/^[^\d]*(\d+)\./.exec(version ?? "4.0.0")?.[1]);
  const why = unreadable(helmRelease, major);
  if (why !== undefined) return { why };
  const spec = mapping(helmRelease.spec);
  const { release: name, namespace } = helmNames(helmRelease);
  const release: Release = {
    name,
    namespace,
    major,
    values: mapping(spec.values),
  };
  const parts = [configuration, controllers, services, routes, monitors, access];
  return { objects: parts.flatMap((part) => [...part(release)]) };
}

function unreadable({ spec, metadata }: KubeObject, major: number): string | undefined {
  const { valuesFrom, postRenderers } = mapping(spec);
  if (!(major >= 3)) return `its objects are only known of version 3 and newer of the chart`;
  if (list(valuesFrom).length > 0) return `HelmRelease ${metadata.name} takes more values from other objects`;
  return list(postRenderers).length > 0 ? `HelmRelease ${metadata.name} changes objects after rendering` : undefined;
}

/** The field of the HelmRelease that a field of one of its objects comes from. */
export function valuesFieldOf({ places }: Rendered, field = ""): string {
  let best: readonly [string, string] | undefined;
  for (const place of places) {
    const [inside] = place;
    const covers =
      inside === "" || field === inside || field.startsWith(`${inside}.`) || field.startsWith(`${inside}[`);
    if (covers && (!best || inside.length >= best[0].length)) best = place;
  }
  if (!best) return "spec.values";
  const rest = field.slice(best[0].length);
  return best[1] + (best[0] === "" && rest !== "" && !rest.startsWith("[") ? `.${rest}` : rest);
}
