import { describe, expect, it } from "vitest";
import { schemaOfCrd } from "./custom-resource.ts";
import { mistakesIn } from "./schema.ts";

const widget = {
  type: "object",
  properties: {
    spec: {
      type: "object",
      required: ["size", "colour", "note"],
      properties: {
        size: { type: "integer", maximum: 9 },
        colour: { type: "string", enum: ["red"], default: "red" },
        note: { type: "string", nullable: true, pattern: "^(a+)+$" },
        port: { anyOf: [{ type: "integer" }, { type: "string" }], "x-kubernetes-int-or-string": true },
        labels: { type: "object", additionalProperties: { type: "string" } },
        extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        parts: { type: "array", items: { type: "object" }, "x-kubernetes-preserve-unknown-fields": true },
        raw: { "x-kubernetes-preserve-unknown-fields": true },
        pod: { type: "object", "x-kubernetes-embedded-resource": true, "x-kubernetes-preserve-unknown-fields": true },
      },
    },
  },
};

function crd(spec: object, apiVersion = "apiextensions.k8s.io/v1"): object {
  return { apiVersion, spec: { group: "shop.example", names: { kind: "Widget" }, scope: "Namespaced", ...spec } };
}

const versions = [
  { name: "v1", served: true, schema: { openAPIV3Schema: widget } },
  { name: "v1alpha1", served: false, schema: { openAPIV3Schema: widget } },
];

function told(definition: object, spec: object, more: object = {}): readonly object[] {
  const [kind] = schemaOfCrd(definition);
  return kind
    ? [...mistakesIn({ apiVersion: "a/v1", kind: "A", metadata: { name: "a" }, spec, ...more }, kind.schema)]
    : [];
}

describe("the kinds of a CustomResourceDefinition", () => {
  it("are its served versions", () => {
    const kinds = schemaOfCrd(crd({ versions }));
    expect(kinds).toMatchObject([{ apiVersion: "shop.example/v1", kind: "Widget", namespaced: true }]);
    expect(schemaOfCrd(crd({ versions, scope: "Cluster" }))[0]?.namespaced).toBe(false);
  });

  it("take what their schema allows", () => {
    const spec = {
      size: 3,
      port: "http",
      labels: { a: "b" },
      extra: { x: 1 },
      parts: [{ "part.id": "main" }],
      raw: [1],
      pod: { apiVersion: "v1", kind: "Pod", spec: {} },
    };
    expect(told(crd({ versions }), spec)).toEqual([]);
  });

  it.each([
    [{}, "spec.size", "missing"],
    [{ size: 12 }, "spec.size", "not-allowed"],
    [{ size: 1, colour: "blue" }, "spec.colour", "not-allowed"],
    [{ size: 1, color: "red" }, "spec.color", "unknown-field"],
    [{ size: 1, labels: { a: 1 } }, "spec.labels.a", "wrong-type"],
    [
      { size: 1, pod: { apiVersion: "v1", kind: "Pod", metadata: { labels: { a: 1 } } } },
      "spec.pod.metadata.labels.a",
      "wrong-type",
    ],
    [{ size: 1, pod: { apiVersion: "v1" } }, "spec.pod.kind", "missing"],
  ])("refuse the rest: %j", (spec, pointer, kind) => {
    expect(told(crd({ versions }), spec)).toMatchObject([{ pointer, kind }]);
  });

  it("know the metadata of every object", () => {
    const mistakes = told(crd({ versions }), { size: 1 }, { metadata: { name: "a", label: {} } });
    expect(mistakes).toMatchObject([{ pointer: "metadata.label", nearest: "labels" }]);
  });

  it("do not run regular expressions that a checked file brings", () => {
    expect(told(crd({ versions }), { size: 1, note: `${"a".repeat(40)}!` })).toEqual([]);
  });

  it("of v1beta1 share one schema, and keep unknown fields unless they say otherwise", () => {
    const old = { version: "v1", validation: { openAPIV3Schema: widget } };
    expect(told(crd(old, "apiextensions.k8s.io/v1beta1"), { size: "3" }, { other: 1 })).toMatchObject([
      { pointer: "spec.size", kind: "wrong-type" },
    ]);
    const strict = { ...old, preserveUnknownFields: false };
    expect(told(crd(strict, "apiextensions.k8s.io/v1beta1"), { size: 3 }, { other: 1 })).toMatchObject([
      { pointer: "other", kind: "unknown-field" },
    ]);
  });

  it("without a schema take any field", () => {
    expect(told(crd({ versions: [{ name: "v1", served: true }] }), { a: 1 }, { b: 2 })).toEqual([]);
  });

  it.each([undefined, null, 5, [], {}, { spec: null }, { spec: { group: "a" } }, crd({ versions: [null, 3, {}] })])(
    "are none where it is malformed: %j",
    (definition) => {
      expect(schemaOfCrd(definition)).toEqual([]);
    },
  );
});
