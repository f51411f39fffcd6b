import type { Picture } from "../../src/model/picture.ts";
import { boardOf } from "./canvas.ts";
import { indexOf } from "./index.ts";
import { nearSheet, sheetOf } from "./layout.ts";
import { panelOf } from "./panel.ts";

function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no ${id}`);
  return element as T;
}

const picture = JSON.parse(byId("picture").textContent ?? "") as Picture;
const index = indexOf(picture);
const search = byId<HTMLInputElement>("search");
const rootChoice = byId<HTMLSelectElement>("root");
const hint = byId("hint");

const board = boardOf(byId<HTMLCanvasElement>("canvas"), { node: (id) => index.node(id), pick: (id) => choose(id) });
const panel = panelOf(byId("list"), index, (id) => choose(id));

function overview(): void {
  const root = rootChoice.value;
  const nodes = picture.nodes.filter((node) => root === "" || node.root === root);
  board.show({ sheet: sheetOf(nodes, picture.edges), edges: picture.edges, near: false });
  hint.hidden = true;
}

function neighbourhood(id: string): void {
  const step = (one: string, forward: boolean): readonly string[] =>
    forward ? index.needs(one).map(({ to }) => to) : index.neededBy(one).map(({ from }) => from);
  const { sheet, left } = nearSheet(id, picture.edges, step);
  board.show({ sheet, edges: picture.edges, near: true, picked: id });
  hint.textContent = `left: what needs it; right: what it needs${left > 0 ? `; ${left} more are not drawn` : ""}`;
  hint.hidden = false;
}

let chosen: string | undefined;

/** Shows one node and what is near to it, or everything; the address keeps which. */
function choose(id: string | undefined): void {
  chosen = id !== undefined && index.node(id) ? id : undefined;
  history.replaceState(null, "", chosen === undefined ? location.pathname : `#${encodeURIComponent(chosen)}`);
  board.mark(new Set());
  if (chosen === undefined) {
    overview();
    found();
  } else {
    neighbourhood(chosen);
    panel.details(chosen);
  }
}

function found(): void {
  const nodes = index.search(search.value);
  board.mark(new Set(nodes.map(({ id }) => id)));
  if (search.value.trim() === "") panel.findings();
  else panel.results(nodes);
}

search.addEventListener("input", () => {
  if (chosen !== undefined) choose(undefined);
  else found();
});
search.addEventListener("keydown", (event) => {
  const [first] = event.key === "Enter" ? index.search(search.value) : [];
  if (first) choose(first.id);
});
rootChoice.addEventListener("change", () => choose(undefined));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && document.activeElement !== search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key !== "Escape") return;
  if (chosen !== undefined) choose(undefined);
  else {
    search.value = "";
    found();
  }
});
byId("in").addEventListener("click", () => board.zoom(1.4));
byId("out").addEventListener("click", () => board.zoom(1 / 1.4));
byId("fit").addEventListener("click", () => board.showAll());

const number = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? "" : "s"}`;
const failed = picture.findings.filter(({ verdict }) => verdict === "fail").length;
document.title = `${picture.title}: Salvor graph`;
byId("title").textContent = picture.title;
byId("counts").textContent =
  `${number(picture.nodes.length, "thing")}, ${number(picture.edges.length, "dependency").replace("dependencys", "dependencies")}, ${failed} fail, ${picture.findings.length - failed} unknown`;
if (index.roots.length > 1) {
  rootChoice.append(new Option("all deployments", ""), ...index.roots.map((root) => new Option(root, root)));
  rootChoice.hidden = false;
}
choose(location.hash === "" ? undefined : decodeURIComponent(location.hash.slice(1)));
