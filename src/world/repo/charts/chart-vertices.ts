import { posix } from "node:path";
import { valuePaths } from "../../../model/chart-values.ts";
import type { Chart, ChartDependency, ValuesFile } from "../../../model/charts.ts";
import type { Vertex } from "../../../model/graph.ts";
import { filesBelow } from "../builds/sources.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import { fieldPath, lineIndex } from "../positions.ts";
import { type FileReader, fileVertex } from "../text-vertex.ts";
import { pathFrom } from "../tree.ts";
import { lostTemplates } from "./template-names.ts";
import { templateReads } from "./template-reads.ts";

/** The vertices of a chart: itself, and the files of values beside it; none for a file that is no `Chart.yaml`. */
export function* chartVertices(reader: FileReader, path: string): Iterable<Vertex> {
  if (posix.basename(path) !== "Chart.yaml" || /(?:^|\/)(?:testdata|fixtures?)\//.test(path)) return;
  const text = reader.tree.text(path);
  const [file] = documentsOf(reader, path);
  if (!("text" in text) || !isMapping(file)) return;
  const folder = posix.dirname(path);
  const value = chartOf(reader, folder, file);
  const line = lineIndex(text.text, 0);
  const lost = new Map(value.lost.map(({ at }, index) => [`lost[${index}]`, at]));
  const lines = { get: (field: string) => lost.get(field) ?? { path, line: line(field) } };
  yield fileVertex(reader, { kind: "chart", name: folder, path, value, lines });
  for (const values of valuesFiles(reader, folder)) yield valuesVertex(reader, folder, values);
}

function documentsOf({ documents }: FileReader, path: string): readonly unknown[] {
  const read = documents(path);
  return "values" in read ? read.values : [];
}

function chartOf(reader: FileReader, folder: string, file: Mapping): Chart {
  const dependencies = dependenciesOf(reader, folder, file);
  const { paths, anything } = readsOf(reader, folder);
  const [defaults] = documentsOf(reader, posix.join(folder, "values.yaml"));
  const [schema] = documentsOf(reader, posix.join(folder, "values.schema.json"));
  const library = dependencies.find(({ name, present }) => !present || isLibrary(reader, folder, name));
  const unknown = anything ?? (library && `it is made of ${library.name}, which may read any value`);
  return {
    folder,
    name: typeof file.name === "string" ? file.name : posix.basename(folder),
    library: file.type === "library",
    dependencies,
    reads: paths,
    defaults: [...new Set([...valuePaths(defaults), ...schemaPaths(schema)])],
    ...(unknown === undefined ? {} : { anything: unknown }),
    hooks: hooksOf(reader, folder),
    lost: lostTemplates(reader.tree, folder, dependencies),
  };
}

/** The values that a schema names; what it says by reference is left open. */
function schemaPaths(schema: unknown, prefix = ""): readonly string[] {
  const properties = isMapping(schema) && isMapping(schema.properties) ? Object.entries(schema.properties) : [];
  if (properties.length === 0) return prefix === "" ? [] : [prefix];
  return properties.flatMap(([key, part]) => schemaPaths(part, prefix === "" ? key : `${prefix}.${key}`));
}

function isLibrary(reader: FileReader, folder: string, name: string): boolean {
  const [file] = documentsOf(reader, posix.join(folder, "charts", name, "Chart.yaml"));
  return !isMapping(file) || file.type === "library";
}

function readsOf(
  { tree }: FileReader,
  folder: string,
): { readonly paths: readonly string[]; readonly anything?: string } {
  const paths = new Set<string>();
  for (const path of filesBelow(tree, posix.join(folder, "templates"))) {
    const text = tree.text(path);
    if (!("text" in text)) continue;
    const reads = templateReads(text.text);
    if (reads.whole) return { paths: [], anything: `${path} takes all values together` };
    for (const one of reads.paths) paths.add(one);
  }
  return { paths: [...paths].sort() };
}

function hooksOf({ tree }: FileReader, folder: string): Chart["hooks"] {
  return filesBelow(tree, posix.join(folder, "templates")).flatMap((path) => {
    const text = tree.text(path);
    if (!("text" in text) || !/helm\.sh\/hook["']?\s*:/.test(text.text) || !/^kind:\s*Job\b/m.test(text.text))
      return [];
    const deadline = /^\s+activeDeadlineSeconds:\s*(\d+)\s*$/m.exec(text.text)?.[1];
    return [{ path, ...(deadline === undefined ? {} : { seconds: Number(deadline) }) }];
  });
}

function dependenciesOf(reader: FileReader, folder: string, file: Mapping): readonly ChartDependency[] {
  const listed = Array.isArray(file.dependencies) ? file.dependencies : [];
  const locked = lockOf(reader, folder);
  return listed.flatMap((one, index): ChartDependency[] => {
    if (!isMapping(one) || typeof one.name !== "string") return [];
    const { name, version } = one;
    return [
      {
        ...sourceOf(reader, folder, { ...one, name }),
        name,
        alias: typeof one.alias === "string" ? one.alias : name,
        field: `dependencies[${index}]`,
        ...(version === undefined ? {} : { version: String(version) }),
        ...(locked === undefined ? {} : { locked: locked.get(name) ?? "unlocked" }),
      },
    ];
  });
}

function sourceOf(
  reader: FileReader,
  folder: string,
  { name, repository }: Mapping & { readonly name: string },
): Pick<ChartDependency, "present" | "remote" | "folder"> {
  const written = typeof repository === "string" ? repository : "";
  const local = written.startsWith("file://") ? pathFrom(folder, written.slice("file://".length)) : undefined;
  const isThere = local !== undefined && reader.tree.kind(`${local}/Chart.yaml`) === "file";
  return {
    present: isThere || isPresent(reader, folder, name),
    remote: /^(?:https?|oci):|^[@]|^alias:/.test(written),
    ...(local === undefined ? {} : { folder: local }),
  };
}

function isPresent({ tree }: FileReader, folder: string, name: string): boolean {
  const charts = posix.join(folder, "charts");
  return tree.names(charts).some((one) => one === name || (one.startsWith(`${name}-`) && one.endsWith(".tgz")));
}

function lockOf(reader: FileReader, folder: string): ReadonlyMap<string, string> | undefined {
  const path = posix.join(folder, "Chart.lock");
  if (reader.tree.kind(path) !== "file") return undefined;
  const [file] = documentsOf(reader, path);
  const listed = isMapping(file) && Array.isArray(file.dependencies) ? file.dependencies.filter(isMapping) : [];
  return new Map(listed.map(({ name, version }) => [String(name), String(version)]));
}

/** `values-prod.yaml`, `values.prod.yaml`, and those in `environments`, `envs` and `ci`. */
function valuesFiles({ tree }: FileReader, folder: string): readonly string[] {
  return filesBelow(tree, folder).filter((path) => {
    const inside = folder === "." ? path : path.slice(folder.length + 1);
    return /^(?:(?:environments|envs|ci)\/)?[\w-]*values[-.][\w.-]+\.ya?ml$/.test(inside) && !/schema/.test(inside);
  });
}

function valuesVertex(reader: FileReader, chart: string, path: string): Vertex {
  const text = reader.tree.text(path);
  const [values] = documentsOf(reader, path);
  const line = lineIndex("text" in text ? text.text : "", 0);
  const sets = fieldsOf(values, []).map((steps) => ({ path: steps.join("."), field: fieldPath(steps) }));
  const value: ValuesFile = { path, chart, sets };
  const lines = { get: (field: string) => ({ path, line: line(field) }) };
  return fileVertex(reader, { kind: "values", name: path, path, value, lines });
}

function fieldsOf(value: unknown, steps: readonly string[]): readonly (readonly string[])[] {
  if (!isMapping(value) || Object.keys(value).length === 0) return steps.length === 0 ? [] : [steps];
  return Object.entries(value).flatMap(([key, entry]) => fieldsOf(entry, [...steps, key]));
}
