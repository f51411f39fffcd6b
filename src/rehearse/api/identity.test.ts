import { expect, test } from "vitest";
import { createIdentity } from "./identity.ts";

test("the n-th of a key is the same whatever else was made before, and never the one before it", () => {
  const [one, other] = [createIdentity("seed"), createIdentity("seed")];
  other.uid("something else");
  const first = one.uid("pods/a");
  const second = one.uid("pods/a");
  expect([other.uid("pods/a"), other.uid("pods/a")]).toEqual([first, second]);
  expect(first).not.toBe(second);
  expect(createIdentity("another seed").uid("pods/a")).not.toBe(first);
});

test("uids and names have the form of Kubernetes", () => {
  const identity = createIdentity("seed");
  expect(identity.uid("x")).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(identity.suffix("x")).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});
