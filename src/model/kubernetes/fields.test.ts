import { describe, expect, it } from "vitest";
import { fieldsAt, joined, textsAt, textsIn, valueAt } from "./fields.ts";

const object = {
  spec: { tls: [{ secretName: "a" }, {}, { secretName: "b" }], empty: null },
  data: { "nginx.conf": "x", 'say "hi"': "y" },
};

describe("fields by a path", () => {
  it("opens lists and leaves out what is not there", () => {
    expect(textsAt(object, "spec.tls[].secretName")).toEqual([
      { text: "a", field: "spec.tls[0].secretName" },
      { text: "b", field: "spec.tls[2].secretName" },
    ]);
    expect(fieldsAt(object, "spec.empty")).toEqual([]);
    expect(fieldsAt(object, "spec.tls.secretName")).toEqual([]);
  });

  it("finds again what it has named, whatever the key", () => {
    for (const { text, field } of textsIn(object, "", /./)) expect(valueAt(object, field)).toBe(text);
    expect(valueAt(object, "spec.nothing[3].there")).toBeUndefined();
  });

  it("writes keys as positions are written", () => {
    expect(joined("data", "nginx.conf")).toBe('data["nginx.conf"]');
    expect(joined("", "spec")).toBe("spec");
  });
});
