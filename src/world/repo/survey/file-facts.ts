import type { Vertex } from "../../../model/graph.ts";
import type { SalvorProblem } from "../../../model/problem.ts";
import type { FileProblem, FileRole, RepositoryFile } from "../../../model/repository.ts";
import { lazyEvidence } from "../../evidence.ts";
import type { Documents } from "../documents.ts";
import { ignoreComments } from "./ignore-comments.ts";
import { imageMarkers } from "./image-markers.ts";
import type { Inventory } from "./inventory.ts";
import { missingWord, nameless } from "./manifest-kinds.ts";
import type { VertexMaker } from "./object-vertex.ts";
import { originIn } from "./raw-object.ts";
import { hasCommentName, isReadByProgram } from "./skeletons.ts";

/** Roles whose files are read as YAML, and are broken when they do not parse. */
const yamlRoles = new Set<FileRole>([
  "manifests",
  "kustomization",
  "chart",
  "values",
  "compose",
  "skaffold",
  "workflow",
  "fleet",
  "yaml",
]);

/** The vertices of the files that mean something to Salvor. */
export function* fileVertices(inventory: Inventory, maker: VertexMaker): Iterable<Vertex<RepositoryFile>> {
  for (const [path, role] of inventory.roles) if (role !== "other") yield fileVertex(inventory, maker, { path, role });
}

function fileVertex(
  inventory: Inventory,
  { look }: VertexMaker,
  { path, role }: Pick<RepositoryFile, "path" | "role">,
): Vertex<RepositoryFile> {
  const text = inventory.tree.text(path);
  const isRead = yamlRoles.has(role) || "problem" in text;
  const read = isRead ? inventory.documents(path) : undefined;
  const documents = read && "values" in read ? read.values.length : 0;
  const problem = read && problemIn(inventory, { path, text: "text" in text ? text.text : "", role, read });
  const ignores = "text" in text ? ignoreComments(text.text) : [];
  const markers = "text" in text && yamlRoles.has(role) ? imageMarkers(text.text) : [];
  const lineOf = (field: string | undefined): number =>
    Number(field !== undefined && markers.length > 0 ? /^marker:(\d+)$/.exec(field)?.[1] : undefined) ||
    (problem?.line ?? 1);
  const excerpt = problem?.message ?? `${role}, ${documents} documents`;
  return {
    id: `file:${path}`,
    subject: { kind: "file", path },
    value: { path, role, documents, ...(problem ? { problem } : {}), ignores, markers },
    evidence: lazyEvidence({ ...look, query: path, content: () => excerpt, excerpt: () => excerpt }),
    origin: (field) => ({ path, line: lineOf(field), ...(field ? { field } : {}) }),
  };
}

interface Read {
  readonly path: string;
  readonly text: string;
  readonly role: FileRole;
  readonly read: Documents;
}

function problemIn(inventory: Inventory, { path, text, role, read }: Read): FileProblem | undefined {
  if ("problem" in read) return problemOf(path, text, read.problem);
  return role === "manifests" ? halfObject(inventory, { path, text, values: read.values }) : undefined;
}

interface Manifests {
  readonly path: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** An object that does not say what it is, or has no name; a patch need not. */
function halfObject({ tree, usedBy }: Inventory, { path, text, values }: Manifests): FileProblem | undefined {
  if (usedBy.has(path)) return undefined;
  const problem = (document: number, what: string, hint: string): FileProblem => {
    const { line = 1 } = originIn(tree, { path, document })();
    return { code: "not-an-object", message: `${path}:${line} ${what}`, hint, line };
  };
  for (const [document, value] of values.entries()) {
    const word = missingWord(value);
    if (word !== undefined)
      return problem(document, `has no ${word}, so that no cluster knows what it is`, `Give it its ${word}.`);
    const name = nameless(value);
    if (name === undefined) continue;
    if (hasCommentName(text)) return { code: "template-not-rendered", message: `${path} is a template`, hint: "" };
    if (isReadByProgram(tree, path)) return undefined;
    return problem(
      document,
      `has ${name}, so that no cluster takes it`,
      "Give it a name that is a text; quote what YAML reads otherwise.",
    );
  }
  return undefined;
}

/**
 * What keeps a file from being read. Templates are no YAML before they are filled in, and programs have tags of their
 * own (`!secret`): neither is a mistake, unless the file would be given to a cluster.
 */
function problemOf(path: string, text: string, { code, message, hint }: SalvorProblem): FileProblem | undefined {
  const isTemplate = code === "template-not-rendered";
  const isTagged = /unknown \w+ tag/.test(message) && !/^apiVersion:/m.test(text);
  // Nobody has read what a template of manifests declares, and that is said.
  const isDeclaring = isTemplate && /^\s*(?:apiVersion|kind):/m.test(text);
  if ((isTemplate || isTagged) && !isDeclaring && code !== "file-unreadable") return undefined;
  const line = /^:(\d+)/.exec(message.slice(path.length))?.[1];
  return { code, message, hint, ...(line === undefined ? {} : { line: Number(line) }) };
}
