import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunReport } from "../../src/model/report.ts";
import { newPlace, type Place, salvor } from "../journeys/salvor.ts";
import { missingReal, openReal, type Side } from "./sides.ts";

/** Manifests that other people wrote, deployed on a real control plane; `test/journeys` does it on the rehearsal cluster. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = resolve(root, process.env.SALVOR_REAL ?? "../shared/real");
const bank = join(folder, "bank-of-anthos/kubernetes-manifests");
const bookinfo = join(folder, "bookinfo/samples/bookinfo/platform/kube/bookinfo.yaml");
const missing = missingReal();
for (const path of [bank, bookinfo])
  if (!existsSync(path)) console.warn(`SKIPPED: ${path} is not there (SALVOR_REAL says where)`);

let place: Place;
let cluster: Side;
let kubeconfig: string;
beforeEach(async () => {
  place = newPlace();
  cluster = await openReal({ nodes: 3 });
  kubeconfig = join(place.folder, "kubeconfig");
  writeFileSync(kubeconfig, cluster.kubeconfig());
});
afterEach(async () => {
  await cluster?.stop();
  place.remove();
});

async function deploy(path: string): Promise<{ report: RunReport; exit: number | null; err: string }> {
  const { exit, out, err } = await salvor(place, ["deploy", path, "-y", "-o", "json", "--kubeconfig", kubeconfig]);
  expect(out, err).not.toBe("");
  return { report: JSON.parse(out) as RunReport, exit, err };
}

function inState(report: RunReport, kind: string, state: string): readonly string[] {
  const objects = report.steps.flatMap((step) => step.objects);
  return objects
    .filter((one) => one.name.startsWith(`${kind}/`) && one.state === state)
    .map(({ name }) => name)
    .sort();
}

describe.skipIf(missing !== undefined || !existsSync(bookinfo))("bookinfo on a real control plane", () => {
  test("every workload is proven", async () => {
    const { report, exit, err } = await deploy(bookinfo);
    expect(exit, err).toBe(0);
    expect(inState(report, "Deployment", "ready")).toHaveLength(6);
    expect(report.steps.every(({ verdict }) => verdict === "pass")).toBe(true);
  });

  test("with one image gone from the registry, that is named", async () => {
    const image = "registry.istio.io/release/examples-bookinfo-reviews-v2";
    const fault = ["rehearse", "fault", "add", "image-tag-absent", "--image", image, "--kubeconfig", kubeconfig];
    expect((await salvor(place, fault)).exit).toBe(0);
    const { report, exit, err } = await deploy(bookinfo);
    expect(exit, err).toBe(1);
    const causes = report.steps.flatMap((step) => step.causes);
    expect(causes.map(({ because }) => because).join("\n")).toContain("examples-bookinfo-reviews-v2");
  });
});

describe.skipIf(missing !== undefined || !existsSync(bank))("bank-of-anthos on a real control plane", () => {
  test("as it is, six Deployments lack the Secret jwt-key: named, and it is failed", async () => {
    const { report, exit, err } = await deploy(bank);
    expect(exit, err).toBe(1);
    const lacking = report.steps.filter(({ causes }) => causes.some(({ because }) => because.includes("jwt-key")));
    const deployments = lacking.flatMap(({ changes }) =>
      changes.map(({ object }) => object).filter((name) => name.startsWith("Deployment/")),
    );
    expect(deployments.sort(), err).toEqual(
      ["balancereader", "contacts", "frontend", "ledgerwriter", "transactionhistory", "userservice"].map(
        (name) => `Deployment/default/${name}`,
      ),
    );
  });

  test("with that Secret, seven Deployments are proven, two StatefulSets unknown and named", {
    timeout: 400_000,
  }, async () => {
    const path = join(place.folder, "jwt-key.json");
    const stringData = { "jwtRS256.key": "private", "jwtRS256.key.pub": "public" };
    writeFileSync(
      path,
      JSON.stringify({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "jwt-key", namespace: "default" },
        stringData,
      }),
    );
    expect((await deploy(path)).exit).toBe(0);
    const { report, exit, err } = await deploy(bank);
    expect(exit, err).toBe(3);
    expect(inState(report, "Deployment", "ready")).toHaveLength(7);
    expect(inState(report, "StatefulSet", "unverified")).toEqual([
      "StatefulSet/default/accounts-db",
      "StatefulSet/default/ledger-db",
    ]);
  });
});
