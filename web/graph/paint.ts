import type { Severity } from "../../src/model/evidence.ts";
import type { PictureEdge, PictureNode } from "../../src/model/picture.ts";
import type { Colours } from "./colours.ts";
import type { Box, Rect, Sheet } from "./layout.ts";

/** What is on the canvas. */
export interface Scene {
  readonly sheet: Sheet;
  readonly edges: readonly PictureEdge[];
  /** All edges are drawn; else those of the node under the pointer, and those between neighbours. */
  readonly near: boolean;
  readonly picked?: string;
}

/** How it is looked at. */
export interface Looked {
  readonly scale: number;
  readonly colours: Colours;
  readonly hovered: string | undefined;
  readonly marked: ReadonlySet<string>;
  node(id: string): PictureNode | undefined;
  isSeen(rect: Rect): boolean;
}

type Pen = CanvasRenderingContext2D;

/** Below this a chip is too small for words. */
const readable = 0.42;

/** Draws a scene: frames, then edges, then what they lead to, and over all of it the names of the frames. */
export function paint(pen: Pen, scene: Scene, looked: Looked): void {
  for (const box of scene.sheet.boxes) paintBox(pen, box, looked);
  for (const edge of scene.edges) paintEdge(pen, edge, scene, looked);
  pen.globalAlpha = 1;
  for (const [id, rect] of scene.sheet.chips) {
    const node = looked.isSeen(rect) ? looked.node(id) : undefined;
    if (node) paintChip(pen, { node, rect, picked: scene.picked === id }, looked);
  }
  for (const box of scene.sheet.boxes) paintTitle(pen, box, looked);
}

function paintBox(pen: Pen, { x, y, width, height, depth }: Box, { scale, colours }: Looked): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, 10);
  pen.fillStyle = depth === 0 ? colours.page : colours.box;
  pen.fill();
  pen.lineWidth = 1 / Math.min(1, scale);
  pen.strokeStyle = colours.line;
  pen.stroke();
}

/** The names of frames stay readable when everything is small: then they lie over what is in the frame. */
function paintTitle(pen: Pen, { x, y, width, title, depth }: Box, { scale, colours }: Looked): void {
  const size = Math.max(13, 11 / scale);
  if (width * scale < 48) return;
  pen.font = `600 ${size}px system-ui, sans-serif`;
  const text = depth === 0 ? elidedPath(pen, title, width - 2 * size) : elided(pen, title, width - 2 * size);
  const top = depth === 0 ? y - 0.4 * size : y + 2;
  if (size > 18) {
    pen.globalAlpha = 0.85;
    pen.fillStyle = colours.page;
    pen.fillRect(x + 4, top, pen.measureText(text).width + size, size * 1.4);
    pen.globalAlpha = 1;
  }
  pen.fillStyle = depth === 0 ? colours.text : colours.quiet;
  pen.fillText(text, x + 4 + size / 2, top + size * 1.1);
}

function paintEdge(pen: Pen, { from, to }: PictureEdge, scene: Scene, looked: Looked): void {
  const [a, b] = [scene.sheet.chips.get(from), scene.sheet.chips.get(to)];
  if (!a || !b) return;
  const about = looked.hovered ?? scene.picked;
  const own = from === about || to === about;
  if (!own && !scene.near && !(looked.scale > 0.2 && areNeighbours(a, b))) return;
  pen.strokeStyle = own ? looked.colours.pick : looked.colours.edge;
  pen.globalAlpha = own ? 1 : scene.near ? 0.7 : 0.35;
  pen.lineWidth = (own ? 2 : 1) / Math.max(0.6, Math.min(1, looked.scale));
  const [startX, endX] = a.x <= b.x ? [a.x + a.width, b.x] : [a.x, b.x + b.width];
  const [startY, endY] = [a.y + a.height / 2, b.y + b.height / 2];
  const bend = a.x === b.x ? -40 : (endX - startX) / 2;
  pen.beginPath();
  pen.moveTo(startX, startY);
  pen.bezierCurveTo(startX + bend, startY, endX - bend, endY, endX, endY);
  pen.stroke();
}

const areNeighbours = (a: Rect, b: Rect): boolean => Math.abs(a.y - b.y) < 700 && Math.abs(a.x - b.x) < 900;

interface Chip {
  readonly node: PictureNode;
  readonly rect: Rect;
  readonly picked: boolean;
}

function paintChip(pen: Pen, { node, rect, picked }: Chip, looked: Looked): void {
  const { colours, marked, hovered, scale } = looked;
  const found = marked.has(node.id);
  pen.globalAlpha = marked.size > 0 && !found ? 0.25 : 1;
  outline(pen, rect);
  pen.fillStyle = colours[sortOf(node)];
  pen.fill();
  const special = picked || found || node.id === hovered;
  pen.setLineDash(node.state === "declared" ? [] : [4, 3]);
  pen.strokeStyle = special ? colours.pick : isBad(node) ? colours.fail : colours["chip-line"];
  pen.lineWidth = special ? 2.5 : 1;
  pen.stroke();
  pen.setLineDash([]);
  if (scale >= readable) paintWords(pen, node, rect, looked);
  paintSign(pen, node, rect, looked);
  pen.globalAlpha = 1;
}

/** A mark at the left of what is wrong; from afar all of it, so that it is seen first. */
function paintSign(pen: Pen, { worst, unknown }: PictureNode, rect: Rect, { colours, scale }: Looked): void {
  const sign = worst === undefined ? (unknown > 0 ? "quiet" : undefined) : signs[worst];
  if (sign === undefined) return;
  pen.fillStyle = colours[sign];
  outline(pen, scale < readable && sign !== "quiet" ? rect : { ...rect, width: 6 });
  pen.fill();
}

const signs: Readonly<Record<Severity, "fail" | "warning" | "quiet">> = {
  critical: "fail",
  error: "fail",
  warning: "warning",
  info: "quiet",
};

const isBad = ({ worst, state }: PictureNode): boolean =>
  worst === "error" || worst === "critical" || state === "absent";

/** Of a path the end says more than the beginning. */
function elidedPath(pen: Pen, text: string, width: number): string {
  let start = 0;
  while (start < text.length - 1 && pen.measureText(`…${text.slice(start)}`).width > width) start += 1;
  return start === 0 ? text : `…${text.slice(start)}`;
}

const sorts: readonly (readonly [RegExp, "net" | "work" | "config" | "store"])[] = [
  [/^(?:Persistent|Storage|Volume|CSI|Replication(?:Source|Destination)|Snapshot|Backup|ScheduledBackup)/, "store"],
  [/^(?:Config|Secret|External(?:Secret|Config)|Sealed|Cluster(?:Secret|External)|SOPS)|Secret$|ConfigMap$/, "config"],
  [
    /^(?:Service|Ingress|Gateway|VirtualService|Middleware|Endpoint|NetworkPolicy)$|Route|Ingress|Gateway|NetworkPolicy/,
    "net",
  ],
  [
    /^(?:Deployment|StatefulSet|DaemonSet|ReplicaSet|Job|CronJob|Pod|HelmRelease|Kustomization|Rollout|Cluster)$/,
    "work",
  ],
];

/** What a kind is for, as far as its name says. */
function sortOf({ kind }: PictureNode): "net" | "work" | "config" | "store" | "chip" {
  return sorts.find(([form]) => form.test(kind))?.[1] ?? "chip";
}

function outline(pen: Pen, { x, y, width, height }: Rect): void {
  pen.beginPath();
  pen.roundRect(x, y, width, height, width > 10 ? 5 : [5, 0, 0, 5]);
}

function paintWords(pen: Pen, { kind, name }: PictureNode, { x, y, width }: Rect, { colours }: Looked): void {
  pen.font = "10px system-ui, sans-serif";
  pen.fillStyle = colours.quiet;
  const short = elided(pen, shorts[kind] ?? kind, 74);
  pen.fillText(short, x + 11, y + 15.5);
  const used = pen.measureText(short).width + 17;
  pen.font = "12px system-ui, sans-serif";
  pen.fillStyle = colours.text;
  pen.fillText(elided(pen, name, width - used - 6), x + used, y + 16);
}

function elided(pen: Pen, text: string, width: number): string {
  if (pen.measureText(text).width <= width) return text;
  let end = text.length;
  while (end > 1 && pen.measureText(`${text.slice(0, end)}…`).width > width) end -= 1;
  return `${text.slice(0, end)}…`;
}

/** Kinds as kubectl shortens them, where everybody knows it. */
const shorts: Readonly<Record<string, string>> = {
  Deployment: "deploy",
  StatefulSet: "sts",
  DaemonSet: "ds",
  ReplicaSet: "rs",
  Service: "svc",
  ServiceAccount: "sa",
  ConfigMap: "cm",
  PersistentVolumeClaim: "pvc",
  PersistentVolume: "pv",
  Ingress: "ing",
  NetworkPolicy: "netpol",
  HorizontalPodAutoscaler: "hpa",
  PodDisruptionBudget: "pdb",
  Namespace: "ns",
  CronJob: "cj",
  StorageClass: "sc",
  CustomResourceDefinition: "crd",
};
