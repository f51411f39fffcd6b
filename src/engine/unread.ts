import type { CheckNote } from "../model/check-result.ts";
import type { Finding } from "../model/finding.ts";
import type { Graph } from "../model/graph.ts";
import type { RepositoryFile } from "../model/repository.ts";
import type { Position } from "../model/subject.ts";

/** A folder or link that could not be read, and why, as the end of a sentence. */
interface Refused {
  readonly path: string;
  readonly why: string;
}

/**
 * What should have been read and was not: it may hide anything. A file whose problem a check tells is told by that, unless
 * it could not be read at all.
 */
export function unreadIn(
  graph: Graph,
  refused: readonly Refused[],
  findings: readonly Finding[],
): readonly CheckNote[] {
  const told = new Set(
    findings
      .filter(({ verdict }) => verdict === "fail" || verdict === "unknown")
      .flatMap(({ places = [] }) => places.map(({ path }) => path)),
  );
  const folders = refused.map(({ path, why }) => unread(why, { path }));
  const files = [...graph.ofKind("file")].flatMap(({ value }) => {
    const file = value as RepositoryFile;
    const { path, problem } = file;
    if (!problem || told.has(path) || mayBeAnything(file)) return [];
    const place = { path, ...(problem.line === undefined ? {} : { line: problem.line }) };
    return [unread(withoutPlace(problem.message, path), place)];
  });
  return [...folders, ...files];
}

/** The files of which nothing was read, whoever tells that. */
export function unreadFiles(graph: Graph): ReadonlySet<string> {
  const files = [...graph.ofKind("file")].map(({ value }) => value as RepositoryFile);
  return new Set(files.filter((file) => file.problem && !mayBeAnything(file)).map(({ path }) => path));
}

function unread(why: string, place: Position): CheckNote {
  return { text: `nothing was read from it: ${why}`, place, unproven: true };
}

/** What is in nobody's hands that reads manifests (settings of a program, with tags of its own) need not be YAML. */
function mayBeAnything({ role, problem }: RepositoryFile): boolean {
  return role === "yaml" && problem?.code !== "file-unreadable";
}

/** The place is told beside the text. */
function withoutPlace(message: string, path: string): string {
  const rest = message.startsWith(path) ? message.slice(path.length).replace(/^:\d+/, "") : message;
  return rest.startsWith(" ") ? `it${rest}` : rest.replace(/^: /, "");
}
