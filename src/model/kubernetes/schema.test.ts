import { describe, expect, it } from "vitest";
import { mistakesIn } from "./schema.ts";
import type { Schema } from "./schema-value.ts";

const container: Schema = {
  type: "object",
  properties: {
    name: { type: "string" },
    image: { type: "string" },
    cpu: { type: "quantity" },
    ports: {
      type: "array",
      items: {
        type: "object",
        properties: {
          containerPort: { type: "integer", minimum: 1, maximum: 65535 },
          more: { type: "object", properties: { level: { type: "number" } } },
        },
      },
    },
    pullPolicy: { type: "string", enum: ["Always", "Never", ""] },
    probePort: { type: "int-or-string" },
  },
  required: ["name"],
};
const schema: Schema = {
  type: "object",
  properties: {
    metadata: { type: "object", properties: { labels: { type: "object", values: { type: "string" } } } },
    spec: {
      type: "object",
      properties: {
        replicas: { type: "integer" },
        paused: { type: "boolean" },
        interval: { type: "string", pattern: "^[0-9]+(ms|s|m|h)$" },
        config: { type: "object", open: true, properties: { level: { type: "number" } } },
        anything: {},
        template: { type: "object", properties: { containers: { type: "array", items: container } } },
      },
    },
    status: { type: "object", properties: { replicas: { type: "integer" }, phase: { type: "string" } } },
  },
};

const told = (object: unknown): readonly object[] => [...mistakesIn(object, schema)];
const inSpec = (spec: unknown): readonly object[] => told({ spec });
const inContainer = (fields: object): readonly object[] =>
  inSpec({ template: { containers: [{ name: "api", ...fields }] } });

describe("values that a server takes", () => {
  it.each([
    ["whole numbers however they are written", { replicas: 1.0 }],
    ["null as not given", { replicas: null, template: null, interval: null }],
    ["unknown fields where they are kept", { config: { a: 1, b: { c: [] }, level: 1.5 } }],
    ["anything where nothing is said", { anything: [{ a: 1 }] }],
    ["texts that are filled in later", { replicas: `\${REPLICAS}`, interval: "{{ .Values.interval }}" }],
    ["masked texts", { interval: "masked-0123456789ab" }],
  ])("%s", (_, spec) => {
    expect(inSpec(spec)).toEqual([]);
  });

  it("quantities and ports as numbers or texts", () => {
    expect(inContainer({ cpu: 2, probePort: 80 })).toEqual([]);
    expect(inContainer({ cpu: "500m", probePort: "http" })).toEqual([]);
    expect(inContainer({ pullPolicy: "" })).toEqual([]);
  });

  it("a status and what SOPS adds, which never reach it", () => {
    expect(told({ status: { replicas: "three" }, sops: { mac: "x" } })).toEqual([]);
  });

  it("no object at all, which is another mistake", () => {
    expect([told(undefined), told([]), told("text")]).toEqual([[], [], []]);
  });
});

describe("values that a server refuses", () => {
  it.each([
    [{ replicas: "3" }, "spec.replicas", "wrong-type", "a whole number", 'the text "3"'],
    [{ replicas: 1.5 }, "spec.replicas", "wrong-type", "a whole number", "1.5"],
    [{ paused: "yes" }, "spec.paused", "wrong-type", "true or false", 'the text "yes"'],
    [{ interval: 5 }, "spec.interval", "wrong-type", "a text", "5"],
    [{ template: [] }, "spec.template", "wrong-type", "an object", "a list"],
    [{ template: { containers: {} } }, "spec.template.containers", "wrong-type", "a list", "an object"],
    [{ config: { level: "1" } }, "spec.config.level", "wrong-type", "a number", 'the text "1"'],
    [{ interval: "1d" }, "spec.interval", "not-allowed", "a text of the form ^[0-9]+(ms|s|m|h)$", 'the text "1d"'],
  ])("%j", (spec, pointer, ...[kind, expected, actual]) => {
    expect(inSpec(spec)).toEqual([{ pointer, kind, expected, actual }]);
  });

  it.each([
    [{ name: null }, "name", "missing", "a text", "nothing"],
    [{ pullPolicy: "always" }, "pullPolicy", "not-allowed", "one of Always, Never", 'the text "always"'],
    [{ probePort: true }, "probePort", "wrong-type", "a whole number or a text", "true"],
    [{ cpu: "2 cores" }, "cpu", "not-allowed", 'a quantity such as 500m or "1Gi"', 'the text "2 cores"'],
    [{ cpu: {} }, "cpu", "wrong-type", 'a quantity such as 500m or "1Gi"', "an object"],
    [{ ports: [{}, { containerPort: 0 }] }, "ports[1].containerPort", "not-allowed", "1 to 65535", "0"],
    [{ ports: [{ containerPort: 65536 }] }, "ports[0].containerPort", "not-allowed", "1 to 65535", "65536"],
  ])("in a container %j", (fields, pointer, ...[kind, expected, actual]) => {
    const place = `spec.template.containers[0].${pointer}`;
    expect(inContainer(fields)).toEqual([{ pointer: place, kind, expected, actual }]);
  });

  it("in maps, by their keys", () => {
    expect(told({ metadata: { labels: { "app.kubernetes.io/name": 5 } } })).toMatchObject([
      { pointer: 'metadata.labels["app.kubernetes.io/name"]', kind: "wrong-type", expected: "a text" },
    ]);
  });

  it("does not quote a long text in full", () => {
    const [mistake] = inSpec({ replicas: "x".repeat(500) });
    expect(JSON.stringify(mistake).length).toBeLessThan(200);
  });
});

describe("unknown fields", () => {
  it("say which name was probably meant", () => {
    expect(inSpec({ replica: 3 })).toMatchObject([
      { pointer: "spec.replica", kind: "unknown-field", nearest: "replicas", actual: "3" },
    ]);
  });

  it("do not mean a name that is there already", () => {
    const [mistake] = inSpec({ replica: 3, replicas: 3 });
    expect(mistake).not.toHaveProperty("nearest");
  });

  it.each([
    ["further in", { spec: { image: "a:1" } }, "spec.template.containers[].image"],
    ["further out", { spec: { template: { containers: [{ name: "a", replicas: 2 }] } } }, "spec.replicas"],
    ["beside", { metadata: { paused: true } }, "spec.paused"],
    ["at the nearest place", { spec: { template: { level: 1 } } }, "spec.config.level"],
    ["at the top", { spec: { labels: { a: "b" } } }, "metadata.labels"],
  ])("say where they belong: %s", (_, object, wrongLevel) => {
    expect(told(object)).toMatchObject([{ kind: "unknown-field", wrongLevel }]);
  });

  it("belong nowhere that takes no such value, and not into a status", () => {
    expect(told({ spec: { image: ["a:1"] } })[0]).not.toHaveProperty("wrongLevel");
    expect(told({ phase: "Ready" })[0]).not.toHaveProperty("wrongLevel");
    expect(told(JSON.parse('{"__proto__":{"a":"b"}}'))[0]).not.toHaveProperty("wrongLevel");
  });

  it("are found beside names that every JavaScript object has", () => {
    expect(inSpec({ constructor: 1, toString: "x" })).toHaveLength(2);
  });
});
