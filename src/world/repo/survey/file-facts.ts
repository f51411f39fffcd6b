import type { Vertex } from "../../../model/graph.ts";
import type { SalvorProblem } from "../../../model/problem.ts";
import type { FileProblem, FileRole, RepositoryFile } from "../../../model/repository.ts";
import { lazyEvidence } from "../../evidence.ts";
import { ignoreComments } from "./ignore-comments.ts";
import type { Inventory } from "./inventory.ts";
import type { VertexMaker } from "./object-vertex.ts";
import { isYaml } from "./roles.ts";

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
  const problem =
    read && "problem" in read ? problemOf(path, "text" in text ? text.text : "", read.problem) : undefined;
  const ignores = "text" in text ? ignoreComments(text.text) : [];
  const excerpt = problem?.message ?? `${role}, ${documents} documents`;
  return {
    id: `file:${path}`,
    subject: { kind: "file", path },
    value: { path, role, documents, ...(problem ? { problem } : {}), ignores },
    evidence: lazyEvidence({ ...look, query: path, content: () => excerpt, excerpt: () => excerpt }),
    origin: (field) => ({ path, line: problem?.line ?? 1, ...(field ? { field } : {}) }),
  };
}

/**
 * What keeps a file from being read. Templates are no YAML before they are filled in, and programs have tags of their
 * own (`!secret`): neither is a mistake, unless the file would be given to a cluster.
 */
function problemOf(path: string, text: string, { code, message, hint }: SalvorProblem): FileProblem | undefined {
  const isTemplate = code === "template-not-rendered" || !isYaml(path);
  const isTagged = /unknown \w+ tag/.test(message) && !/^apiVersion:/m.test(text);
  if ((isTemplate || isTagged) && code !== "file-unreadable") return undefined;
  const line = /^:(\d+)/.exec(message.slice(path.length))?.[1];
  return { code, message, hint, ...(line === undefined ? {} : { line: Number(line) }) };
}
