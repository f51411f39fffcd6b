import { describe, expect, test } from "vitest";
import fixture from "./fixtures/protobuf.gen.json" with { type: "json" };
import { decodeProtobuf } from "./protobuf.ts";
import { ProtobufError } from "./protobuf-reader.ts";

interface Vector {
  bytes: string;
  json: { kind: string; apiVersion: string };
}

const vectors = (fixture as unknown as Vector[]).map((vector) => ({
  ...vector,
  title: `${vector.json.apiVersion} ${vector.json.kind}`,
}));

describe("protobuf bodies", () => {
  test.each(vectors)("upstream's vector of $title", ({ bytes, json }) => {
    expect(decodeProtobuf(Buffer.from(bytes, "base64"))).toEqual(json);
  });

  test("a body that is cut off anywhere is a typed error or an object, never a crash", () => {
    const pod = vectors.find(({ title }) => title === "v1 Pod");
    const whole = Buffer.from(pod?.bytes ?? "", "base64");
    let refused = 0;
    for (let length = 0; length < whole.length; length += 7) {
      try {
        decodeProtobuf(whole.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(whole.length / 8);
  });

  test("bytes changed at random are a typed error or an object", () => {
    const lease = vectors.find(({ json }) => json.kind === "Lease");
    const whole = Buffer.from(lease?.bytes ?? "", "base64");
    let seed = 42;
    const random = (below: number): number => {
      seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
      return seed % below;
    };
    for (let round = 0; round < 2000; round += 1) {
      const bytes = Buffer.from(whole);
      for (let change = 0; change < 4; change += 1) bytes[4 + random(bytes.length - 4)] = random(256);
      try {
        decodeProtobuf(bytes);
      } catch (error) {
        expect(error).toBeInstanceOf(ProtobufError);
      }
    }
  });

  test("nothing, another prefix, an empty body and a kind that is not served are refused", () => {
    expect(() => decodeProtobuf(Buffer.alloc(0))).toThrow("empty data");
    expect(() => decodeProtobuf(Buffer.from("{}"))).toThrow("expected prefix [107 56 115 0]");
    expect(() => decodeProtobuf(Buffer.from("k8s\0"))).toThrow("empty body");
    const envelope = Buffer.from("k8s\0\x0a\x08\x0a\x02v1\x12\x02Po", "latin1");
    expect(() => decodeProtobuf(envelope)).toThrow('no kind "Po" is registered for version "v1"');
  });
});
