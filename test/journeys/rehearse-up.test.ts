import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { newPlace, type Place, salvor, start, up } from "./salvor.ts";

let place: Place;
beforeEach(() => {
  place = newPlace();
});
afterEach(() => place.remove());

const portOf = (kubeconfig: string): number =>
  Number(/server: "?https:\/\/127\.0\.0\.1:(\d+)/.exec(readFileSync(kubeconfig, "utf8"))?.[1]);

describe("salvor rehearse up", () => {
  test("says how it is used, keeps the kubeconfig to this user, and takes what is temporary away with Ctrl-C", async () => {
    const running = start(place, ["rehearse", "up"]);
    const text = await running.says("Ctrl-C");
    const path = /export KUBECONFIG=(\S+)/.exec(text)?.[1] ?? "";
    expect(statSync(path).mode & 0o777).toBe(0o600);
    running.process.kill("SIGINT");
    expect((await running.ended).exit).toBe(130);
    expect(existsSync(path)).toBe(false);
    expect(place.leftBehind()).toEqual([]);
  });

  test("two at once do not meet", async () => {
    const [one, two] = await Promise.all([up(place), up(place)]);
    expect(portOf(one.kubeconfig)).not.toBe(portOf(two.kubeconfig));
    const ended = await Promise.all([one.stop(), two.stop()]);
    expect(ended.map(({ exit }) => exit)).toEqual([130, 130]);
  });

  test("a port in use is said in a sentence", async () => {
    const first = await up(place);
    const port = portOf(first.kubeconfig);
    const { exit, err } = await salvor(place, ["rehearse", "up", "--port", String(port)]);
    await first.stop();
    expect(err).toBe(
      `salvor: Port ${port} on 127.0.0.1 is in use by another process, so the cluster could not be started.\n  Choose another with --port, or leave it away to have a free one.\n`,
    );
    expect(exit).toBe(2);
    expect(place.leftBehind()).toEqual([]);
  });

  test("a kubeconfig that is not ours is not replaced", async () => {
    const path = join(place.folder, "config");
    writeFileSync(path, "apiVersion: v1\nkind: Config\n");
    const { exit, err } = await salvor(place, ["rehearse", "up", "--kubeconfig", path]);
    expect(err).toContain("was left as it is");
    expect(exit).toBe(2);
    expect(readFileSync(path, "utf8")).toBe("apiVersion: v1\nkind: Config\n");
  });

  test.each(["SIGINT", "SIGTERM"] as const)("%s while it starts: 130, and nothing is left", async (signal) => {
    for (const milliseconds of [250, 450, 700]) {
      const running = start(place, ["rehearse", "up"]);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      running.process.kill(signal);
      const { exit, err } = await running.ended;
      // Before the first line of the program has run, the signal ends it as it ends any process.
      expect([130, null], err).toContain(exit);
      expect(err).not.toContain("fault in Salvor");
    }
    expect(place.leftBehind()).toEqual([]);
  });
});

describe("salvor rehearse fault", () => {
  test("switches a fault on and off, lists it, and refuses what is no fault", async () => {
    const cluster = await up(place);
    const flags = ["--kubeconfig", cluster.kubeconfig];
    const added = await salvor(place, [
      "rehearse",
      "fault",
      "add",
      "image-tag-absent",
      "--image",
      "example.org/page",
      ...flags,
    ]);
    expect(added, added.err).toMatchObject({ exit: 0, out: "image-tag-absent-1\n" });
    expect((await salvor(place, ["rehearse", "fault", "list", ...flags])).out).toContain(
      "on   image-tag-absent-1  image-tag-absent, image example.org/page",
    );
    expect((await salvor(place, ["rehearse", "fault", "add", "image-absnt", ...flags])).exit).toBe(2);
    expect((await salvor(place, ["rehearse", "fault", "add", "image-tag-absent", ...flags])).err).toContain(
      "needs --image",
    );
    expect((await salvor(place, ["rehearse", "fault", "remove", "image-tag-absent-1", ...flags])).exit).toBe(0);
    expect((await salvor(place, ["rehearse", "fault", "remove", "image-tag-absent-1", ...flags])).exit).toBe(2);
    await cluster.stop();
  });
});
