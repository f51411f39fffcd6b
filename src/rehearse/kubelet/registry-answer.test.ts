import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { answerOf, type Contents, createContents, type RegistryAnswer } from "./registry-answer.ts";
import { manifestTypes } from "./registry-content.ts";

const every = manifestTypes.join(", ");

function ask(contents: Contents, path: string, accept = every): RegistryAnswer {
  return answerOf({ method: "GET", path, ns: "r.example", accept }, contents, []);
}

describe("a registry that has everything", () => {
  const contents = createContents(undefined);

  test("gives the same bytes for the same tag, by the digest that they have", () => {
    const answer = ask(contents, "/v2/shop/api/manifests/v1");
    const digest = `sha256:${createHash("sha256").update(answer.body).digest("hex")}`;
    expect(answer.headers["docker-content-digest"]).toBe(digest);
    expect(ask(contents, `/v2/shop/api/manifests/${digest}`).body).toBe(answer.body);
    expect(ask(createContents(undefined), "/v2/shop/api/manifests/v1").body).toBe(answer.body);
  });

  test("takes a digest at its word", () => {
    const digest = `sha256:${"a".repeat(64)}`;
    expect(ask(contents, `/v2/shop/api/manifests/${digest}`).headers["docker-content-digest"]).toBe(digest);
  });

  test("has nothing for a client that does not accept the form of an image", () => {
    const tags = Array.from({ length: 40 }, (_, index) => `/v2/shop/api/manifests/v${index}`);
    const forms = new Set(tags.map((path) => ask(contents, path).headers["content-type"]));
    expect([...forms].sort()).toEqual([...manifestTypes].sort());
    const one = tags.map((path) => ask(contents, path, manifestTypes[3]).status);
    expect(new Set(one)).toEqual(new Set([200, 404]));
    expect(new Set(tags.map((path) => ask(contents, path, "*/*").status))).toEqual(new Set([404]));
  });

  test("answers the ping, and nothing that it does not know", () => {
    expect(ask(contents, "/v2/").status).toBe(200);
    expect(ask(contents, "/v1/search").status).toBe(404);
    expect(answerOf({ method: "PUT", path: "/v2/", ns: "", accept: "" }, contents, []).status).toBe(405);
  });
});

test("a registry with a list has what is on it, digests of its repositories, and their tags", () => {
  const contents = createContents(["r.example/shop/api:v1", "r.example/shop/api:v2", "other.example/shop/web:v1"]);
  expect(ask(contents, "/v2/shop/api/manifests/v1").status).toBe(200);
  expect(JSON.parse(ask(contents, "/v2/shop/api/manifests/v3").body)).toMatchObject({
    errors: [{ code: "MANIFEST_UNKNOWN" }],
  });
  expect(ask(contents, "/v2/shop/web/manifests/v1").status).toBe(404);
  expect(ask(contents, `/v2/shop/api/manifests/sha256:${"a".repeat(64)}`).status).toBe(200);
  expect(JSON.parse(ask(contents, "/v2/shop/api/tags/list").body)).toEqual({ name: "shop/api", tags: ["v1", "v2"] });
  expect(ask(contents, "/v2/shop/web/tags/list").status).toBe(404);
});
