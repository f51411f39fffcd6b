import { describe, expect, test } from "vitest";
import type { PictureEdge, PictureNode } from "../../src/model/picture.ts";
import { nearSheet, type Rect, sheetOf } from "./layout.ts";

const node = (id: string, namespace: string, root = "."): PictureNode => ({
  id,
  kind: "Pod",
  name: id,
  namespace,
  root,
  state: "declared",
  fail: 0,
  unknown: 0,
});

const edge = (from: string, to: string): PictureEdge => ({ from, to, relations: ["env"] });

const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const isIn = (inner: Rect, outer: Rect): boolean =>
  inner.x >= outer.x &&
  inner.y >= outer.y &&
  inner.x + inner.width <= outer.x + outer.width &&
  inner.y + inner.height <= outer.y + outer.height;

/** A thousand things in roots and namespaces: chains, a hub, a circle, and what stands alone. */
function many(): { nodes: readonly PictureNode[]; edges: readonly PictureEdge[] } {
  const nodes = Array.from({ length: 1000 }, (_, index) => node(`n${index}`, `ns${index % 7}`, `root${index % 3}`));
  const edges = nodes.flatMap((_, index) => {
    if (index % 5 === 0) return [];
    const hub = index % 4 === 0 ? [edge(`n${index}`, `n${index % 21}`)] : [];
    return index >= 21 ? [edge(`n${index}`, `n${index - 21}`), ...hub] : hub;
  });
  return { nodes, edges: [...edges, edge("n21", "n42"), edge("n42", "n21")] };
}

describe("everything", () => {
  const { nodes, edges } = many();
  const { chips, boxes, width, height } = sheetOf(nodes, edges);
  test("has a place of its own inside the sheet", () => {
    expect(chips.size).toBe(nodes.length);
    const all = [...chips.values()];
    expect(all.every((chip) => isIn(chip, { x: 0, y: 0, width, height }))).toBe(true);
    expect(all.flatMap((a, index) => all.slice(index + 1).filter((b) => overlaps(a, b)))).toEqual([]);
  });
  test("is in the frames of its deployment and its namespace, which do not cross", () => {
    expect(boxes.length).toBe(3 + 21);
    const inner = boxes.filter(({ depth }) => depth === 1);
    expect(inner.flatMap((a, index) => inner.slice(index + 1).filter((b) => overlaps(a, b)))).toEqual([]);
    for (const chip of chips.values()) expect(boxes.filter((box) => isIn(chip, box)).length).toBe(2);
  });
  test("is about as wide as a screen", () => {
    expect(width / height).toBeGreaterThan(0.9);
    expect(width / height).toBeLessThan(3);
  });
});

test("what depends on something stands left of it", () => {
  const nodes = ["a", "b", "c", "d"].map((id) => node(id, ""));
  const { chips } = sheetOf(nodes, [edge("a", "b"), edge("b", "c"), edge("a", "c"), edge("d", "c")]);
  const x = (id: string): number => chips.get(id)?.x ?? -1;
  expect(x("a")).toBeLessThan(x("b"));
  expect(x("b")).toBeLessThan(x("c"));
  expect(x("d")).toBeLessThan(x("c"));
});

test("near to one thing is what needs it, two steps far, and what it needs, four steps far", () => {
  const names = Array.from({ length: 12 }, (_, index) => `n${index}`);
  const edges = names.slice(1).map((name, index) => edge(`n${index}`, name));
  const step = (id: string, forward: boolean): readonly string[] =>
    edges.flatMap(({ from, to }) => (forward ? (from === id ? [to] : []) : to === id ? [from] : []));
  const { sheet, left } = nearSheet("n5", edges, step);
  const order = [...sheet.chips].sort(([, a], [, b]) => a.x - b.x).map(([id]) => id);
  expect(order).toEqual(["n3", "n4", "n5", "n6", "n7", "n8", "n9"]);
  expect(left).toBe(0);
});

test("of a hub as many as can be seen are drawn, and the others counted", () => {
  const users = Array.from({ length: 100 }, (_, index) => `u${index}`);
  const edges = users.map((user) => edge(user, "hub"));
  const { sheet, left } = nearSheet("hub", edges, (id, forward) => (!forward && id === "hub" ? users : []));
  expect([sheet.chips.size, left]).toEqual([61, 40]);
});
