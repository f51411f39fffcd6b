import { describe, expect, it } from "vitest";
import { digestMistake, imageMistake } from "./image-mistake.ts";

const digest = `sha256:${"0".repeat(64)}`;

describe("an image reference", () => {
  it.each(["nginx", "nginx:1.29", "registry.example:5000/shop/api:1.2", `ghcr.io/a/b:1@${digest}`, "localhost/api"])(
    "%s is well formed",
    (image) => {
      expect(imageMistake(image)).toBeUndefined();
    },
  );
  it.each([
    ["nginx :1", "blanks"],
    ["https://registry.example/api:1", "scheme"],
    ["registry.example/Api:1", "capitals"],
    ["nginx:", "no tag"],
    ["nginx@0123", "without its kind"],
    ["nginx:1:2", "two tags"],
    ["registry.example//api:1", "empty part"],
  ])("%s: %s", (image, word) => {
    expect(imageMistake(image)).toContain(word);
  });
});

describe("a digest", () => {
  it("is whole, or there is none", () => {
    expect(digestMistake(`api@${digest}`)).toBeUndefined();
    expect(digestMistake("api:1")).toBeUndefined();
  });
  it.each([
    [`api@${digest.slice(0, -1)}`, "63 digits"],
    [`api@md5:${"0".repeat(32)}`, "md5"],
    [`api@sha256:${"g".repeat(64)}`, "other characters"],
  ])("%s: %s", (image, word) => {
    expect(digestMistake(image)).toContain(word);
  });
});
