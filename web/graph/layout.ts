import type { PictureEdge, PictureNode } from "../../src/model/picture.ts";

/** A rectangle on the sheet, in its own units (pixels at a zoom of 1). */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A frame with a title. */
export interface Box extends Rect {
  readonly title: string;
  readonly depth: number;
}

/** Everything with its place. */
export interface Sheet {
  readonly boxes: readonly Box[];
  readonly chips: ReadonlyMap<string, Rect>;
  readonly width: number;
  readonly height: number;
}

const chip = { width: 196, height: 24, gapX: 44, gapY: 6 };
const pad = 12;
const title = 24;
/** A column with more chips than this goes on beside itself. */
const mostRows = 18;

/** A part of a sheet that is moved as a whole. */
interface Piece {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly Box[];
  readonly chips: readonly (readonly [string, Rect])[];
}

/** All nodes: a box for each deployment, in it one for each namespace, in it what depends on what from left to right. */
export function sheetOf(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): Sheet {
  const byRoot = Map.groupBy(nodes, ({ root }) => root);
  const roots = [...byRoot].map(([root, own]) => {
    const byNamespace = [...Map.groupBy(own, ({ namespace }) => namespace)].sort(([a], [b]) => (a < b ? -1 : 1));
    const inner = byNamespace.map(([namespace, inside]) => {
      const piece = packed(piecesOf(inside, edges), 1.5);
      if (namespace !== "") return boxed(namespace, piece, 1);
      return byNamespace.length === 1 ? piece : boxed("no namespace", piece, 1);
    });
    const sheet = packed(inner, 1.6);
    return byRoot.size === 1 ? sheet : boxed(root, sheet, 0);
  });
  return finished(packed(roots, 1.6));
}

const finished = ({ boxes, chips, width, height }: Piece): Sheet => ({ boxes, chips: new Map(chips), width, height });

/** What hangs together, each for itself; what stands alone in a grid. */
function piecesOf(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): readonly Piece[] {
  const ids = new Set(nodes.map(({ id }) => id));
  const inside = edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
  const groups = componentsOf(nodes, inside);
  const alone = groups.filter((group) => group.length === 1).flat();
  const together = groups.filter((group) => group.length > 1).map((group) => layered(group, inside));
  return alone.length > 0 ? [...together, grid(alone)] : together;
}

function componentsOf(nodes: readonly PictureNode[], edges: readonly PictureEdge[]): readonly (readonly string[])[] {
  const leader = new Map(nodes.map(({ id }) => [id, id]));
  const find = (id: string): string => {
    let at = id;
    while (leader.get(at) !== at) at = leader.get(at) ?? at;
    leader.set(id, at);
    return at;
  };
  for (const { from, to } of edges) leader.set(find(from), find(to));
  return [...Map.groupBy(leader.keys(), find).values()];
}

/** Columns: what depends on something stands left of it. */
function layered(ids: readonly string[], edges: readonly PictureEdge[]): Piece {
  const own = new Set(ids);
  const inside = edges.filter(({ from, to }) => own.has(from) && own.has(to));
  return columns(columnsOf(ids, inside), inside);
}

/** The longest way to each from what nothing depends on; in a circle, whoever comes first goes on. */
function columnsOf(ids: readonly string[], edges: readonly PictureEdge[]): readonly (readonly string[])[] {
  const out = Map.groupBy(edges, ({ from }) => from);
  const open = new Map(ids.map((id) => [id, 0]));
  for (const { to } of edges) open.set(to, (open.get(to) ?? 0) + 1);
  const level = new Map<string, number>(ids.map((id) => [id, 0]));
  const left = new Set(ids);
  const leave = (id: string): readonly string[] => {
    left.delete(id);
    const ahead = (out.get(id) ?? []).map(({ to }) => to).filter((to) => left.has(to));
    for (const to of ahead) {
      level.set(to, Math.max(level.get(to) ?? 0, (level.get(id) ?? 0) + 1));
      open.set(to, (open.get(to) ?? 0) - 1);
    }
    return ahead.filter((to) => (open.get(to) ?? 0) <= 0);
  };
  let ready: readonly string[] = ids.filter((id) => open.get(id) === 0);
  while (left.size > 0) {
    if (ready.length === 0) ready = [...left].slice(0, 1);
    ready = ready.flatMap((id) => (left.has(id) ? leave(id) : []));
  }
  const count = Math.max(...level.values()) + 1;
  const all = Array.from({ length: count }, (_, column) => ids.filter((id) => level.get(id) === column));
  return all.filter((column) => column.length > 0);
}

/** Orders the rows of each column by where their neighbours stand, and gives every chip its place. */
function columns(all: readonly (readonly string[])[], edges: readonly PictureEdge[]): Piece {
  const near = new Map<string, string[]>();
  for (const { from, to } of edges) {
    near.set(from, [...(near.get(from) ?? []), to]);
    near.set(to, [...(near.get(to) ?? []), from]);
  }
  let rows = all.map((column) => [...column].sort());
  for (let sweep = 0; sweep < 4; sweep += 1) {
    const row = new Map(rows.flatMap((column) => column.map((id, index) => [id, index / column.length] as const)));
    const mean = (id: string): number => {
      const places = (near.get(id) ?? []).flatMap((other) => row.get(other) ?? []);
      return places.length === 0 ? (row.get(id) ?? 0) : places.reduce((sum, one) => sum + one, 0) / places.length;
    };
    rows = rows.map((column) =>
      column
        .map((id) => [mean(id), id] as const)
        .sort(([a], [b]) => a - b)
        .map(([, id]) => id),
    );
  }
  return placed(rows);
}

function placed(rows: readonly (readonly string[])[]): Piece {
  const chips: [string, Rect][] = [];
  const heights = rows.map((column) => Math.min(column.length, mostRows) * (chip.height + chip.gapY) - chip.gapY);
  const height = Math.max(chip.height, ...heights);
  let x = 0;
  rows.forEach((column, index) => {
    const top = (height - (heights[index] ?? 0)) / 2;
    column.forEach((id, row) => {
      const beside = Math.floor(row / mostRows);
      const y = top + (row % mostRows) * (chip.height + chip.gapY);
      chips.push([id, { x: x + beside * (chip.width + 10), y, width: chip.width, height: chip.height }]);
    });
    const wide = Math.max(1, Math.ceil(column.length / mostRows));
    x += wide * (chip.width + 10) - 10 + chip.gapX;
  });
  return { width: Math.max(chip.width, x - chip.gapX), height, boxes: [], chips };
}

function grid(ids: readonly string[]): Piece {
  const across = Math.max(1, Math.round(Math.sqrt(ids.length / 5)));
  const chips = ids.map((id, index): [string, Rect] => {
    const x = (index % across) * (chip.width + 10);
    const y = Math.floor(index / across) * (chip.height + chip.gapY);
    return [id, { x, y, width: chip.width, height: chip.height }];
  });
  const rows = Math.ceil(ids.length / across);
  const width = Math.min(across, ids.length) * (chip.width + 10) - 10;
  return { width, height: rows * (chip.height + chip.gapY) - chip.gapY, boxes: [], chips };
}

const gap = 20;

/**
 * Puts pieces into rows, the highest first: beside a high one, lower ones stand on top of each other. The whole is about
 * so many times as wide as it is high.
 */
function packed(pieces: readonly Piece[], ratio: number): Piece {
  const area = pieces.reduce((sum, { width, height }) => sum + (width + gap) * (height + gap), 0);
  const target = Math.max(Math.sqrt(area * ratio), ...pieces.map(({ width }) => width));
  const left = [...pieces].sort((a, b) => b.height - a.height || b.width - a.width);
  const boxes: Box[] = [];
  const chips: [string, Rect][] = [];
  const put = (piece: Piece, x: number, y: number): void => {
    boxes.push(...piece.boxes.map((box) => ({ ...box, x: box.x + x, y: box.y + y })));
    chips.push(...piece.chips.map(([id, at]): [string, Rect] => [id, { ...at, x: at.x + x, y: at.y + y }]));
  };
  let [y, wide] = [0, 0];
  while (left.length > 0) {
    const high = left[0]?.height ?? 0;
    let x = 0;
    for (let column = stack(left, high, target); column.length > 0; column = stack(left, high, target - x)) {
      let down = y;
      for (const piece of column) {
        put(piece, x, down);
        down += piece.height + gap;
      }
      x += Math.max(...column.map(({ width }) => width)) + gap;
    }
    wide = Math.max(wide, x - gap);
    y += high + gap;
  }
  return { width: wide, height: y - gap, boxes, chips };
}

/** Takes pieces that fit on top of each other into a height: the first that is narrow enough, then none that is wider. */
function stack(left: Piece[], height: number, width: number): readonly Piece[] {
  const taken: Piece[] = [];
  let [rest, widest] = [height, width];
  for (let at = 0; at < left.length; ) {
    const piece = left[at];
    if (!piece || piece.height > rest || piece.width > widest) {
      at += 1;
      continue;
    }
    taken.push(piece);
    left.splice(at, 1);
    rest -= piece.height + gap;
    widest = Math.max(...taken.map((one) => one.width));
  }
  return taken;
}

function boxed(name: string, inner: Piece, depth: number): Piece {
  const width = Math.max(inner.width + 2 * pad, name.length * 8 + 2 * pad);
  const height = inner.height + 2 * pad + title;
  const move = <T extends Rect>(at: T): T => ({ ...at, x: at.x + pad, y: at.y + pad + title });
  return {
    width,
    height,
    boxes: [{ x: 0, y: 0, width, height, title: name, depth }, ...inner.boxes.map(move)],
    chips: inner.chips.map(([id, at]): [string, Rect] => [id, move(at)]),
  };
}

/** What is near to one node: to the left what depends on it, to the right what it depends on. */
export interface Near {
  readonly sheet: Sheet;
  readonly left: number;
}

const mostNear = 60;

/** The sheet of a node and what is near to it. `step` gives the ids one step away, in a direction. */
export function nearSheet(
  id: string,
  edges: readonly PictureEdge[],
  step: (id: string, forward: boolean) => readonly string[],
): Near {
  const seen = new Set([id]);
  let left = 0;
  const side = (forward: boolean, most: number): string[][] => {
    const found: string[][] = [];
    let now: readonly string[] = [id];
    let count = 0;
    for (let depth = 0; depth < most && now.length > 0; depth += 1) {
      const fresh = [...new Set(now.flatMap((one) => step(one, forward)))].filter((one) => !seen.has(one)).sort();
      const taken = fresh.slice(0, Math.max(0, mostNear - count));
      left += fresh.length - taken.length;
      count += taken.length;
      for (const one of taken) seen.add(one);
      if (taken.length > 0) found.push(taken);
      now = taken;
    }
    return found;
  };
  const right = side(true, 4);
  const before = side(false, 2);
  const inside = edges.filter(({ from, to }) => seen.has(from) && seen.has(to));
  return { sheet: finished(columns([...before.reverse(), [id], ...right], inside)), left };
}
