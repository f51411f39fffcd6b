import { expect, test } from "vitest";
import { sentenceOf } from "./fault-sentence.ts";

test("a fault says what it does, and to what", () => {
  const process = { kind: "process", does: "exit", afterSeconds: 6 } as const;
  const target = { namespace: "shop", object: "Deployment/api", container: "main" };
  expect(sentenceOf({ effect: process, target })).toBe("Deployment/api, main in shop ends by itself after 6 s.");
  expect(sentenceOf({ effect: { kind: "image", answer: "absent" }, target: {} })).toBe(
    "The registry has no image at all.",
  );
  const api = { kind: "api", answer: { status: 429 }, share: 0.25 } as const;
  expect(sentenceOf({ effect: api, target: { verb: "list", resource: "pods" } })).toBe(
    "The API server answers 429 to 25 % of requests to list pods.",
  );
  expect(sentenceOf({ effect: { ...api, answer: "reset", share: 1 }, target: {} })).toBe(
    "The API server breaks off the connection of all requests.",
  );
});
