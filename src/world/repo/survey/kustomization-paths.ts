import { posix } from "node:path";
import { nearest } from "../../../model/nearest.ts";
import type { PathReference } from "../../../model/repository.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import { pathFrom, type Tree } from "../tree.ts";

/** A path as a kustomization writes it, and the field that says it. */
interface Written {
  readonly field: string;
  readonly written: string;
}

/** Every path that a kustomization names, with what stands there. Source: the fields of kustomize 5.8. */
export function pathsOf(tree: Tree, folder: string, kustomization: unknown): readonly PathReference[] {
  if (!isMapping(kustomization)) return [];
  return writtenPaths(kustomization).map(({ field, written }) => referenceTo(tree, folder, { field, written }));
}

function writtenPaths(file: Mapping): readonly Written[] {
  return [
    ...["resources", "bases", "components", "crds", "configurations"].flatMap((field) => texts(file[field], field)),
    ...["generators", "transformers", "validators", "patchesStrategicMerge"].flatMap((field) =>
      texts(file[field], field).filter(({ written }) => !isInline(written)),
    ),
    ...["patches", "patchesJson6902", "replacements"].flatMap((field) =>
      items(file[field]).flatMap((item, index) => text(item.path, `${field}[${index}].path`)),
    ),
    ...["configMapGenerator", "secretGenerator"].flatMap((field) =>
      items(file[field]).flatMap((item, index) => ofGenerator(item, `${field}[${index}]`)),
    ),
    ...items(file.helmCharts).flatMap((item, index) => ofChart(item, `helmCharts[${index}]`)),
    ...text(isMapping(file.openapi) ? file.openapi.path : undefined, "openapi.path"),
  ];
}

function ofGenerator(item: Mapping, field: string): readonly Written[] {
  const files = texts(item.files, `${field}.files`).map((one) => ({
    ...one,
    written: one.written.slice(one.written.indexOf("=") + 1),
  }));
  return [...files, ...texts(item.envs, `${field}.envs`), ...text(item.env, `${field}.env`)];
}

function ofChart(item: Mapping, field: string): readonly Written[] {
  return [
    ...text(item.valuesFile, `${field}.valuesFile`),
    ...texts(item.additionalValuesFiles, `${field}.additionalValuesFiles`),
  ];
}

/** What a path names, seen from a folder. */
export function referenceTo(tree: Tree, folder: string, { field, written }: Written): PathReference {
  const target = pathFrom(folder, written);
  const kind = tree.kind(target);
  if (kind !== "absent") return { field, written, target, found: kind };
  if (isRemote(written)) return { field, written, target, found: "remote" };
  const near = nearestPath(tree, target);
  return { field, written, target, found: "absent", ...(near === undefined ? {} : { nearest: near }) };
}

/** Whether kustomize would fetch it: a URL, or a repository by its host. It looks for a file of that name first. */
export function isRemote(written: string): boolean {
  if (/^(?:[a-z][a-z0-9+.]*:\/\/|git::|git@|[\w.-]+@[\w.-]+:)/i.test(written)) return true;
  return /^(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\/[^/]+\/.+/i.test(written) && !/\.(?:ya?ml|json)\//i.test(written);
}

/** The path of a tree that was most likely meant: the first part that is not there is taken for the nearest that is. */
export function nearestPath(tree: Tree, target: string): string | undefined {
  if (target.startsWith("..")) return undefined;
  const parts = target.split("/");
  let known = parts.length - 1;
  while (known > 0 && tree.kind(parts.slice(0, known).join("/")) !== "folder") known -= 1;
  const folder = known === 0 ? "." : parts.slice(0, known).join("/");
  const near = nearest(parts[known] ?? "", tree.names(folder));
  if (near === undefined) return undefined;
  const path = posix.join(folder, near, ...parts.slice(known + 1));
  return tree.kind(path) === "absent" ? undefined : path;
}

/** Whether an entry is an object or patch itself and no path. */
export function isInline(written: string): boolean {
  return written.includes("\n") || /^\s*[{[]/.test(written) || /^\s*\w+:\s/.test(written);
}

function texts(value: unknown, field: string): readonly Written[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((written: unknown, index) => text(written, `${field}[${index}]`));
}

function text(written: unknown, field: string): readonly Written[] {
  return typeof written === "string" && written !== "" ? [{ field, written }] : [];
}

function items(value: unknown): readonly Mapping[] {
  return Array.isArray(value) ? value.map((item) => (isMapping(item) ? item : {})) : [];
}
