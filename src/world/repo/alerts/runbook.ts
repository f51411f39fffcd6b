import { posix } from "node:path";
import type { Runbook } from "../../../model/alerts.ts";
import { isFilledInLater } from "../../../model/presence.ts";
import type { PathReference } from "../../../model/repository.ts";
import { plainAddress } from "../../../model/repository-address.ts";
import { referenceTo } from "../survey/kustomization-paths.ts";
import type { Tree } from "../tree.ts";

/** The repository that runbooks are looked for in: its files, and the addresses that Git knows it by. */
export interface Shelf {
  readonly tree: Tree;
  readonly remotes: () => ReadonlySet<string>;
}

/** Addresses of files at forges: group 1 the host, 2 the repository, 3 the revision, 4 the path. */
const forges: readonly RegExp[] = [
  /^https?:\/\/(github\.com)\/([^/]+\/[^/]+)\/(?:blob|tree|raw)\/([^/]+)\/(.+)$/,
  /^https?:\/\/(?:www\.)?(?=raw\.githubusercontent\.com)()raw\.githubusercontent\.com\/([^/]+\/[^/]+)\/(?:refs\/heads\/)?([^/]+)\/(.+)$/,
  /^https?:\/\/([^/]+)\/(.+?)\/-\/(?:blob|tree|raw)\/([^/]+)\/(.+)$/,
  /^https?:\/\/([^/]+)\/([^/]+\/[^/]+)\/(?:src|raw)\/branch\/([^/]+)\/(.+)$/,
  /^https?:\/\/(bitbucket\.org)\/([^/]+\/[^/]+)\/src\/([^/]+)\/(.+)$/,
  /^https?:\/\/([^/]+)\/([^/]+\/[^/]+)\/(?:blob|tree|raw)\/([^/]+)\/(.+)$/,
];

/** Branches that a repository is usually read at; of others nothing is known here. */
const usual = /^(?:main|master|HEAD|trunk|develop|production)$/;

/** What a text says of where a runbook is; undefined for words that a person is to read. */
export function runbookAt(shelf: Shelf, folder: string, written: string): Runbook | undefined {
  const text = written.trim();
  if (isFilledInLater(text)) return { written: text, is: "open" };
  if (!/^https?:\/\//.test(text)) return isPath(text) ? ownFile(shelf.tree, folder, text) : undefined;
  const [, host = "", repository = "", revision = "", path = ""] =
    forges.map((forge) => forge.exec(text)).find((match) => match !== null) ?? [];
  if (path === "") return { written: text, is: "web" };
  if (!usual.test(revision)) return { written: text, is: "open" };
  const of = plainAddress(`${host || "github.com"}/${repository}`);
  const file = found(shelf.tree, ".", text, bare(path));
  return { written: text, is: "file", file, of, own: shelf.remotes().has(of) };
}

function isPath(text: string): boolean {
  return /^[\w./-]+\.(?:md|markdown|adoc|rst|txt|html?|org)(?:#.*)?$/i.test(text) && text.includes("/");
}

/** Some write paths as they are seen from the file, others as from the root. */
function ownFile(tree: Tree, folder: string, text: string): Runbook {
  const path = bare(text).replace(/^\//, "");
  const beside = found(tree, folder, text, path);
  const file = beside.found === "absent" && !text.startsWith(".") ? found(tree, ".", text, path) : beside;
  return { written: text, is: "file", file, own: true };
}

function found(tree: Tree, folder: string, written: string, path: string): PathReference {
  return { ...referenceTo(tree, folder, { field: "", written: posix.normalize(path) }), written };
}

/** A path without what leads to a place in the file. */
function bare(path: string): string {
  const plain = path.replace(/[?#].*$/, "");
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
