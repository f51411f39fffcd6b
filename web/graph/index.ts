import type { Picture, PictureEdge, PictureFinding, PictureNode } from "../../src/model/picture.ts";

/** A picture that can be asked. */
export interface Index {
  readonly picture: Picture;
  readonly roots: readonly string[];
  node(id: string): PictureNode | undefined;
  /** What it depends on. */
  needs(id: string): readonly PictureEdge[];
  /** What depends on it. */
  neededBy(id: string): readonly PictureEdge[];
  findingsOf(id: string): readonly PictureFinding[];
  /** The nodes in which every word is found, those whose name begins with it first. */
  search(text: string): readonly PictureNode[];
}

/** Makes it. */
export function indexOf(picture: Picture): Index {
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]));
  const out = Map.groupBy(picture.edges, ({ from }) => from);
  const into = Map.groupBy(picture.edges, ({ to }) => to);
  const findings = Map.groupBy(picture.findings, ({ node = "" }) => node);
  return {
    picture,
    roots: [...new Set(picture.nodes.map(({ root }) => root))].sort(),
    node: (id) => nodes.get(id),
    needs: (id) => out.get(id) ?? [],
    neededBy: (id) => into.get(id) ?? [],
    findingsOf: (id) => findings.get(id) ?? [],
    search(text) {
      const words = text
        .toLowerCase()
        .split(/\s+/)
        .filter((word) => word !== "");
      if (words.length === 0) return [];
      const found = picture.nodes.filter((node) => words.every((word) => textOf(node).includes(word)));
      const first = words[0] ?? "";
      return found.sort((a, b) => rankOf(a, first) - rankOf(b, first));
    },
  };
}

const textOf = ({ kind, name, namespace, root, place }: PictureNode): string =>
  `${kind}/${namespace}/${name} ${root} ${place?.path ?? ""}`.toLowerCase();

function rankOf({ name }: PictureNode, word: string): number {
  const at = name.toLowerCase().indexOf(word);
  return at < 0 ? 1000 : at * 10 + name.length / 100;
}
