import { expect, test } from "vitest";
import type { KubeObject } from "../model/kubernetes/object.ts";
import { createStore } from "./object-store.ts";

function object(name: string, resourceVersion: string, more: { uid?: string; node?: string } = {}): KubeObject {
  const { uid = name, node = "one" } = more;
  return { apiVersion: "v1", kind: "Pod", metadata: { namespace: "shop", name, uid, resourceVersion }, node };
}

const byNode = { node: (pod: KubeObject) => [String(pod.node)] };

test("an index follows an object that changes", () => {
  const store = createStore(byNode);
  store.put(object("a", "1"));
  store.put(object("a", "2", { node: "two" }));
  expect(store.by("node", "one")).toEqual([]);
  expect(store.by("node", "two").map((pod) => pod.metadata.name)).toEqual(["a"]);
  store.remove("shop/a");
  expect(store.by("node", "two")).toEqual([]);
});

test("an object of the same name and another uid is a removal and a new object", () => {
  const store = createStore(byNode);
  const told: string[] = [];
  store.listen((now, before) => told.push(`${before?.metadata.uid ?? "-"} ${now?.metadata.uid ?? "-"}`));
  store.put(object("a", "1", { uid: "first" }));
  store.put(object("a", "1", { uid: "first" }));
  store.put(object("a", "5", { uid: "second" }));
  expect(told).toEqual(["- first", "first -", "- second"]);
});

test("a new list takes away what it does not hold", () => {
  const store = createStore(byNode);
  store.put(object("a", "1"));
  store.put(object("b", "2"));
  store.replace([object("b", "3")]);
  expect(store.all().map((pod) => pod.metadata.resourceVersion)).toEqual(["3"]);
});
