import { posix } from "node:path";
import type { Mapping } from "../kustomize/values.ts";
import { items, listed, mapping, type NamedPath, text } from "./named-path.ts";

/** Whether a file is one of Helmfile, by its name. */
export function isHelmfile(path: string): boolean {
  return /^helmfile[\w.-]*\.ya?ml$/.test(posix.basename(path)) || /(?:^|\/)helmfile\.d\/[^/]+\.ya?ml$/.test(path);
}

/**
 * The charts, values and other helmfiles that a document of Helmfile names. Where it says what to do about a missing file,
 * one may be missing. Source: helmfile.readthedocs.io
 */
export function helmfilePaths(value: unknown): readonly NamedPath[] {
  const file = mapping(value);
  if (isLax(file)) return [];
  const environments = Object.entries(mapping(file.environments)).flatMap(([name, one]) =>
    valuesOf(mapping(one), `environments.${name}`),
  );
  const releases = items(file.releases).flatMap((one, index) => {
    const release = mapping(one);
    const at = `releases[${index}]`;
    return [...text(release.chart, `${at}.chart`).filter(isLocal), ...valuesOf(release, at)];
  });
  const others = items(file.helmfiles).flatMap((one, index) => text(mapping(one).path, `helmfiles[${index}].path`));
  return [
    ...environments,
    ...releases,
    ...others,
    ...listed(file.helmfiles, "helmfiles"),
    ...listed(file.bases, "bases"),
  ];
}

function isLax({ missingFileHandler: handler }: Mapping): boolean {
  return typeof handler === "string" && handler !== "Error";
}

function valuesOf(part: Mapping, at: string): readonly NamedPath[] {
  return isLax(part) ? [] : [...listed(part.values, `${at}.values`), ...listed(part.secrets, `${at}.secrets`)];
}

/** Any other chart may be one of a repository that is called as a folder. */
function isLocal({ written }: NamedPath): boolean {
  return /^\.{1,2}\//.test(written);
}
