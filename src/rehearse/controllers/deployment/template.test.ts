import { expect, test } from "vitest";
import type { PodTemplate } from "../../../model/kubernetes/pod.ts";
import { sameTemplate, templateHash } from "./template.ts";

function template(image: string, labels: Record<string, string> = { app: "web" }): PodTemplate {
  return { metadata: { labels }, spec: { containers: [{ name: "app", image }] } };
}

test("the hash goes with what is in the template, not with the order of its keys", () => {
  const one = templateHash(template("web:1"), undefined);
  expect(one).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{1,10}$/);
  expect(templateHash({ spec: template("web:1").spec, metadata: { labels: { app: "web" } } }, undefined)).toBe(one);
  expect(templateHash(template("web:2"), undefined)).not.toBe(one);
  expect(templateHash(template("web:1"), 1)).not.toBe(one);
});

test("a template is the same with the label of its hash", () => {
  const labelled = template("web:1", { app: "web", "pod-template-hash": "5c57575dc7" });
  expect(sameTemplate(template("web:1"), labelled)).toBe(true);
  expect(sameTemplate(template("web:1"), template("web:1", { app: "api" }))).toBe(false);
});
