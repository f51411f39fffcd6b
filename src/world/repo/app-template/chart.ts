import type { KubeObject } from "../../../model/kubernetes/object.ts";
import { mapping, text } from "./values.ts";

/** The chart of a HelmRelease: its name, or the path of its folder in a Git source; its version where that is known. */
export interface ChartName {
  readonly name: string;
  readonly version?: string;
  /** The kind of the source that it comes from: `GitRepository`, `OCIRepository`, `HelmRepository`, `Bucket`. */
  readonly source?: string;
}

/** Finds an object that a HelmRelease names, in the same root. */
export type FindObject = (kind: string, namespace: string, name: string) => KubeObject | undefined;

/** Which chart a HelmRelease installs; undefined where what it refers to is not in the repository. */
export function chartOf(helmRelease: KubeObject, find: FindObject): ChartName | undefined {
  const { chart, chartRef } = mapping(helmRelease.spec);
  if (chartRef !== undefined) return referredChart(helmRelease, mapping(chartRef), find);
  return chartIn(mapping(mapping(chart).spec));
}

function chartIn({ chart, version, sourceRef }: Readonly<Record<string, unknown>>): ChartName | undefined {
  const name = text(chart);
  if (name === undefined) return undefined;
  const source = text(mapping(sourceRef).kind);
  return { name, ...(text(version) ? { version: String(version) } : {}), ...(source ? { source } : {}) };
}

function referredChart(
  { metadata }: KubeObject,
  ref: Readonly<Record<string, unknown>>,
  find: FindObject,
): ChartName | undefined {
  const kind = text(ref.kind) ?? "";
  const found = find(kind, text(ref.namespace) ?? metadata.namespace ?? "", text(ref.name) ?? "");
  if (!found) return undefined;
  const spec = mapping(found.spec);
  if (kind === "HelmChart") return chartIn(spec);
  const name = text(spec.url)?.replace(/\/+$/, "").split("/").at(-1);
  const { tag, semver } = mapping(spec.ref);
  const version = text(tag) ?? text(semver);
  return name === undefined ? undefined : { name, source: kind, ...(version === undefined ? {} : { version }) };
}
