import { nodeName, type Picture, type PictureFormat, type PictureNode } from "../../model/picture.ts";
import { visible } from "../../model/visible.ts";

const mermaid: PictureFormat = {
  id: "mermaid",
  title: "for Markdown that draws: GitHub, GitLab; best for a part of a repository",
  write: (picture) => {
    const names = new Map(picture.nodes.map(({ id }, index) => [id, `n${index}`]));
    const name = (id: string): string => names.get(id) ?? "";
    return [
      "flowchart LR",
      ...boxes(picture, name),
      ...picture.edges.map(({ from, to }) => `  ${name(from)} --> ${name(to)}`),
      "  classDef bad stroke:#c62828,stroke-width:2px",
      "  classDef warned stroke:#b26a00,stroke-width:2px",
      "  classDef absent stroke:#c62828,stroke-dasharray:4",
      "  classDef elsewhere stroke-dasharray:4",
      "",
    ].join("\n");
  },
};

function boxes({ nodes }: Picture, name: (id: string) => string): readonly string[] {
  const groups = Map.groupBy(nodes, ({ root, namespace }) => `${root}\n${namespace}`);
  return [...groups.values()].flatMap((inside, index) => {
    const { root = "", namespace = "" } = inside[0] ?? {};
    const label = [root === "." ? "" : root, namespace || "no namespace"].filter((part) => part !== "").join(": ");
    return [
      `  subgraph g${index}[${quoted(label)}]`,
      ...inside.map((node) => `    ${name(node.id)}[${quoted(nodeName(node))}]${classOf(node)}`),
      "  end",
    ];
  });
}

function classOf({ worst, state }: PictureNode): string {
  if (worst === "critical" || worst === "error") return ":::bad";
  if (worst === "warning") return ":::warned";
  if (state === "absent") return ":::absent";
  return state === "declared" ? "" : ":::elsewhere";
}

/** Mermaid reads entities in quoted text. */
const quoted = (text: string): string =>
  `"${visible(text)
    .replace(/\s*\n\s*/g, " ")
    .replaceAll("#", "#35;")
    .replaceAll('"', "#quot;")
    .replaceAll("<", "#lt;")
    .replaceAll(">", "#gt;")}"`;

export default mermaid;
