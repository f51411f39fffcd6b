import { type Repo, type Site, typo } from "./sites.ts";
import { replaced, type SlipKind } from "./slip.ts";

const workflows = /^\.github\/workflows\/[^/]+\.ya?ml$/;

/** Places of workflows of GitHub, or of other files: what a pattern finds in each of their lines, by its first group. */
function placesOf(repo: Repo, pattern: RegExp, files = workflows): readonly Site[] {
  return Object.entries(repo.files).flatMap(([path, text]) => {
    if (!files.test(path)) return [];
    let start = 0;
    return text.split("\n").flatMap((line, index): readonly Site[] => {
      const at = start;
      start += line.length + 1;
      const [whole, value] = pattern.exec(line) ?? [];
      if (whole === undefined || value === undefined) return [];
      const from = at + line.indexOf(value, line.indexOf(whole));
      const site = { path, kind: "Workflow", apiVersion: "", name: path, pointer: whole.trim(), value };
      return [{ ...site, start: from, end: from + value.length, keyStart: from, line: index + 1 }];
    });
  });
}

/** Slips in workflows and Dockerfiles. */
export const workflowSlips: readonly SlipKind[] = [
  {
    id: "stage-name",
    title: "Files are taken from a stage that a Dockerfile has not",
    sites: (repo) => placesOf(repo, /^COPY --from=([\w-]{4,})\s/, /(?:^|\/)Dockerfile$/),
    make: (site, repo, random) => replaced(site, repo, typo(site.value, random)),
  },
  {
    id: "workflow-key",
    title: "A key of a job or step is misspelt",
    sites: (repo) => placesOf(repo, /^\s+-?\s*(runs-on|timeout-minutes|working-directory|concurrency):/),
    make: (site, repo, random) => replaced(site, repo, typo(site.value, random)),
  },
  {
    id: "workflow-output",
    title: "An expression asks a step or job for what it does not hand on",
    sites: (repo) => placesOf(repo, /\$\{\{\s*(?:needs|steps)\.([\w-]{3,})\.outputs\./),
    make: (site, repo, random) => replaced(site, repo, typo(site.value, random)),
  },
  {
    id: "workflow-action",
    title: "An action without its version",
    sites: (repo) => placesOf(repo, /uses:\s*[\w-]+\/[\w/-]+(@\S+)/),
    make: (site, repo) => replaced(site, repo, ""),
  },
];
