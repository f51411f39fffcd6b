import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPlace, type Place, salvor, type Told, type Up, up } from "./salvor.ts";

/** Somebody mends what is not in the manifests, and deploys the same again while the old pod still shows the failure. */

let place: Place;
let cluster: Up;
let env: Record<string, string>;
beforeAll(async () => {
  place = newPlace();
  cluster = await up(place);
  const said = /export (SALVOR_REGISTRY_MIRROR)='([^']+)' (SALVOR_REGISTRY_CA)=(\S+)/.exec(
    await cluster.running.says("CA="),
  );
  const [, mirror = "", url = "", ca = "", path = ""] = said ?? [];
  env = { [mirror]: url, [ca]: path, KUBECONFIG: cluster.kubeconfig };
});
afterAll(async () => {
  await cluster.stop();
  place.remove();
});

/** A fleet of one service, with a lock of its own so that several can be deployed at once. */
function write(name: string): string {
  const labels = `{ app: ${name} }`;
  const manifests = `apiVersion: apps/v1
kind: Deployment
metadata: { name: ${name}, namespace: default, labels: ${labels} }
spec:
  selector: { matchLabels: ${labels} }
  template:
    metadata: { labels: ${labels} }
    spec: { containers: [{ name: app, image: "registry.example/${name}:1" }] }
`;
  const fleet = `apiVersion: salvor.dev/v1
kind: Fleet
metadata: { name: ${name} }
sources: [{ path: ${name}-manifests.yaml }]
services: { ${name}: { stableFor: 1s } }
`;
  writeFileSync(join(place.folder, `${name}-manifests.yaml`), manifests);
  writeFileSync(join(place.folder, `${name}.yaml`), fleet);
  return join(place.folder, `${name}.yaml`);
}

const deploy = (fleet: string): Promise<Told> => salvor(place, ["deploy", "-f", fleet, "-y"], { env });

async function fault(...argv: readonly string[]): Promise<string> {
  const { exit, out, err } = await salvor(place, ["rehearse", "fault", ...argv], { env });
  expect(exit, err).toBe(0);
  return out.trim();
}

describe.concurrent.each([
  ["crash-at-start", "looping", 1],
  ["image-tag-absent", "unpushed", 2],
])("%s", (id, name, times) => {
  test("fails as long as nobody mends it, and is proven once somebody has", async () => {
    const fleet = write(name);
    const added = await fault("add", id, "--image", `registry.example/${name}`);
    for (let time = 1; time <= times; time++) {
      const failed = await deploy(fleet);
      expect(failed.exit, failed.err).toBe(1);
      expect(failed.err).toContain("cause");
    }
    await fault("remove", added);
    const mended = await deploy(fleet);
    expect(mended.exit, mended.err).toBe(0);
  });
});
