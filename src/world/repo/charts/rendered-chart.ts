import { posix } from "node:path";
import type { Position } from "../../../model/subject.ts";
import { isManifest, itemsOfList } from "../survey/manifest-kinds.ts";
import type { RawObject } from "../survey/raw-object.ts";
import type { Tree } from "../tree.ts";
import { readDocuments } from "../yaml.ts";

/**
 * The objects that `helm template` wrote of a chart in a folder. A field is placed in the template that wrote it, at the
 * line with its key, as near as that can be told: what templates make up in loops and helpers has the line of what encloses it.
 */
export function renderedObjects(tree: Tree, folder: string, text: string): readonly RawObject[] {
  return partsOf(text).flatMap(({ source, content }) => {
    const path = source === undefined ? posix.join(folder, "Chart.yaml") : templatePath(folder, source);
    const origin = templateOrigin(tree, path);
    return readDocuments(path, content).flatMap((value): readonly RawObject[] => {
      if (!isManifest(value)) return [];
      return (itemsOfList(value) ?? [value]).filter(isManifest).map((object) => ({ object, path, origin }));
    });
  });
}

interface Part {
  /** As Helm says it: `shop/templates/api.yaml`, `shop/charts/store/templates/api.yaml`. */
  readonly source?: string;
  readonly content: string;
}

/** Helm puts `# Source: …` above each document. */
function partsOf(text: string): readonly Part[] {
  return text.split(/^---[ \t]*$/m).flatMap((content) => {
    const source = /^# Source: (\S.*?)\s*$/m.exec(content)?.[1];
    return /\S/.test(content.replace(/^#.*$/gm, "")) ? [{ content, ...(source === undefined ? {} : { source }) }] : [];
  });
}

function templatePath(folder: string, source: string): string {
  return posix.join(folder, source.slice(source.indexOf("/") + 1));
}

function templateOrigin(tree: Tree, path: string): (field?: string) => Position {
  let lines: readonly string[] | undefined;
  return (field) => {
    if (lines === undefined) {
      const read = tree.text(path);
      lines = "text" in read ? read.text.split(/\r?\n/) : [];
    }
    return { path, line: lineIn(lines, field) };
  };
}

/** The line at which the keys of a path stand one behind the other, as far as they do. */
function lineIn(lines: readonly string[], field = ""): number {
  let at = 0;
  for (const [, key] of field.matchAll(/([\w-]+)|\["((?:[^"\\]|\\.)*)"\]/g)) {
    if (key === undefined || /^\d+$/.test(key)) continue;
    const form = new RegExp(`^\\s*(?:- +)*["']?${key}["']?\\s*:`);
    const next = lines.findIndex((line, index) => index >= at && form.test(line));
    if (next < 0) break;
    at = next;
  }
  return at + 1;
}
