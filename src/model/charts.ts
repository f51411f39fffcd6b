/** Helm charts whose sources are in the repository. A `field` is a path in the file that the vertex is of. */

/** A chart that another one is made of. */
export interface ChartDependency {
  readonly name: string;
  /** The name under which it takes values. */
  readonly alias: string;
  readonly field: string;
  /** Its sources or its package lie in the chart, or in the folder that is named. */
  readonly present: boolean;
  /** The folder of this repository that it is said to be in. */
  readonly folder?: string;
  /** It comes from a registry. */
  readonly remote: boolean;
  readonly version?: string;
  /** The version in `Chart.lock`; `unlocked`: the lock does not know it. */
  readonly locked?: string | "unlocked";
}

/**
 * A chart. `reads` are the paths below `.Values` that its templates ask for, `defaults` those of `values.yaml` (`image.tag`),
 * a path that ends with `.*` may have anything below it. `anything` says why any value may be read. Id: `chart:` and the folder.
 */
export interface Chart {
  readonly folder: string;
  readonly name: string;
  readonly library: boolean;
  readonly dependencies: readonly ChartDependency[];
  readonly reads: readonly string[];
  readonly defaults: readonly string[];
  readonly anything?: string;
  /** The Jobs that Helm runs before or after it installs the rest, with how long they may take by their own words. */
  readonly hooks: readonly ChartHook[];
  /** Named templates that it uses and that are surely defined nowhere. */
  readonly lost: readonly LostTemplate[];
}

/** A use of a named template; `near` is a name that there is. The field `lost[0]` of the chart leads to the first. */
export interface LostTemplate {
  readonly name: string;
  readonly at: { readonly path: string; readonly line: number };
  readonly near?: string;
}

/** A Job that is a hook. `seconds`: its activeDeadlineSeconds, where it is written as a number. */
export interface ChartHook {
  readonly path: string;
  readonly seconds?: number;
}

/** A file of values that lies beside a chart. Id: `values:` and the path. */
export interface ValuesFile {
  readonly path: string;
  readonly chart: string;
  /** The paths of all values in it, with the place of each. */
  readonly sets: readonly { readonly path: string; readonly field: string }[];
}

/** `spec.chart` of a HelmRelease, as far as it says where the chart is. */
export interface ChartTemplate {
  readonly spec?: { readonly chart?: string; readonly sourceRef?: { readonly kind?: string } };
}

/** The folder of this repository that a HelmRelease takes its chart from; undefined where it comes from elsewhere. */
export function localChart(template: ChartTemplate | undefined): string | undefined {
  const { chart, sourceRef } = template?.spec ?? {};
  if (sourceRef?.kind !== "GitRepository" || chart === undefined) return undefined;
  return chart.replace(/^(?:\.?\/+)+/, "").replace(/\/+$/, "") || ".";
}
