import { expect, test } from "vitest";
import { expanded, ownValues } from "./expansion.ts";

test("a variable may name those before it, and no other", () => {
  const env = [
    { name: "URL", value: "http://$(HOST)" },
    { name: "HOST", value: "store" },
    { name: "BASE", value: "http://$(HOST):$(PORT)/$(MISSING)/$$(HOST)" },
    { name: "HOST", valueFrom: { fieldRef: { fieldPath: "status.hostIP" } } },
    { name: "AGAIN", value: "$(HOST)" },
  ];
  expect(Object.fromEntries(ownValues({ name: "main", image: "shop", env }))).toEqual({
    URL: "http://$(HOST)",
    BASE: "http://store:$(PORT)/$(MISSING)/$$(HOST)",
    AGAIN: "$(HOST)",
  });
});

test("what is in parentheses and no variable stays", () => {
  expect(expanded("a$(b c)$(x)$x", new Map([["x", "1"]]))).toBe("a$(b c)1$x");
});
