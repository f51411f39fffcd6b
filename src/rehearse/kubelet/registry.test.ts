import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { FaultEffect } from "../../model/fault.ts";
import { type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import { createAuthority } from "../certificates.ts";
import { connectTo } from "../transport.ts";
import type { ActiveFault } from "./fault-state.ts";
import { createImageStore } from "./image-store.ts";
import { type Registry, startRegistry } from "./registry.ts";
import { manifestTypes } from "./registry-content.ts";

const image = (text: string): ImageReference => parseImage(text) ?? { host: "", repository: "" };

function fault(answer: Extract<FaultEffect, { kind: "image" }>["answer"], target: string): ActiveFault {
  const effect = { kind: "image" as const, answer };
  const kind = {
    id: answer,
    title: "",
    why: "",
    needs: [],
    parameters: {},
    symptom: { reason: "" },
    effect: () => effect,
  };
  return { name: answer, kind, target: { image: target }, effect, since: 0 };
}

describe("a node that pulls over HTTPS", () => {
  let faults: readonly ActiveFault[] = [];
  let registry: Registry;
  beforeAll(async () => {
    const authority = await createAuthority("nodes");
    registry = await startRegistry({
      authority,
      faults: () => faults,
      images: ["r.example/shop/api:v1", "u.example/web:v1"],
    });
  });
  afterAll(() => registry.stop());
  const pull = (text: string) => createImageStore(registry).pull(image(text));

  test("has the image afterwards, until it is forgotten", async () => {
    const store = createImageStore(registry);
    const pulled = await store.pull(image("r.example/shop/api:v1"));
    expect(pulled).toMatchObject({ digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
    expect(store.digest(image("r.example/shop/api:v1"))).toBe((pulled as { digest: string }).digest);
    store.forget(({ repository }) => repository === "shop/api");
    expect(store.digest(image("r.example/shop/api:v1"))).toBeUndefined();
  });

  test("is told what is not there", async () => {
    expect(await pull("r.example/shop/api:v2")).toEqual({ kind: "absent" });
  });

  test("meets the faults of images as they are on", async () => {
    faults = [fault("denied", "r.example/shop/api")];
    expect(await pull("r.example/shop/api:v1")).toEqual({ kind: "denied" });
    faults = [fault("absent", "r.example/shop/api")];
    expect(await pull("r.example/shop/api:v1")).toEqual({ kind: "absent" });
    faults = [];
    expect(await pull("r.example/shop/api:v1")).toHaveProperty("digest");
  });

  test("breaks off at a certificate of another authority, for that registry's host alone", async () => {
    faults = [fault("untrusted", "u.example/web")];
    expect(await pull("u.example/web:v1")).toEqual({ kind: "untrusted" });
    expect(await pull("r.example/shop/api:v1")).toHaveProperty("digest");
    faults = [];
    expect(await pull("u.example/web:v1")).toHaveProperty("digest");
  });

  test("is not the only one: whoever takes it as a mirror asks it with the host in `ns`", async () => {
    const connection = connectTo({ url: registry.url, ca: registry.ca });
    const path = "/v2/shop/api/manifests/v1?ns=r.example";
    const answer = await connection.send({ method: "HEAD", path, headers: { accept: manifestTypes.join(",") } });
    connection.close();
    expect([answer.status, answer.text]).toEqual([200, ""]);
    expect(answer.headers["docker-content-digest"]).toMatch(/^sha256:/);
  });
});

test("a registry that is not there is unreachable", async () => {
  const store = createImageStore({ url: "https://127.0.0.1:1", ca: "" });
  expect(await store.pull(image("r.example/api"))).toMatchObject({ kind: "unreachable" });
});
