import { describe, expect, test } from "vitest";
import { planOf } from "../../test/records.ts";
import type { Fleet } from "../model/fleet.ts";
import type { ApprovalRequest } from "../model/verbs.ts";
import { approve } from "./approve.ts";
import type { Stdio } from "./stdio.ts";
import { openTerminal } from "./terminal.ts";

interface Case {
  readonly cluster?: Fleet["cluster"];
  readonly mode?: "live" | "rehearsal";
  readonly yes?: boolean;
  readonly context?: string;
  readonly answer?: string;
}

/** Asks for approval of a plan for the cluster `u-1` in the context `test`; gives what was printed, too. */
async function ask({
  cluster = {},
  mode = "live",
  yes = false,
  context,
  answer,
}: Case): Promise<{ how: string; told: string }> {
  let told = "";
  const write = (text: string): void => {
    told += text;
  };
  const sink = { write, isTerminal: false, columns: () => 100, rows: () => 24 };
  const stdio: Stdio = {
    argv: [],
    env: {},
    out: sink,
    err: sink,
    called: "salvor",
    actor: "ann@host",
    signal: new AbortController().signal,
    openApp: () => Promise.reject(new Error("no app here")),
    ...(answer === undefined ? {} : { question: async () => answer }),
  };
  const plan = planOf({ web: ["page"] });
  const fleet: Fleet = {
    name: "shop",
    path: "salvor.yaml",
    folder: ".",
    cluster,
    registries: {},
    sources: [],
    layers: [],
    services: [],
    ignore: [],
    lock: {},
  };
  const request: ApprovalRequest = { plan: { ...plan, cluster: { ...plan.cluster, mode } }, fleet };
  const flags = { yes, ...(context === undefined ? {} : { context }) };
  const { how } = await approve(request, flags, { stdio, terminal: openTerminal(stdio) });
  return { how, told };
}

describe("agreeing to a plan", () => {
  test("context, UID and fleet stand above the plan and its digest", async () => {
    const { told } = await ask({ yes: true, context: "test" });
    expect(told).toMatch(/^context {3}test .*\ncluster {3}u-1\nfleet {5}shop {2}\(salvor\.yaml\)\n/);
    expect(told).toContain("new  Deployment/shop/page");
    expect(told).toContain("plan sha256:plan");
  });

  test.each<[string, Case, string]>([
    ["-y where the fleet names the cluster", { yes: true, cluster: { uid: "u-1" } }, "flag"],
    ["-y where --context does", { yes: true, context: "test" }, "flag"],
    ["-y on a rehearsal cluster", { yes: true, mode: "rehearsal" }, "flag"],
    ["a typed yes, which also says that this cluster is meant", { answer: "yes" }, "terminal"],
    ["a typed yes after -y where nothing names the cluster", { yes: true, answer: " Yes\n" }, "terminal"],
  ])("%s is enough", async (_what, given, how) => {
    expect((await ask(given)).how).toBe(how);
  });

  test.each<[string, Case, RegExp]>([
    [
      "-y alone, where nothing names the cluster and nobody can be asked",
      { yes: true },
      /not certain that it is meant/,
    ],
    ["nobody to ask and no -y", { context: "test" }, /Nobody agreed/],
    ["any other answer", { answer: "y" }, /was not agreed to/],
    [
      "another UID than the fleet's, whatever else is said",
      { yes: true, context: "test", cluster: { uid: "u-2" }, answer: "yes" },
      /names the cluster with the UID u-2/,
    ],
    [
      "a server of another minor version than the fleet's",
      { yes: true, cluster: { uid: "u-1", version: "1.33" } },
      /written for Kubernetes 1\.33, and this server is v1\.34\.4/,
    ],
    ["another context than the fleet's", { yes: true, cluster: { contexts: ["prod"] } }, /names the context prod/],
  ])("%s is refused, and says that nothing was changed", async (_what, given, says) => {
    await expect(ask(given)).rejects.toMatchObject({ exit: 4, message: expect.stringMatching(says) });
    await expect(ask(given)).rejects.toThrow(/Nothing was changed/);
  });

  test("a patch version decides nothing", async () => {
    await expect(ask({ yes: true, cluster: { uid: "u-1", version: "1.34.1" } })).resolves.toMatchObject({
      how: "flag",
    });
  });

  test("the UID decides where both are given: a renamed context is still the same cluster", async () => {
    expect((await ask({ yes: true, cluster: { uid: "u-1", contexts: ["old-name"] } })).how).toBe("flag");
  });
});
