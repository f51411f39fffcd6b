import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunReport } from "../../src/model/report.ts";
import { newPlace, type Place, reportIn, salvor, start, type Up, up } from "./salvor.ts";

/** A deployment that is stopped at any moment, a journal that cannot grow, a kind that nobody knows. */

let place: Place;
let cluster: Up;
beforeAll(async () => {
  place = newPlace();
  cluster = await up(place);
  mkdirSync(join(place.folder, "m"));
  writeFileSync(
    join(place.folder, "m/page.yaml"),
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: page, namespace: default }
spec:
  selector: { matchLabels: { app: page } }
  template:
    metadata: { labels: { app: page } }
    spec:
      containers:
        - name: page
          image: example.org/page:1
          ports: [{ containerPort: 8080 }]
          readinessProbe: { httpGet: { path: /, port: 8080 }, initialDelaySeconds: 60 }
`,
  );
  writeFileSync(
    join(place.folder, "widget.yaml"),
    "apiVersion: example.org/v1\nkind: Widget\nmetadata: { name: w, namespace: default }\n",
  );
});
afterAll(async () => {
  await cluster.stop();
  place.remove();
});

const flags = (): readonly string[] => ["-y", "--kubeconfig", cluster.kubeconfig];

describe("a deployment that is stopped", () => {
  test.each([
    ["SIGINT", "steps in"],
    ["SIGTERM", "waiting"],
    ["SIGINT", "waiting"],
  ] as const)("by %s at %j ends with 130, its journal closed, its lock free", async (signal, at) => {
    const told = await salvor(place, ["deploy", "m", ...flags()], { interrupt: { signal, at } });
    expect(told.exit, told.err).toBe(130);
    expect(told.err).not.toContain("fault in Salvor");
    const report = reportIn(place).json as RunReport;
    expect(report).toMatchObject({ exit: 130, verdict: "unknown" });
    // The next one is not kept out by a lock of the last.
    const next = await salvor(place, ["deploy", "m", ...flags()], { interrupt: { signal: "SIGINT", at: "waiting" } });
    expect(next.err).not.toMatch(/lock|lease/i);
  });

  test("a second signal does not wait", async () => {
    const running = start(place, ["deploy", "m", ...flags()]);
    await running.says("waiting");
    running.process.kill("SIGINT");
    running.process.kill("SIGINT");
    expect((await running.ended).exit).toBe(130);
  });
});

test("a drill that is stopped takes its cluster and its files away", async () => {
  const other = newPlace();
  const interrupt = { signal: "SIGINT", at: "workshop/broker" } as const;
  const { exit, err, seconds } = await salvor(other, ["rehearse", "run", "ports-and-tags"], { interrupt });
  expect(seconds).toBeLessThan(15);
  expect(exit, err).toBe(130);
  expect(err).not.toContain("fault in Salvor");
  expect(other.leftBehind()).toEqual([]);
  other.remove();
});

test("a journal that cannot grow is said, with the file", async () => {
  // The same as a full disk for whoever writes: a limit on the size of files.
  const limited = { shell: "trap '' XFSZ; ulimit -f 16", env: { XDG_STATE_HOME: join(place.folder, "full") } };
  const { exit, err } = await salvor(place, ["deploy", "m", ...flags()], limited);
  expect(err).toContain("journal.db");
  expect(err).not.toContain("fault in Salvor");
  expect(exit, err).toBe(3);
});

test("a kind that the server does not know is named", async () => {
  const { exit, err } = await salvor(place, ["deploy", "widget.yaml", ...flags()]);
  expect(err).toContain("Widget");
  expect(err).toContain("example.org/v1");
  expect([1, 2], err).toContain(exit);
});

test("a user who may not is refused in the server's words", async () => {
  const { exit, err } = await salvor(place, ["deploy", "m", ...flags(), "--as", "nobody"]);
  expect(err).toMatch(/forbidden/);
  expect([3, 4], err).toContain(exit);
});
