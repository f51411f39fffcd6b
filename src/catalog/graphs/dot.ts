import type { Severity } from "../../model/evidence.ts";
import { nodeName, type Picture, type PictureFormat, type PictureNode } from "../../model/picture.ts";
import { visible } from "../../model/visible.ts";

const dot: PictureFormat = {
  id: "dot",
  title: "for Graphviz: salvor graph -o dot | dot -Tsvg",
  write: (picture) =>
    [
      `digraph ${quoted(picture.title)} {`,
      "  rankdir=LR;",
      '  node [shape=box, style="rounded", fontname="sans-serif"];',
      '  edge [color="#888888", fontname="sans-serif", fontsize=9];',
      ...clusters(picture),
      ...picture.edges.map(
        ({ from, to, relations }) => `  ${quoted(from)} -> ${quoted(to)} [tooltip=${quoted(relations.join(", "))}];`,
      ),
      "}",
      "",
    ].join("\n"),
};

/** A box for each namespace of each root. */
function clusters({ nodes }: Picture): readonly string[] {
  const boxes = Map.groupBy(nodes, ({ root, namespace }) => `${root}\n${namespace}`);
  return [...boxes.values()].flatMap((inside, index) => {
    const { root = "", namespace = "" } = inside[0] ?? {};
    const label = [root === "." ? "" : root, namespace || "no namespace"].filter((part) => part !== "").join(": ");
    return [
      `  subgraph cluster_${index} {`,
      `    label=${quoted(label)}; color="#bbbbbb"; fontname="sans-serif";`,
      ...inside.map((node) => `    ${quoted(node.id)} [${lookOf(node)}];`),
      "  }",
    ];
  });
}

const colours: Readonly<Record<Severity, string>> = {
  critical: "#c62828",
  error: "#c62828",
  warning: "#b26a00",
  info: "#5b6b7f",
};

function lookOf(node: PictureNode): string {
  const label = `label=${quoted(nodeName(node))}`;
  if (node.worst !== undefined) return `${label}, color="${colours[node.worst]}", penwidth=2`;
  if (node.state === "absent") return `${label}, color="#c62828", style="rounded,dashed"`;
  return node.state === "declared" ? label : `${label}, style="rounded,dashed"`;
}

const quoted = (text: string): string =>
  `"${visible(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;

export default dot;
