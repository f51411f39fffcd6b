import type { Repo, Site } from "./sites.ts";
import { typo } from "./sites.ts";

/** What a slip does to the files: new texts, or null for a file that is gone. `line` is where the slip stands in `path`. */
export interface Slip {
  readonly files: Readonly<Record<string, string | null>>;
  readonly path: string;
  readonly line: number;
  /** Words that a report of it would mention. */
  readonly words: readonly string[];
  readonly told: string;
}

/** One kind of slip that a person makes. */
export interface SlipKind {
  readonly id: string;
  readonly title: string;
  /** The places of a repository where it would truly break something. */
  sites(repo: Repo): readonly Site[];
  make(site: Site, repo: Repo, random: () => number): Slip | undefined;
}

/** The slip that puts another text at a site. */
export function replaced(site: Site, repo: Repo, text: string): Slip {
  const before = repo.files[site.path] ?? "";
  const written = before.slice(site.start, site.end);
  const quote = /^["']/.exec(written)?.[0] ?? "";
  const after = before.slice(0, site.start) + quote + text + quote + before.slice(site.end);
  const told = `${site.path}:${site.line} ${site.pointer}: ${site.value} → ${text}`;
  return { files: { [site.path]: after }, path: site.path, line: site.line, words: [site.value, text], told };
}

/** A kind of slip that misspells the scalars that fit. A name that is there twice by chance is left alone. */
export function misspelling(id: string, title: string, fits: (site: Site, repo: Repo) => boolean): SlipKind {
  return {
    id,
    title,
    sites: (repo) =>
      repo.sites.filter((site) => /[a-z]{3}/.test(site.value) && !site.value.includes("$") && fits(site, repo)),
    make: (site, repo, random) => replaced(site, repo, typo(site.value, random)),
  };
}

/** Another text of the whole file of a site. */
export function rewritten(site: Site, repo: Repo, change: (text: string) => string, told: string): Slip | undefined {
  const before = repo.files[site.path] ?? "";
  const after = change(before);
  if (after === before) return undefined;
  return {
    files: { [site.path]: after },
    path: site.path,
    line: site.line,
    words: [site.value],
    told: `${site.path}:${site.line} ${told}`,
  };
}

/** The lines of a text. */
export function linesOf(text: string): string[] {
  return text.split("\n");
}

/** The indentation of a line, in characters. */
export function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
