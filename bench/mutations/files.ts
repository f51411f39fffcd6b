import { posix } from "node:path";
import type { Repo, Site } from "./sites.ts";
import { linesOf, misspelling, replaced, type Slip, type SlipKind } from "./slip.ts";

const isKustomize = ({ path }: Site): boolean => /(?:^|\/)kustomization\.ya?ml$/.test(path);
const target = (site: Site): string => posix.normalize(posix.join(posix.dirname(site.path), site.value));
const isListed = (site: Site): boolean =>
  isKustomize(site) && /^(?:resources|components|patchesStrategicMerge)\.\d+$/.test(site.pointer);
const isFile = (site: Site, repo: Repo): boolean => isListed(site) && repo.files[target(site)] !== undefined;

function withoutLine(site: Site, repo: Repo): Slip {
  const lines = linesOf(repo.files[site.path] ?? "");
  lines.splice(site.line - 1, 1);
  const told = `${site.path}:${site.line} no longer lists ${site.value}`;
  const base = posix.basename(site.value);
  return { files: { [site.path]: lines.join("\n") }, path: target(site), line: 0, words: [base], told };
}

/** Slips between files: what is listed, where it lies, which paths Flux is given. */
export const fileSlips: readonly SlipKind[] = [
  misspelling(
    "path-misspelt",
    "A path in a kustomization is misspelt",
    (site) => isListed(site) && !site.value.includes("://"),
  ),
  {
    id: "path-dropped",
    title: "A file that is needed is no longer listed",
    sites: (repo) =>
      repo.sites.filter((site) => isFile(site, repo) && site.pointer.startsWith("resources.") && isAlone(site, repo)),
    make: (site, repo) => withoutLine(site, repo),
  },
  {
    id: "file-moved",
    title: "A listed file got another name",
    sites: (repo) => repo.sites.filter((site) => isFile(site, repo)),
    make(site, repo) {
      const from = target(site);
      const to = from.replace(/(\.ya?ml)$/, "-new$1");
      const files = { [from]: null, [to]: repo.files[from] ?? "" };
      return { files, path: site.path, line: site.line, words: [posix.basename(from)], told: `${from} → ${to}` };
    },
  },
  {
    id: "file-removed",
    title: "A listed file is gone",
    sites: (repo) => repo.sites.filter((site) => isFile(site, repo)),
    make: (site) => ({
      files: { [target(site)]: null },
      path: site.path,
      line: site.line,
      words: [posix.basename(target(site))],
      told: `${target(site)} removed`,
    }),
  },
  misspelling(
    "flux-path",
    "The path of a Flux Kustomization is misspelt",
    ({ kind, apiVersion, pointer, value }, repo) =>
      kind === "Kustomization" &&
      apiVersion.startsWith("kustomize.toolkit") &&
      pointer === "spec.path" &&
      Object.keys(repo.files).some((path) => path.startsWith(`${posix.normalize(value)}/`)),
  ),
  misspelling(
    "flux-depends-on",
    "dependsOn names a Kustomization or HelmRelease that is not there",
    ({ pointer, apiVersion }) =>
      /^spec\.dependsOn\.\d+\.name$/.test(pointer) && apiVersion.includes("toolkit.fluxcd.io"),
  ),
  misspelling(
    "flux-source",
    "sourceRef or chartRef names no source",
    ({ pointer, apiVersion }) =>
      /(?:sourceRef|chartRef)\.name$/.test(pointer) && apiVersion.includes("toolkit.fluxcd.io"),
  ),
  {
    id: "object-twice",
    title: "A file is copied and listed beside the first",
    sites: (repo) =>
      repo.sites.filter(
        (site) => isFile(site, repo) && site.pointer.startsWith("resources.") && /\.ya?ml$/.test(site.value),
      ),
    make(site, repo) {
      const copy = site.value.replace(/(\.ya?ml)$/, "-copy$1");
      const lines = linesOf(repo.files[site.path] ?? "");
      const line = lines[site.line - 1] ?? "";
      lines.splice(site.line, 0, line.replace(site.value, copy));
      const copied = posix.normalize(posix.join(posix.dirname(site.path), copy));
      const files = { [site.path]: lines.join("\n"), [copied]: repo.files[target(site)] ?? "" };
      return {
        files,
        path: copied,
        line: 0,
        words: [posix.basename(copy)],
        told: `${site.path} lists ${copy}, a copy of ${site.value}`,
      };
    },
  },
  {
    id: "namespace-of-kustomization",
    title: "The namespace of a kustomization is another than before",
    sites: (repo) =>
      repo.sites.filter((site) => isKustomize(site) && site.pointer === "namespace" && isDeclaredElsewhere(site, repo)),
    make: (site, repo) => replaced(site, repo, `${site.value}-new`),
  },
];

/** Whether a Namespace of that name is declared, and not by what the kustomization itself renames. */
function isDeclaredElsewhere(site: Site, repo: Repo): boolean {
  const folder = `${posix.dirname(site.path)}/`;
  return repo.sites.some(
    ({ kind, pointer, value, path }) =>
      kind === "Namespace" && pointer === "metadata.name" && value === site.value && !path.startsWith(folder),
  );
}

/** Whether no other kustomization lists the same file. */
function isAlone(site: Site, repo: Repo): boolean {
  return repo.sites.filter((other) => isListed(other) && target(other) === target(site)).length === 1;
}
