import type { PathReference } from "../../../model/repository.ts";
import { isMapping, type Mapping } from "../kustomize/values.ts";
import { lineIndex } from "../positions.ts";
import type { ReadFile } from "../read-file.ts";
import { readScript } from "../scripts/script-value.ts";
import { referenceTo } from "../survey/kustomization-paths.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
import { pathFrom } from "../tree.ts";
import { isGithubWorkflow, readGithubWorkflow } from "./github.ts";
import { isGitlabPipeline, readGitlabPipeline } from "./gitlab.ts";

/** The vertices of a CI workflow: what its jobs do, and its shell steps as a script; undefined for any other file. */
export function workflowVertices(reader: FileReader, path: string): ReadFile | undefined {
  const read = isGithubWorkflow(path) ? readGithubWorkflow : isGitlabPipeline(path) ? readGitlabPipeline : undefined;
  const text = read && reader.tree.text(path);
  const documents = read && reader.documents(path);
  if (!read || !text || !("text" in text) || !documents || !("values" in documents)) return undefined;
  const [file] = documents.values;
  if (!isMapping(file)) return undefined;
  const line = lineIndex(text.text, 0);
  const actionAt = (written: string): Mapping | undefined => actionIn(reader, written);
  const { workflow, shell, uses, declarations } = read(path, file, { line, actionAt });
  const places = new Places();
  const { script, declarations: more } = readScript({ ...reader, places }, { path, kind: "workflow" }, shell);
  const lost = uses.flatMap(({ field, written }): PathReference[] => {
    const found = referenceTo(reader.tree, ".", { field, written });
    // A folder may be made by an earlier step; one whose name is nearly that of another is not.
    const isMade = field.endsWith(".working-directory") && found.nearest === undefined;
    return found.found === "absent" && !isMade
      ? [{ ...found, field: places.add(field, { path, line: line(field) }) }]
      : [];
  });
  const lines = { get: (field: string) => ({ path, line: line(field) }) };
  return {
    vertices: [
      fileVertex(reader, { kind: "workflow", name: path, path, value: workflow, lines }),
      fileVertex(reader, {
        kind: "script",
        name: path,
        path,
        value: { ...script, paths: [...script.paths, ...lost] },
        lines: places.lines,
      }),
    ],
    declarations: [...declarations, ...more],
  };
}

/** The file of an action of this repository (`./.github/actions/notify`), as far as it can be read. */
function actionIn({ tree, documents }: FileReader, written: string): Mapping | undefined {
  const folder = pathFrom(".", written);
  for (const name of ["action.yml", "action.yaml"]) {
    const path = `${folder}/${name}`;
    const read = tree.kind(path) === "file" ? documents(path) : undefined;
    const [action] = read && "values" in read ? read.values : [];
    if (isMapping(action)) return action;
  }
  return undefined;
}
