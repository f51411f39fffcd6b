import { posix } from "node:path";
import type { FileRole } from "../../../model/repository.ts";

/** What the name and place of a file alone say of it. Undefined: its content decides. */
export function roleByName(path: string, charts: ReadonlySet<string>): FileRole | undefined {
  if (testData.test(path)) return "other";
  const name = posix.basename(path);
  const named = namedRoles.find(([pattern]) => pattern.test(name));
  if (named) return named[1];
  if (workflowFolder.test(path) && isYaml(name)) return "workflow";
  const inChart = chartOf(path, charts);
  if (inChart !== undefined) return roleInChart(path.slice(inChart === "." ? 0 : inChart.length + 1), name);
  return isYaml(name) || name.endsWith(".json") ? undefined : "other";
}

/** What tests read: broken on purpose often, and applied by nobody; a kustomization elsewhere may still lead there. */
const testData = /(?:^|\/)(?:testdata\d*|fixtures?|__\w+__)\//;

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

/** The folders that hold a chart. */
export function chartFolders(files: readonly string[]): ReadonlySet<string> {
  return new Set(files.filter((file) => posix.basename(file) === "Chart.yaml").map((file) => posix.dirname(file)));
}

/** The innermost chart that a file belongs to. */
export function chartOf(path: string, charts: ReadonlySet<string>): string | undefined {
  if (charts.size === 0) return undefined;
  for (let folder = posix.dirname(path); ; folder = posix.dirname(folder)) {
    if (charts.has(folder)) return folder;
    if (folder === ".") return undefined;
  }
}
