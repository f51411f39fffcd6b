import { posix } from "node:path";
import type { FileRole } from "../../../model/repository.ts";
import { kustomizationName } from "../kustomization-names.ts";

/** What the name and place of a file alone say of it. Undefined: its content decides. */
export function roleByName(path: string, { charts, tests, programs }: Folders): FileRole | undefined {
  if (isForPeople(path) || folderOf(path, tests) !== undefined) return "other";
  const name = posix.basename(path);
  const named = namedRoles.find(([pattern]) => pattern.test(name));
  if (named) return named[1];
  if (workflowFolder.test(path) && isYaml(name)) return "workflow";
  const inChart = folderOf(path, charts);
  if (inChart !== undefined) return roleInChart(path.slice(inChart === "." ? 0 : inChart.length + 1), name);
  const isRead = isYaml(name) || name.endsWith(".json");
  return isRead && folderOf(path, programs) === undefined ? undefined : "other";
}

/**
 * Folders that say what the files in them are: those of charts, those of tests that are manifests themselves, and those
 * of tests that are programs and read the manifests around them.
 */
export interface Folders {
  readonly charts: ReadonlySet<string>;
  readonly tests: ReadonlySet<string>;
  readonly programs: ReadonlySet<string>;
}

/**
 * What tests and readers read: broken or cut short on purpose often, and applied by nobody. A kustomization elsewhere may
 * still lead there. Programs and scripts in such folders are as any others.
 */
function isForPeople(path: string): boolean {
  return readersFolders.test(path) || (/\.(?:ya?ml|json)$/.test(path) && readersFiles.some((one) => one.test(path)));
}

const readersFolders = /(?:^|\/)(?:_?testdata\d*|fixtures?|golden|__\w+__)\//;

/** Files of documents, those that a test compares with, and those whose names say that they are wrong. */
const readersFiles = [
  /(?:^|\/)docs?\//,
  /(?:^|\/|[._-])(?:expected|golden)\.\w+$|(?:^|\/)(?:expected|golden|want)[._-][^/]*$/,
  /(?:^|\/)(?:invalid|malformed)(?:[._-][^/]*)?(?:\/|$)/,
];

const namedRoles: readonly (readonly [RegExp, FileRole])[] = [
  [kustomizationName, "kustomization"],
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

/** The folders that hold a chart, those of a test of Chainsaw, Kuttl or the Kyverno program, and those of test programs. */
export function foldersOf(files: readonly string[]): Folders {
  const holding = (name: RegExp): ReadonlySet<string> => {
    const found = files.filter((file) => name.test(posix.basename(file)) && !isForPeople(file));
    return new Set(found.map((file) => posix.dirname(file)));
  };
  const tests = [...holding(/^(?:chainsaw|kuttl|kyverno)-test\.ya?ml$/)].filter((folder) => folder !== ".");
  const programs = files.filter((file) => testProgram.test(file)).flatMap(outermostTestFolder);
  return { charts: holding(/^Chart\.yaml$/), tests: new Set(tests), programs: new Set(programs) };
}

const testProgram =
  /(?:_test\.(?:go|py|rb)|_spec\.rb|(?:^|\/)(?:test_[^/]*|conftest)\.py|\.(?:test|spec)\.[cm]?[jt]sx?|Tests?\.(?:java|kt|cs)|\.bats)$/;

/** A folder is one of test programs by its name and by what is in it: an environment may be called `test` as well. */
function outermostTestFolder(file: string): readonly string[] {
  const parts = file.split("/").slice(0, -1);
  const at = parts.findIndex((part) => /^(?:tests?|testing|e2e|integration(?:[_-]?tests?)?)$/.test(part));
  return at < 0 ? [] : [parts.slice(0, at + 1).join("/")];
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
