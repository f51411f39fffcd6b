import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import type { RegistryReader } from "../../model/world.ts";
import { systemClock } from "../clock.ts";
import { createMasker } from "../mask/create-masker.ts";
import { createRegistry } from "./client.ts";

const open: (() => void)[] = [];

afterEach(() => {
  for (const close of open.splice(0)) close();
});

type Answer = (request: IncomingMessage & { url: string }, response: ServerResponse) => unknown;

async function serve(answer: Answer): Promise<string> {
  const server: Server = createServer(
    (request, response) => void answer(request as IncomingMessage & { url: string }, response),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function registry(mirror: string, host = "*"): RegistryReader {
  const reader = createRegistry({
    registries: { [host]: { mirror } },
    caOf: async () => "",
    clock: systemClock,
    masker: createMasker(Buffer.alloc(32, 9)),
    mode: async () => "rehearsal",
  });
  open.push(() => reader.close());
  return reader;
}

function image(text: string): ImageReference {
  return parseImage(text) ?? expect.fail(`${text} is no image`);
}

const digest = `sha256:${"a".repeat(64)}`;

describe("a registry is asked by HEAD with every manifest type", () => {
  const asked: { method: string | undefined; url: string; accept: string | undefined }[] = [];
  const answer: Answer = ({ method, url, headers }, response) => {
    asked.push({ method, url, accept: headers.accept });
    response.statusCode = url.includes("/manifests/v1") ? 200 : url.includes("/denied/") ? 403 : 404;
    response.setHeader("docker-content-digest", digest);
    response.end();
  };

  test("what is there has a digest, what is not is an absence, and what is denied is neither", async () => {
    const reader = registry(await serve(answer));
    expect(await reader.image(image("registry.example/shop/api:v1"))).toMatchObject({ seen: true, value: { digest } });
    expect(await reader.image(image("registry.example/shop/api:v2"))).toMatchObject({ seen: true, value: null });
    expect(await reader.image(image("registry.example/denied/api:v2"))).toMatchObject({
      seen: false,
      why: expect.stringContaining("403 (not allowed)"),
    });
    expect(asked[0]).toMatchObject({ method: "HEAD", url: "/v2/shop/api/manifests/v1?ns=registry.example" });
    for (const type of ["oci.image.manifest", "oci.image.index", "distribution.manifest.v2", "manifest.list.v2"]) {
      expect(asked[0]?.accept).toContain(type);
    }
  });

  test("a digest is asked as such, and the query of the evidence can be repeated", async () => {
    const reader = registry(await serve(answer));
    const look = await reader.image(image(`nginx@${digest}`));
    expect(asked.at(-1)?.url).toBe(`/v2/library/nginx/manifests/${digest}?ns=docker.io`);
    expect(look.evidence.mode).toBe("rehearsal");
    expect(look.evidence.query).toMatch(/^curl -sI -H 'Accept: .*' 'http:\/\/127\.0\.0\.1:\d+\/v2\/library\/nginx/);
  });
});

test("a Bearer challenge is answered with an anonymous token, which does not travel to another host", async () => {
  const seen: (string | undefined)[] = [];
  const storage = await serve((request, response) => {
    seen.push(request.headers.authorization);
    response.setHeader("docker-content-digest", digest);
    response.end();
  });
  const base = await serve((request, response) => {
    if (request.url.startsWith("/token")) {
      const { searchParams } = new URL(request.url, "http://x");
      return response.end(JSON.stringify({ token: `${searchParams.get("service")}|${searchParams.get("scope")}` }));
    }
    if (!request.headers.authorization) {
      response.statusCode = 401;
      response.setHeader(
        "www-authenticate",
        `Bearer realm="http://${request.headers.host}/token",service="reg",scope="repository:a/b:pull"`,
      );
      return response.end();
    }
    seen.push(request.headers.authorization);
    response.writeHead(307, { location: `${storage}/blob` });
    return response.end();
  });
  expect(await registry(base).image(image("r.example/a/b:1"))).toMatchObject({ seen: true, value: { digest } });
  expect(seen).toEqual(["Bearer reg|repository:a/b:pull", undefined]);
});

test("Basic, which needs a password, and a registry that is away are refusals with a sentence", async () => {
  const basic = await serve((_, response) => response.writeHead(401, { "www-authenticate": 'Basic realm="x"' }).end());
  expect(await registry(basic).image(image("r.example/a:1"))).toMatchObject({
    seen: false,
    why: expect.stringContaining("401"),
  });
  const away = await registry("http://127.0.0.1:9").image(image("r.example/a:1"));
  expect(away).toMatchObject({ seen: false, why: "http://127.0.0.1:9: nothing listens there (connection refused)" });
});

test("a setting for the registry goes before the one for all", async () => {
  const own = await serve((_, response) => response.end());
  const reader = createRegistry({
    registries: { "*": { mirror: "http://127.0.0.1:9" }, "r.example": { mirror: own } },
    caOf: async () => "",
    clock: systemClock,
    masker: createMasker(Buffer.alloc(32, 9)),
    mode: async () => "rehearsal",
  });
  open.push(() => reader.close());
  expect((await reader.image(image("r.example/a:1"))).seen).toBe(true);
  expect((await reader.image(image("s.example/a:1"))).seen).toBe(false);
});
