import type { PictureNode } from "../../src/model/picture.ts";
import { coloursOf } from "./colours.ts";
import type { Rect } from "./layout.ts";
import { paint, type Scene } from "./paint.ts";

/** Shows scenes, and lets people move and zoom them. */
export interface Board {
  show(scene: Scene): void;
  mark(ids: ReadonlySet<string>): void;
  showAll(): void;
  zoom(factor: number): void;
}

interface Handlers {
  node(id: string): PictureNode | undefined;
  pick(id: string): void;
}

const smallest = 0.04;
const largest = 3;

/** Makes the board of a canvas. */
export function boardOf(canvas: HTMLCanvasElement, { node, pick }: Handlers): Board {
  const pen = canvas.getContext("2d") as CanvasRenderingContext2D;
  const view = { x: 0, y: 0, scale: 1 };
  let scene: Scene | undefined;
  let marked: ReadonlySet<string> = new Set();
  let hovered: string | undefined;
  let colours = coloursOf(canvas);
  let waiting = false;
  /** Nobody has moved or zoomed it since everything was shown. */
  let whole = true;

  const isSeen = ({ x, y, width, height }: Rect): boolean => {
    const [left, top] = [x * view.scale + view.x, y * view.scale + view.y];
    const inside = left < canvas.clientWidth && top < canvas.clientHeight;
    return inside && left + width * view.scale > 0 && top + height * view.scale > 0;
  };
  const draw = (): void => {
    waiting = false;
    const ratio = devicePixelRatio || 1;
    const [width, height] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, width, height);
    pen.setTransform(view.scale * ratio, 0, 0, view.scale * ratio, view.x * ratio, view.y * ratio);
    if (scene) paint(pen, scene, { scale: view.scale, colours, hovered, marked, node, isSeen });
  };
  const refresh = (): void => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  };
  const scaleAt = (factor: number, x: number, y: number): void => {
    whole = false;
    const scale = Math.min(largest, Math.max(smallest, view.scale * factor));
    view.x = x - ((x - view.x) * scale) / view.scale;
    view.y = y - ((y - view.y) * scale) / view.scale;
    view.scale = scale;
    refresh();
  };
  const showAll = (): void => {
    const { width = 1, height = 1 } = scene?.sheet ?? {};
    const { clientWidth, clientHeight } = canvas;
    view.scale = Math.max(smallest, Math.min(1.25, (clientWidth - 48) / width, (clientHeight - 72) / height));
    view.x = (clientWidth - width * view.scale) / 2;
    view.y = (clientHeight - height * view.scale) / 2;
    whole = true;
    refresh();
  };
  const under = ({ offsetX, offsetY }: MouseEvent): string | undefined => {
    const [x, y] = [(offsetX - view.x) / view.scale, (offsetY - view.y) / view.scale];
    for (const [id, rect] of scene?.sheet.chips ?? [])
      if (x >= rect.x && x <= rect.x + rect.width && y >= rect.y && y <= rect.y + rect.height) return id;
    return undefined;
  };
  const hover = (id: string | undefined): void => {
    if (id === hovered) return;
    hovered = id;
    const one = id === undefined ? undefined : node(id);
    canvas.classList.toggle("over", one !== undefined);
    canvas.title = one ? [one.kind, one.namespace, one.name].filter((part) => part !== "").join("/") : "";
    refresh();
  };

  let grip: { x: number; y: number; moved: number } | undefined;
  canvas.addEventListener("pointerdown", (event) => {
    grip = { x: event.clientX, y: event.clientY, moved: 0 };
    canvas.setPointerCapture(event.pointerId);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!grip) return hover(under(event));
    const [dx, dy] = [event.clientX - grip.x, event.clientY - grip.y];
    [view.x, view.y] = [view.x + dx, view.y + dy];
    whole = false;
    grip = { x: event.clientX, y: event.clientY, moved: grip.moved + Math.abs(dx) + Math.abs(dy) };
    refresh();
  });
  canvas.addEventListener("pointerup", (event) => {
    const id = grip && grip.moved < 5 ? under(event) : undefined;
    grip = undefined;
    if (id !== undefined) pick(id);
  });
  canvas.addEventListener("pointerleave", () => hover(undefined));
  canvas.addEventListener("dblclick", (event) => {
    if (under(event) === undefined) showAll();
  });
  const zoomByWheel = (event: WheelEvent): void => {
    event.preventDefault();
    scaleAt(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), event.offsetX, event.offsetY);
  };
  canvas.addEventListener("wheel", zoomByWheel, { passive: false });
  new ResizeObserver(() => (whole ? showAll() : refresh())).observe(canvas);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    colours = coloursOf(canvas);
    refresh();
  });

  return {
    showAll,
    show(next) {
      scene = next;
      hovered = undefined;
      showAll();
    },
    mark(ids) {
      marked = ids;
      refresh();
    },
    zoom: (factor) => scaleAt(factor, canvas.clientWidth / 2, canvas.clientHeight / 2),
  };
}
