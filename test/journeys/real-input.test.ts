import { existsSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ReportedStep, RunReport } from "../../src/model/report.ts";
import { newPlace, type Place, salvor, type Up, up } from "./salvor.ts";

/** Manifests that other people wrote, on a rehearsal cluster. They are not part of this project. */

const root = fileURLToPath(new URL("../..", import.meta.url));
const real = resolve(root, process.env.SALVOR_REAL ?? "../shared/real");
const bank = join(real, "bank-of-anthos/kubernetes-manifests");
const bookinfo = join(real, "bookinfo/samples/bookinfo/platform/kube/bookinfo.yaml");
if (!existsSync(bank)) console.warn(`SKIPPED: bank-of-anthos (it is not in ${real}; say where with SALVOR_REAL)`);
if (!existsSync(bookinfo)) console.warn(`SKIPPED: bookinfo (it is not in ${real}; say where with SALVOR_REAL)`);
/** Its programs are given a minute before they are asked for the first time. */
const patient = process.env.SALVOR_LONG === "1";
if (!patient) console.warn("SKIPPED: bank-of-anthos until it is proven (takes two minutes; SALVOR_LONG=1 runs it)");

let place: Place;
let cluster: Up;
beforeEach(async () => {
  place = newPlace();
  cluster = await up(place, ["--nodes", "2"]);
});
afterEach(async () => {
  await cluster.stop();
  place.remove();
});

async function deploy(
  argv: readonly string[],
): Promise<{ report: RunReport; exit: number | null; err: string; seconds: number }> {
  const { exit, out, err, seconds } = await salvor(place, [
    "deploy",
    ...argv,
    "-y",
    "-o",
    "json",
    "--kubeconfig",
    cluster.kubeconfig,
  ]);
  expect(out, err).not.toBe("");
  return { report: JSON.parse(out) as RunReport, exit, err, seconds };
}

const ofKind = (report: RunReport, kind: string, state: string): readonly string[] =>
  report.steps
    .flatMap((step: ReportedStep) => step.objects)
    .filter((object) => object.name.startsWith(`${kind}/`) && object.state === state)
    .map(({ name }) => name)
    .sort();

describe.skipIf(!existsSync(bookinfo))("bookinfo", () => {
  test("every workload is proven", async () => {
    const { report, exit, err } = await deploy([bookinfo]);
    expect(exit, err).toBe(0);
    expect(ofKind(report, "Deployment", "ready")).toHaveLength(6);
    expect(report.steps.every(({ verdict }) => verdict === "pass")).toBe(true);
  });

  test("with one image gone from the registry, that is named within 5 s of the first sign", async () => {
    const image = "registry.istio.io/release/examples-bookinfo-reviews-v2";
    await salvor(place, [
      "rehearse",
      "fault",
      "add",
      "image-tag-absent",
      "--image",
      image,
      "--kubeconfig",
      cluster.kubeconfig,
    ]);
    const { report, exit, err } = await deploy([bookinfo]);
    expect(exit, err).toBe(1);
    const causes = report.steps.flatMap((step) => step.causes);
    expect(causes.length).toBeGreaterThan(0);
    for (const cause of causes) {
      expect(cause.rule).toBe("image-missing");
      expect(cause.because).toContain("examples-bookinfo-reviews-v2");
      expect(cause.afterSeconds).toBeLessThan(5);
    }
  });
});

describe.skipIf(!existsSync(bank))("bank-of-anthos", () => {
  test("as it is, six Deployments lack the Secret jwt-key: named, and it is failed", async () => {
    const { report, exit, err } = await deploy([bank]);
    expect(exit, err).toBe(1);
    const lacking = report.steps.filter(({ causes }) => causes.some(({ because }) => because.includes("jwt-key")));
    const deployments = lacking.flatMap(({ changes }) =>
      changes.filter(({ object }) => object.startsWith("Deployment/")),
    );
    expect(deployments.map(({ object }) => object).sort(), err).toEqual(
      ["balancereader", "contacts", "frontend", "ledgerwriter", "transactionhistory", "userservice"].map(
        (name) => `Deployment/default/${name}`,
      ),
    );
  });

  test.skipIf(!patient)(
    "with that Secret, seven Deployments are proven, two StatefulSets unknown and named",
    { timeout: 300_000 },
    async () => {
      const secret = {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "jwt-key", namespace: "default" },
        stringData: { "jwtRS256.key": "private", "jwtRS256.key.pub": "public" },
      };
      const path = join(place.folder, "jwt-key.json");
      writeFileSync(path, JSON.stringify(secret));
      expect((await deploy([path])).exit).toBe(0);
      const { report, exit, err } = await deploy([bank]);
      expect(exit, err).toBe(3);
      expect(ofKind(report, "Deployment", "ready")).toHaveLength(7);
      expect(ofKind(report, "StatefulSet", "unverified")).toEqual([
        "StatefulSet/default/accounts-db",
        "StatefulSet/default/ledger-db",
      ]);
      const frontend = report.steps
        .flatMap((step) => step.objects)
        .find(({ name }) => name === "Service/default/frontend");
      expect(frontend?.state).toBe("ready");
      expect(frontend?.because).toMatch(/address/);
    },
  );
});
