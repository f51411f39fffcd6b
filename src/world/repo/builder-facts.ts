import type { Fact } from "../../model/graph.ts";
import type { Script } from "../../model/scripts.ts";
import { alertVertices } from "./alerts/alert-files.ts";
import { buildFile } from "./builds/build-files.ts";
import { buildVertices } from "./builds/build-vertices.ts";
import type { Declaration } from "./builds/declaration.ts";
import { chartVertices } from "./charts/chart-vertices.ts";
import { credentialVertex } from "./credentials/credential-files.ts";
import { encryptionVertices } from "./encryption/encryption-vertices.ts";
import { ignoredByGit } from "./ignored-by-git.ts";
import { lineIndex } from "./positions.ts";
import type { ReadFile } from "./read-file.ts";
import { isTaskfile, scriptKind, shellTextsOf, taskTexts } from "./scripts/script-files.ts";
import { readScript, type ShellText } from "./scripts/script-value.ts";
import { type FileReader, fileVertex, Places } from "./text-vertex.ts";
import { workflowVertices } from "./workflows/workflow-vertices.ts";

/** What a repository says of its images, scripts and workflows. */
export function* builderFacts(repository: Omit<FileReader, "isIgnored">): Iterable<Fact> {
  const reader: FileReader = { ...repository, isIgnored: ignoredByGit(repository.tree) };
  const declarations: Declaration[] = [];
  for (const path of reader.tree.files) {
    const credentials = credentialVertex(reader, path);
    if (credentials) yield { vertex: credentials };
    for (const vertex of chartVertices(reader, path)) yield { vertex };
    const read = readFile(reader, path);
    for (const vertex of read?.vertices ?? []) yield { vertex };
    declarations.push(...(read?.declarations ?? []));
  }
  for (const vertex of buildVertices(reader, declarations)) yield { vertex };
  for (const vertex of encryptionVertices(reader)) yield { vertex };
  for (const vertex of alertVertices(reader)) yield { vertex };
}

function readFile(reader: FileReader, path: string): ReadFile | undefined {
  // What tests read is cut short: it names what is only there in a whole project.
  if (/(?:^|\/)(?:testdata|fixtures?)\//.test(path)) return undefined;
  const kind = scriptKind(path);
  if (kind !== undefined) return scriptFile(reader, path, { kind, texts: (text) => shellTextsOf(kind, text) });
  if (isTaskfile(path))
    return scriptFile(reader, path, {
      kind: "makefile",
      texts: (text) => taskTexts(documentIn(reader, path), lineIndex(text, 0)),
    });
  return buildFile(reader, path) ?? workflowVertices(reader, path);
}

interface ScriptTexts {
  readonly kind: Script["kind"];
  texts(text: string): readonly ShellText[];
}

function scriptFile(reader: FileReader, path: string, { kind, texts }: ScriptTexts): ReadFile {
  const read = reader.tree.text(path);
  if (!("text" in read)) return { vertices: [], declarations: [] };
  const places = new Places();
  const { script, declarations } = readScript({ ...reader, places }, { path, kind }, texts(read.text));
  return {
    vertices: [fileVertex(reader, { kind: "script", name: path, path, value: script, lines: places.lines })],
    declarations,
  };
}

function documentIn({ documents }: FileReader, path: string): unknown {
  const read = documents(path);
  return "values" in read ? read.values[0] : undefined;
}
