import type { PathReference } from "../../../model/repository.ts";
import { isMapping } from "../kustomize/values.ts";
import { lineIndex } from "../positions.ts";
import type { ReadFile } from "../read-file.ts";
import { readScript } from "../scripts/script-value.ts";
import { referenceTo } from "../survey/kustomization-paths.ts";
import { type FileReader, fileVertex, Places } from "../text-vertex.ts";
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
  const { workflow, shell, uses, declarations } = read(path, file, line);
  const places = new Places();
  const { script, declarations: more } = readScript({ ...reader, places }, { path, kind: "workflow" }, shell);
  const lost = uses.flatMap(({ field, written }): PathReference[] => {
    const found = referenceTo(reader.tree, ".", { field, written });
    return found.found === "absent" ? [{ ...found, field: places.add(field, { path, line: line(field) }) }] : [];
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
