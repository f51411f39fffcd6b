import { expect, test } from "vitest";
import { ruleAllows, type Wish } from "./rbac.ts";

const wish: Wish = { verb: "get", group: "", resource: "pods", subresource: "", namespace: "shop", name: "api-0" };
const rule = { verbs: ["get"], apiGroups: [""], resources: ["pods"] };

test("a rule allows its verb on its resource, and nothing beside it", () => {
  expect(ruleAllows(rule, wish)).toBe(true);
  expect(ruleAllows(rule, { ...wish, verb: "list" })).toBe(false);
  expect(ruleAllows(rule, { ...wish, group: "apps" })).toBe(false);
  expect(ruleAllows(rule, { ...wish, subresource: "log" })).toBe(false);
});

test("a part of a resource is named with it, or alone behind a star", () => {
  const log = { ...wish, subresource: "log" };
  expect(ruleAllows({ ...rule, resources: ["pods/log"] }, log)).toBe(true);
  expect(ruleAllows({ ...rule, resources: ["*/log"] }, log)).toBe(true);
  expect(ruleAllows({ ...rule, resources: ["*"] }, log)).toBe(true);
});

test("names in a rule shut out all others, and lists without a name", () => {
  const named = { ...rule, resourceNames: ["api-0"] };
  expect(ruleAllows(named, wish)).toBe(true);
  expect(ruleAllows(named, { ...wish, name: "" })).toBe(false);
});

test("paths are matched whole or up to a star", () => {
  const paths = { verbs: ["get"], nonResourceURLs: ["/healthz", "/apis/*"] };
  expect(ruleAllows(paths, { ...wish, path: "/healthz" })).toBe(true);
  expect(ruleAllows(paths, { ...wish, path: "/apis/apps" })).toBe(true);
  expect(ruleAllows(paths, { ...wish, path: "/healthz/ping" })).toBe(false);
});
