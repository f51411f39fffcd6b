import { nodeName, type PictureEdge, type PictureFinding, type PictureNode } from "../../src/model/picture.ts";
import type { Index } from "./index.ts";

type Part = Node | string;

function made(tag: string, className: string, ...parts: readonly Part[]): HTMLElement {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  element.append(...parts);
  return element;
}

function button(act: () => void, ...parts: readonly Part[]): HTMLElement {
  const element = made("button", "", ...parts);
  element.addEventListener("click", act);
  return element;
}

const placeText = ({ path, line }: { path: string; line?: number }): string =>
  line === undefined ? path : `${path}:${line}`;

/** What the list beside the picture may show. */
export interface Panel {
  findings(): void;
  results(nodes: readonly PictureNode[]): void;
  details(id: string): void;
}

/** As many rows as a person reads. */
const mostRows = 300;

/** Makes the panel in an element. */
export function panelOf(element: HTMLElement, index: Index, pick: (id: string | undefined) => void): Panel {
  const rest = (count: number): readonly Part[] => (count > 0 ? [made("small", "", `and ${count} more`)] : []);
  const nodeButton = (node: PictureNode, ...more: readonly Part[]): HTMLElement =>
    button(
      () => pick(node.id),
      nodeName(node),
      made("small", "", node.place ? placeText(node.place) : node.root, ...more),
    );
  const findingButton = (finding: PictureFinding): HTMLElement => {
    const { node, about, verdict, severity, summary, expected, place, check } = finding;
    const word = verdict === "fail" ? severity : verdict;
    const parts = [
      made("span", `verdict ${word}`, word),
      ` ${about}`,
      made("small", "", summary),
      ...(expected === undefined ? [] : [made("small", "", `expected: ${expected}`)]),
      made("small", "", [...(place ? [placeText(place)] : []), check].join("  ")),
    ];
    return node === undefined ? made("div", "row", ...parts) : button(() => pick(node), ...parts);
  };
  const group = (title: string, rows: readonly HTMLElement[]): readonly Part[] =>
    rows.length === 0
      ? []
      : [made("h2", "", `${title} (${rows.length})`), ...rows.slice(0, mostRows), ...rest(rows.length - mostRows)];
  const linked = (edges: readonly PictureEdge[], end: "from" | "to"): readonly HTMLElement[] =>
    edges.flatMap((edge) => {
      const node = index.node(edge[end]);
      return node ? [nodeButton(node, ` (${edge.relations.join(", ")})`)] : [];
    });
  const put = (...parts: readonly Part[]): void => {
    element.replaceChildren(...parts);
    element.scrollTop = 0;
  };

  return {
    findings() {
      const of = (verdict: string): readonly HTMLElement[] =>
        index.picture.findings.filter((one) => one.verdict === verdict).map(findingButton);
      const parts = [...group("Fails", of("fail")), ...group("Cannot be told from files", of("unknown"))];
      put(...(parts.length > 0 ? parts : [made("p", "", "No check found anything wrong.")]));
    },
    results(nodes) {
      const parts = group(
        "Found",
        nodes.map((node) => nodeButton(node)),
      );
      put(...(parts.length > 0 ? parts : [made("p", "", "Nothing is called like that.")]));
    },
    details(id) {
      const node = index.node(id);
      if (!node) return;
      const { kind, name, namespace, root, state, place } = node;
      const back = button(() => pick(undefined), "← everything");
      back.className = "back";
      const rows: readonly (readonly [string, string])[] = [
        ["kind", kind],
        ["namespace", namespace],
        ["deployment", root],
        ["file", place ? placeText(place) : ""],
        ["state", states[state]],
      ];
      const list = made("dl", "");
      for (const [term, text] of rows) if (text !== "") list.append(made("dt", "", term), made("dd", "", text));
      put(
        back,
        made("h1", "", name),
        list,
        ...group("What checks say", index.findingsOf(id).map(findingButton)),
        ...group("Depends on", linked(index.needs(id), "to")),
        ...group("Needed by", linked(index.neededBy(id), "from")),
      );
    },
  };
}

const states: Readonly<Record<PictureNode["state"], string>> = {
  declared: "declared in a file",
  made: "a controller makes it",
  brought: "no file of this repository declares it",
  absent: "it is named, and declared nowhere",
  unknown: "files do not tell whether it is there",
};
