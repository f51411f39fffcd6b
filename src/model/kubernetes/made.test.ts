import { describe, expect, it } from "vitest";
import { copiesOf } from "./copied.ts";
import { type MakingRule, madeBy } from "./made.ts";

const database = {
  apiVersion: "a/v1",
  kind: "Database",
  metadata: { name: "db", annotations: { "a.example/copy": "keys" } },
  spec: {
    users: { app_user: [], admin: [] },
    listeners: [{ name: "plain" }, { name: "tls" }],
    secret: { name: "own" },
    on: true,
  },
};
const made = (rule: Partial<MakingRule>): readonly object[] => [
  ...madeBy(database, [{ kind: "v1/Secret", name: "{metadata.name}", ...rule }]),
];

describe("what is made from an object", () => {
  it.each([
    ["{metadata.name}-rw", ["db-rw"], "metadata.name"],
    ["prefix-{metadata.name}", ["prefix-db"], "metadata.name"],
    ["fixed", ["fixed"], "metadata.name"],
    ["{spec.secret.name}", ["own"], "spec.secret.name"],
    ["{spec.other|spec.secret.name|metadata.name}", ["own"], "spec.secret.name"],
    ["{spec.other}", [], ""],
    ["{metadata.name}-{spec.other}", [], ""],
    ["{metadata.name}-{spec.listeners[].name}", ["db-plain", "db-tls"], "spec.listeners[0].name"],
    ["{spec.users.*}.{metadata.name}", ["app-user.db", "admin.db"], "spec.users"],
    ["{@a.example/copy}", ["keys"], 'metadata.annotations["a.example/copy"]'],
    ["{@a.example/other}", [], ""],
  ])("by the name %s", (name, names, field) => {
    const found = made({ name });
    expect(found).toMatchObject(names.map((one) => ({ name: one, keys: "any" })));
    if (names.length > 0) expect(found[0]).toMatchObject({ field });
  });

  it.each([
    ["spec.secret", 1],
    ["spec.other", 0],
    ["spec.on=true", 1],
    ["spec.on=false", 0],
    ["spec.secret.name=own", 1],
    ["@a.example/copy", 1],
    ["@a.example/copy=keys", 1],
    ["@a.example/copy=other", 0],
    ["@a.example/other", 0],
  ])("when %s", (when, count) => {
    expect(made({ when })).toHaveLength(count);
  });

  it("in its own namespace, in one that it names, or in any", () => {
    expect(made({})[0]).not.toHaveProperty("namespace");
    expect(made({ namespace: "{spec.secret.name}" })).toMatchObject([{ namespace: "own" }]);
    expect(made({ namespace: "*" })).toMatchObject([{ namespace: "*" }]);
    expect(made({ namespace: "{spec.other}" })[0]).not.toHaveProperty("namespace");
  });

  it("with the keys that are known", () => {
    expect(made({ keys: ["tls.crt"] })).toMatchObject([{ keys: ["tls.crt"] }]);
  });
});

describe("copies in other namespaces", () => {
  const copied = { annotations: "metadata.annotations", kind: "v1/Secret", name: "{metadata.name}" };
  const rules = [{ namespaces: "to" }, { namespaces: "auto-to", enabled: "auto" }];
  const namespaces = (annotations: Record<string, string>): readonly (string | undefined)[] => {
    const object = { apiVersion: "v1", kind: "Secret", metadata: { name: "pull", annotations } };
    return [...copiesOf(object, copied, rules)].map(({ namespace }) => namespace);
  };

  it.each([
    [{}, []],
    [{ to: "shop, bank" }, ["shop", "bank"]],
    [{ to: "team-.*" }, ["*"]],
    [{ to: "" }, ["*"]],
    [{ auto: "true" }, ["*"]],
    [{ auto: "true", "auto-to": "shop" }, ["shop"]],
    [{ auto: "false", "auto-to": "shop" }, []],
    [{ "auto-to": "shop" }, []],
    [{ to: "shop", auto: "true", "auto-to": "shop,bank" }, ["shop", "bank"]],
  ])("by %j: %j", (annotations, expected) => {
    expect(namespaces(annotations)).toEqual(expected);
  });
});
