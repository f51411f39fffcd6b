import { posix } from "node:path";
import type { FileRole } from "../../../model/repository.ts";

/** What the name and place of a file alone say of it. Undefined: its content decides. */
export function roleByName(path: string, { charts, tests }: Folders): FileRole | undefined {
  if (isForPeople(path) || folderOf(path, tests) !== undefined) return "other";
  const name = posix.basename(path);
  const named = namedRoles.find(([pattern]) => pattern.test(name));
  if (named) return named[1];
  if (workflowFolder.test(path) && isYaml(name)) return "workflow";
  const inChart = folderOf(path, charts);
  if (inChart !== undefined) return roleInChart(path.slice(inChart === "." ? 0 : inChart.length + 1), name);
  return isYaml(name) || name.endsWith(".json") ? undefined : "other";
}

/** Folders that say what the files in them are: those of charts, and those of test programs. */
export interface Folders {
  readonly charts: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
}

/**
 * What tests and readers read: broken or cut short on purpose often, and applied by nobody. A kustomization elsewhere may
 * still lead there. Programs and scripts in such folders are as any others.
 */
function isForPeople(path: string): boolean {
  return (
    /(?:^|\/)(?:_?testdata\d*|fixtures?|golden|__\w+__)\//.test(path) || /(?:^|\/)docs?\/.*\.(?:ya?ml|json)$/.test(path)
  );
}

const namedRoles: readonly (readonly [RegExp, FileRole])[] = [
  [/^(?:kustomization\.ya?ml|Kustomization)$/, "kustomization"],
  [/^Chart\.yaml$/, "chart"],
  [/^(?:Dockerfile|Containerfile)(?:\..+)?$|\.(?:dockerfile|containerfile)$/i, "dockerfile"],
  [/^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$/, "compose"],
  [/^skaffold(?:[.-][\w.-]+)?\.ya?ml$/, "skaffold"],
  [/^\.gitlab-ci\.ya?ml$|^cloudbuild\.ya?ml$|^azure-pipelines\.ya?ml$/, "workflow"],
  [/^salvor\.ya?ml$/, "fleet"],
  [/\.(?:sh|bash|ksh|zsh)$|^(?:GNUm|M|m)akefile$|\.mk$|^[Jj]ustfile$|\.just$/, "script"],
];

const workflowFolder = /(?:^|\/)\.(?:github|gitea|forgejo)\/workflows\//;

/** Whether a name says that the file is YAML. */
export function isYaml(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

function roleInChart(inside: string, name: string): FileRole | undefined {
  if (inside.startsWith("templates/")) return "chart-template";
  if (/^values[\w.-]*\.ya?ml$/.test(name)) return "values";
  // What else lies in a chart is not applied by itself; its CRDs are manifests as any other.
  return isYaml(name) && !inside.startsWith("crds/") ? "yaml" : undefined;
}

/** The folders that hold a chart, and those of a test of Chainsaw, Kuttl or the Kyverno program. */
export function foldersOf(files: readonly string[]): Folders {
  const holding = (name: RegExp): ReadonlySet<string> => {
    const found = files.filter((file) => name.test(posix.basename(file)) && !isForPeople(file));
    return new Set(found.map((file) => posix.dirname(file)));
  };
  const tests = [...holding(/^(?:chainsaw|kuttl|kyverno)-test\.ya?ml$/)].filter((folder) => folder !== ".");
  return { charts: holding(/^Chart\.yaml$/), tests: new Set(tests) };
}

/** The innermost of some folders that a file is in. */
function folderOf(path: string, folders: ReadonlySet<string>): string | undefined {
  if (folders.size === 0) return undefined;
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    if (folders.has(folder)) return folder;
    if (folder === ".") return undefined;
  }
}

/** Whether a file is a patch by its name: a part of an object that a kustomization puts over the whole one. */
export function isPatch(path: string): boolean {
  return /(?:^|\/)patches\/|(?:^|[/_.-])patch(?:[_.-][^/]*)?\.(?:ya?ml|json)$/.test(path);
}
