import { expect, test } from "vitest";
import type { Volume } from "../../model/kubernetes/pod.ts";
import type { ReadEntries } from "./environment.ts";
import { mountProblems } from "./volumes.ts";

const read: ReadEntries = async (kind, name) => (`${kind}/${name}` === "Secret/tls" ? { "tls.key": "x" } : undefined);

const problems = async (...volumes: Volume[]): Promise<readonly string[]> =>
  (await mountProblems({ containers: [], volumes }, read)).map(({ message }) => message);

test("a Secret or ConfigMap that is missing is named with its volume", async () => {
  expect(await problems({ name: "v", secret: { secretName: "x" } }, { name: "c", configMap: { name: "y" } })).toEqual([
    'MountVolume.SetUp failed for volume "v" : secret "x" not found',
    'MountVolume.SetUp failed for volume "c" : configmap "y" not found',
  ]);
});

test("so is a key that a volume picks", async () => {
  const items = [{ key: "tls.crt", path: "tls.crt" }];
  expect(await problems({ name: "v", secret: { secretName: "tls", items } })).toEqual([
    'MountVolume.SetUp failed for volume "v" : references non-existent secret key: tls.crt',
  ]);
});

test("optional sources, claims and what is there do mount", async () => {
  const projected = { sources: [{ secret: { name: "tls" } }, { configMap: { name: "y", optional: true } }] };
  const claim = { persistentVolumeClaim: { claimName: "data" } };
  expect(await problems({ name: "p", projected }, { name: "d", ...claim }, { name: "e", emptyDir: {} })).toEqual([]);
});
