import type { ChartPath } from "../../../../model/repository.ts";
import type { Mapping } from "../../kustomize/values.ts";
import { pathFrom, type Tree } from "../../tree.ts";
import { isRemote, referenceTo } from "../kustomization-paths.ts";
import { mappingAt, textAt } from "../mapping.ts";

/** A source of an Application, the field that says it, and all sources that the Application has. */
interface OneSource {
  readonly source: Mapping;
  readonly field: string;
  readonly all: readonly Mapping[];
}

/**
 * The files of values that a source reads: beside its chart, from the top of the repository where they begin with `/`, or
 * in a source that has a name (`$values/prod.yaml`). Those of a chart that is fetched lie in the chart.
 */
export function valueFilesOf(
  tree: Tree,
  { source, field, all }: OneSource,
): readonly Pick<ChartPath, "path" | "repository">[] {
  const { ignoreMissingValueFiles: ignores, valueFiles } = mappingAt(source, "helm");
  if (ignores === true || !Array.isArray(valueFiles)) return [];
  return valueFiles.flatMap((written: unknown, index) => {
    const place = typeof written === "string" && !isOpen(written) ? placeOf(written, source, all) : undefined;
    // Where the chart itself is not there, that is what is wrong.
    if (place === undefined || tree.kind(place.folder) !== "folder") return [];
    const path = referenceTo(tree, place.folder, {
      field: `${field}.helm.valueFiles[${index}]`,
      written: place.inside,
    });
    return [{ path: { ...path, written: String(written) }, repository: place.repository }];
  });
}

/** It is fetched, or made up when the Application is synced. */
function isOpen(written: string): boolean {
  return isRemote(written) || /\{\{|\*|\$\{?ARGOCD_/.test(written);
}

interface Place {
  readonly folder: string;
  readonly inside: string;
  readonly repository: string;
}

function placeOf(written: string, own: Mapping, all: readonly Mapping[]): Place | undefined {
  const [, ref, below = ""] = /^\$([\w-]+)\/(.*)$/.exec(written) ?? [];
  const source = ref === undefined ? own : all.find((one) => one.ref === ref);
  const folder = textAt(own, "path");
  if (source === undefined || (ref === undefined && folder === undefined)) return undefined;
  const repository = textAt(source, "repoURL") ?? "";
  if (ref !== undefined) return { folder: ".", inside: below, repository };
  const isFromTop = written.startsWith("/");
  return { folder: isFromTop ? "." : pathFrom(".", folder ?? "."), inside: written.replace(/^\/+/, ""), repository };
}
