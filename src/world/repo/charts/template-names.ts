import { posix } from "node:path";
import type { Chart, LostTemplate } from "../../../model/charts.ts";
import { isSlip, nearest } from "../../../model/nearest.ts";
import { filesBelow } from "../builds/sources.ts";
import { lineAt } from "../file-text.ts";
import type { Tree } from "../tree.ts";

const action = /\{\{-?([\s\S]*?)-?\}\}/g;
const defined = /^\s*(?:define|block)\s+"([^"]+)"/;
const used = /(?:^|[\s(|])(?:include|template)\s+"([^"]+)"/g;

/**
 * The named templates that those of a chart use and nobody defines. All charts that are installed together share their
 * names: a chart has those of what it is made of, and of the chart that it lies in.
 */
export function lostTemplates(
  tree: Tree,
  folder: string,
  dependencies: Chart["dependencies"],
): readonly LostTemplate[] {
  const own = textsBelow(tree, posix.join(folder, "templates"));
  const uses = own.flatMap(({ path, text }) => usesIn(path, text));
  if (uses.length === 0) return [];
  const [above] = folder.split(/\/charts\/[^/]+$/);
  const whole = above !== undefined && tree.kind(`${above}/Chart.yaml`) === "file" ? above : folder;
  const folders = [whole, ...dependencies.flatMap((one) => one.folder ?? [])];
  const names = new Set(folders.flatMap((one) => textsBelow(tree, one)).flatMap(({ text }) => namesIn(text)));
  const lost = uses.filter(({ name }) => !names.has(name));
  if (lost.length === 0) return [];
  const isWhole = dependencies.every((one) => isOpen(tree, folder, one));
  return lost.flatMap((one): readonly LostTemplate[] => {
    const near = nearest(one.name, names);
    if (!isWhole && !(near !== undefined && isSlip(one.name, near))) return [];
    return [{ ...one, ...(near === undefined ? {} : { near }) }];
  });
}

/** Whether the sources of a dependency lie in the repository, and not only its package. */
function isOpen(tree: Tree, folder: string, { name, folder: other }: Chart["dependencies"][number]): boolean {
  return [other, posix.join(folder, "charts", name)].some(
    (one) => one !== undefined && tree.kind(`${one}/Chart.yaml`) === "file",
  );
}

interface Text {
  readonly path: string;
  readonly text: string;
}

function textsBelow(tree: Tree, folder: string): readonly Text[] {
  return filesBelow(tree, folder).flatMap((path) => {
    if (!/(?:^|\/)templates\//.test(path)) return [];
    const read = tree.text(path);
    return "text" in read ? [{ path, text: read.text }] : [];
  });
}

function namesIn(text: string): readonly string[] {
  return [...text.matchAll(action)].flatMap(([, inside = ""]) => defined.exec(inside)?.[1] ?? []);
}

function usesIn(path: string, text: string): readonly LostTemplate[] {
  return [...text.matchAll(action)].flatMap(({ 1: inside = "", index }) =>
    /^\s*\/\*/.test(inside)
      ? []
      : [...inside.matchAll(used)].map(([, name = ""]) => ({
          name,
          at: { path, line: lineAt(text, index) },
        })),
  );
}
