import { isTest, type Source, targetOf } from "./source.ts";

/** Who may import whom (DESIGN §3), longest prefix first: an importer takes the first row that fits. */
interface Row {
  readonly from: string;
  readonly may: readonly string[];
  /** Packages and `node:` modules; absent: any (effects have their own contract). */
  readonly packages?: readonly string[];
}

const rehearsed = ["src/model/kubernetes/", "src/model/fault.ts", "src/facts/"];
const parts = ["src/rehearse/api/", "src/rehearse/controllers/", "src/rehearse/kubelet/"];

const table: readonly Row[] = [
  { from: "src/model/", may: ["src/model/"], packages: [] },
  { from: "src/facts/", may: ["src/facts/"], packages: [] },
  { from: "src/world/", may: ["src/world/", "src/model/", "src/facts/"] },
  { from: "src/catalog/formats/", may: ["src/model/"], packages: ["yaml"] },
  { from: "src/catalog/", may: ["src/model/", "src/facts/"], packages: [] },
  { from: "src/engine/", may: ["src/engine/", "src/model/", "src/facts/"], packages: ["node:crypto"] },
  { from: "src/tasks/", may: ["src/tasks/", "src/model/", "src/facts/"] },
  { from: "src/rehearse/cluster.ts", may: ["src/rehearse/", ...rehearsed] },
  ...parts.map((from) => ({ from, may: [from, "src/rehearse/*", ...rehearsed] })),
  { from: "src/rehearse/", may: ["src/rehearse/*", ...rehearsed] },
  { from: "src/cli/", may: ["src/cli/", "src/model/"] },
  { from: "src/serve/", may: ["src/serve/", "src/model/"] },
  { from: "src/app.ts", may: ["src/app/", "src/world/", "src/model/", "package.json"] },
  { from: "src/app/", may: ["src/app/", "src/rehearse/", "src/catalog/", "src/engine/", "src/world/", "src/model/"] },
];

/** `src/rehearse/*` means the files of that folder itself, and not the one that joins the parts. */
function allows(pattern: string, target: string): boolean {
  if (!pattern.endsWith("*")) return target.startsWith(pattern);
  const rest = target.slice(pattern.length - 1);
  return target.startsWith(pattern.slice(0, -1)) && !rest.includes("/") && rest !== "cluster.ts";
}

function rowOf(path: string): Row | undefined {
  return table.find((row) => path.startsWith(row.from));
}

/** An index lists the items of its own folder; nothing else may. */
function isIndexOf(path: string, target: string): boolean {
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return path.endsWith("/index.gen.ts") && target.startsWith(folder);
}

/** `cli` and `serve` know the type of `app`, and the entry alone may load it. */
function isAppOf(path: string, type: boolean, lazy: boolean): boolean {
  if (!path.startsWith("src/cli/") && !path.startsWith("src/serve/")) return false;
  return type || (lazy && path === "src/cli/main.ts");
}

function refusals(source: Source, row: Row): string[] {
  return source.imports.flatMap(({ specifier, type, lazy, line }) => {
    const target = targetOf(source, specifier);
    const at = `${source.path}:${line}`;
    if (target === undefined) {
      if (row.packages === undefined || row.packages.includes(specifier)) return [];
      return [`${at} imports ${specifier}; ${row.from} imports no package`];
    }
    if (isTest(target)) return [`${at} imports the test ${target}`];
    if (row.may.some((pattern) => allows(pattern, target)) || isIndexOf(source.path, target)) return [];
    if (target === "src/app.ts" && isAppOf(source.path, type, lazy)) return [];
    return [`${at} imports ${target}; ${row.from} may import ${row.may.join(", ")}`];
  });
}

/** Every import that the table does not allow, type imports included, and every file without a row. */
export function tableProblems(sources: readonly Source[]): string[] {
  return sources
    .filter((source) => source.path.startsWith("src/") && !isTest(source.path))
    .flatMap((source) => {
      const row = rowOf(source.path);
      return row ? refusals(source, row) : [`${source.path} is in no folder of the design`];
    });
}
