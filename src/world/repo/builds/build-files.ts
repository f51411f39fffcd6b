import { posix } from "node:path";
import type { BuildFile, ComposeFile } from "../../../model/builds.ts";
import type { PathReference } from "../../../model/repository.ts";
import { lineIndex } from "../positions.ts";
import type { ReadFile } from "../read-file.ts";
import { isRemote, referenceTo } from "../survey/kustomization-paths.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
import { composeBuilds, composePaths, isCompose } from "./compose.ts";
import { composeNames } from "./compose-names.ts";
import type { Declaration } from "./declaration.ts";
import { helmfilePaths, isHelmfile } from "./helmfile.ts";
import type { NamedPath } from "./named-path.ts";
import { isSkaffold, skaffoldBuilds, skaffoldPaths } from "./skaffold.ts";

/** What a document asks to be built, and the paths that it names, from the folder of its file. */
interface Asking {
  readonly builds: readonly Declaration[];
  readonly paths: readonly NamedPath[];
  readonly compose?: ComposeFile;
}

type Reads = (path: string, index: number, value: unknown, text: string) => Asking;

const forms: readonly (readonly [isForm: (path: string) => boolean, read: Reads])[] = [
  [
    isCompose,
    (path, index, value, text) =>
      index > 0
        ? none
        : { builds: composeBuilds(path, value, text), paths: composePaths(value), compose: composeNames(value) },
  ],
  [
    (path) => /^skaffold[\w.-]*\.ya?ml$/.test(posix.basename(path)),
    (path, index, value, text) =>
      isSkaffold(value) ? { builds: skaffoldBuilds(path, index, value, text), paths: skaffoldPaths(value) } : none,
  ],
  [isHelmfile, (_path, _index, value) => ({ builds: [], paths: helmfilePaths(value) })],
];

const none: Asking = { builds: [], paths: [] };

/** A file of Compose, skaffold or Helmfile; undefined for any other. */
export function buildFile(reader: FileReader, path: string): ReadFile | undefined {
  const read = forms.find(([isForm]) => isForm(path))?.[1];
  if (!read) return undefined;
  const file = reader.tree.text(path);
  const documents = reader.documents(path);
  if (!("text" in file) || !("values" in documents)) return { vertices: [], declarations: [] };
  const places = new Places();
  const paths: PathReference[] = [];
  const declarations: Declaration[] = [];
  let compose: ComposeFile | undefined;
  for (const [index, value] of documents.values.entries()) {
    const asked = read(path, index, value, file.text);
    const lines = lineIndex(file.text, index);
    for (const named of asked.paths) {
      const lost = lostAt(reader, posix.dirname(path), named);
      if (lost) paths.push({ ...lost, field: places.add(named.field, { path, line: lines(named.field) }) });
    }
    declarations.push(...asked.builds);
    compose ??= asked.compose;
    for (const { field } of asked.compose?.names ?? []) places.add(field, { path, line: lines(field) });
  }
  const value: BuildFile = { path, paths, ...(compose ? { compose } : {}) };
  return {
    vertices: [fileVertex(reader, { kind: "build-file", name: path, path, value, lines: places.lines })],
    declarations,
  };
}

/** What a path leads to, if that is not there: of a pattern the folder before its first wildcard. */
function lostAt(
  { tree, isIgnored }: FileReader,
  folder: string,
  { field, written }: NamedPath,
): PathReference | undefined {
  if (/\$|\{\{/.test(written) || isRemote(written) || posix.isAbsolute(written)) return undefined;
  const [before = ""] = written.split(/[*?[{]/);
  const fixed = before === written ? written : posix.dirname(`${before}x`);
  const found = referenceTo(tree, folder, { field, written: fixed });
  if (found.found !== "absent" || found.target.startsWith("..") || hasSample(tree, found.target)) return undefined;
  return isIgnored(found.target) ? { ...found, ignored: true } : found;
}

/** Somebody copies it, and fills it in, before the first start. */
function hasSample(tree: FileReader["tree"], path: string): boolean {
  return ["example", "sample", "template", "dist"].some((ending) => tree.kind(`${path}.${ending}`) === "file");
}
