import type { Mapping } from "../../kustomize/values.ts";
import { itemsAt, mappingAt, textAt } from "../mapping.ts";
import type { RawObject } from "../raw-object.ts";

/** A folder in which a generator looks for folders or files, and the field that says so. */
export interface Searched {
  readonly field: string;
  /** The whole pattern. */
  readonly written: string;
  /** What of it comes before its first wildcard. */
  readonly folder: string;
  readonly repository: string;
}

/** Where the Git generators of an ApplicationSet look; patterns that another generator fills in are left out. */
export function searchedBy(raw: RawObject): readonly Searched[] {
  return searchedIn(itemsAt(raw.object, "spec", "generators"), "spec.generators");
}

function searchedIn(generators: readonly Mapping[], at: string): readonly Searched[] {
  return generators.flatMap((generator, index) => {
    const field = `${at}[${index}]`;
    const inner = (["matrix", "merge"] as const).flatMap((how) =>
      searchedIn(itemsAt(generator, how, "generators"), `${field}.${how}.generators`),
    );
    return [...patternsOf(mappingAt(generator, "git"), `${field}.git`), ...inner];
  });
}

function patternsOf(git: Mapping, at: string): readonly Searched[] {
  const repository = textAt(git, "repoURL") ?? "";
  return (["directories", "files"] as const).flatMap((list) =>
    itemsAt(git, list).flatMap(({ path, exclude }, index): Searched[] => {
      if (typeof path !== "string" || exclude === true || path.includes("{{")) return [];
      const folder = folderBefore(path, list === "files");
      return [{ field: `${at}.${list}[${index}]`, written: path, folder, repository }];
    }),
  );
}

function folderBefore(pattern: string, isFile: boolean): string {
  const parts = pattern.split("/");
  const wild = parts.findIndex((part) => /[*?[{]/.test(part));
  const end = wild >= 0 ? wild : parts.length - (isFile ? 1 : 0);
  return parts.slice(0, end).join("/") || ".";
}
