import { posix } from "node:path";
import type { FileRole } from "../../../model/repository.ts";
import type { Tree } from "../tree.ts";

const telling = new Set<FileRole>(["script", "workflow", "skaffold", "compose", "fleet"]);

/** Says whether a script, a workflow or a text for people names a file: then it is applied by hand, or by them. */
export type Mentions = (path: string) => boolean;

/** Reads what might name files when it is first asked. */
export function mentionsIn(tree: Tree, roles: ReadonlyMap<string, FileRole>): Mentions {
  let texts: readonly string[] | undefined;
  let names: ReadonlyMap<string, number> | undefined;
  return (path) => {
    texts ??= [...roles].flatMap(([file, role]) => {
      const isText = /\.(?:md|rst|adoc|asciidoc)$/.test(file);
      const read = telling.has(role) || isText ? tree.text(file) : { problem: "" };
      if (!("text" in read)) return [];
      return isText || role === "workflow" ? commandsIn(read.text) : read.text;
    });
    names ??= counted(tree.files.map((file) => posix.basename(file)));
    const name = posix.basename(path);
    const word = names.get(name) === 1 ? name : `${posix.basename(posix.dirname(path))}/${name}`;
    return texts.some((text) => text.includes(word));
  };
}

/** Texts for people and workflows name files for many reasons; where a command of a cluster reads one, it is used. */
function commandsIn(text: string): string {
  return text
    .split("\n")
    .filter((line) =>
      /(?:^|[`$|&(:])\s*(?:- )?(?:sudo )?(?:kubectl|kustomize|helm|flux|sops|oc|k|sh|bash)\s/.test(line),
    )
    .map((line) => line.replace(/>+\s*\S+/g, ""))
    .join("\n");
}

function counted(words: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}
