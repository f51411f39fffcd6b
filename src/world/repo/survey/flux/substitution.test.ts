// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is what such files say
import { expect, test } from "vitest";
import type { KubeObject } from "../../../../model/kubernetes/object.ts";
import type { Variable } from "./envsubst.ts";
import { optsOut, substituteIn } from "./substitution.ts";

const values: Readonly<Record<string, string>> = {
  PORT: "8080",
  ON: "true",
  NAME: "shop",
  LIST: "[a, b]",
  VERSION: "1.0",
};
const variable = (name: string): Variable => (name in values ? { value: values[name] ?? "" } : "unset");

function object(spec: object, metadata: object = {}): KubeObject {
  return { apiVersion: "v1", kind: "Thing", metadata: { name: "a", ...metadata }, spec };
}

test("a value that YAML writes without quotes is read again, as Flux does", () => {
  const spec = { port: "${PORT}", on: "${ON}", name: "${NAME}", list: "${LIST}", version: "${VERSION}", same: 1 };
  expect(substituteIn(object(spec), variable).object.spec).toEqual({
    port: 8080,
    on: true,
    name: "shop",
    list: ["a", "b"],
    version: 1,
    same: 1,
  });
});

test("what had quotes, or several lines, stays a text", () => {
  const spec = { a: "'${PORT}'", b: "port: ${PORT}", c: "${PORT}\n", "${NAME}": "key" };
  const done = substituteIn(object(spec), variable).object.spec;
  expect(done).toEqual({ a: "'8080'", b: "port: 8080", c: "8080\n", shop: "key" });
});

test("the field that uses an unset variable is told, and nothing else is touched", () => {
  const before = object({ containers: [{ image: "x:${TAG}" }], kept: { a: 1 } });
  const { object: after, unset } = substituteIn(before, variable);
  expect(unset).toEqual([{ name: "TAG", field: "spec.containers[0].image" }]);
  expect(after).toBe(before);
});

test("an object may ask to be left alone", () => {
  const setting = { "kustomize.toolkit.fluxcd.io/substitute": "disabled" };
  expect(optsOut(object({}, { annotations: setting }))).toBe(true);
  expect(optsOut(object({}, { labels: setting }))).toBe(true);
  expect(optsOut(object({}))).toBe(false);
});
