import { describe, expect, test } from "vitest";
import { createContainerLog, selectLog } from "./container-log.ts";
import { newRecord } from "./container-record.ts";
import { createHandClock } from "./hand-clock.ts";
import { logOf } from "./node-api.ts";

describe("a log", () => {
  test("is cut as it is asked for", async () => {
    const clock = createHandClock();
    const log = createContainerLog(clock);
    for (const text of ["a", "b", "c"]) {
      log.write(text);
      await clock.forward(10_000);
    }
    const select = (wanted: Parameters<typeof selectLog>[1]): string => selectLog(log.lines(), wanted, clock.now());
    expect(select({})).toBe("a\nb\nc\n");
    expect(select({ tailLines: 2 })).toBe("b\nc\n");
    expect(select({ tailLines: 0 })).toBe("");
    expect(select({ sinceSeconds: 15 })).toBe("c\n");
    expect(select({ sinceTime: "2026-01-01T00:00:10Z" })).toBe("b\nc\n");
    expect(select({ limitBytes: 3 })).toBe("a\nb");
    expect(select({ tailLines: 1, timestamps: true })).toBe("2026-01-01T00:00:20.000000000Z c\n");
  });

  test("is followed to its end", () => {
    const log = createContainerLog(createHandClock());
    const seen: string[] = [];
    log.follow(
      ({ text }) => seen.push(text),
      () => seen.push("END"),
    );
    const stop = log.follow(
      ({ text }) => seen.push(`2${text}`),
      () => seen.push("2END"),
    );
    log.write("a");
    stop();
    log.write("b");
    log.end();
    expect(seen).toEqual(["a", "2a", "b", "END"]);
  });
});

describe("which log a kubelet gives", () => {
  const asked = { pod: "p", container: "c", previous: false };
  const log = createContainerLog(createHandClock());
  const older = createContainerLog(createHandClock());
  const record = newRecord({ name: "c" }, "main", "ContainerCreating");

  test("none before the container ran, with the reason", () => {
    expect(logOf(record, asked)).toBe('container "c" in pod "p" is waiting to start: ContainerCreating');
    const state = { waiting: { reason: "ImagePullBackOff" } };
    expect(logOf({ ...record, state }, asked)).toContain("trying and failing to pull image");
    expect(logOf(undefined, asked)).toBe('container "c" in pod "p" is not available');
  });

  test("the last run's while it waits after a crash, and as the previous one too", () => {
    const crashed = {
      ...record,
      state: { waiting: {} },
      lastState: { terminated: { exitCode: 1 } },
      log,
      previousLog: older,
    };
    expect(logOf(crashed, asked)).toBe(log);
    expect(logOf(crashed, { ...asked, previous: true })).toBe(log);
    expect(logOf({ ...crashed, state: { running: {} } }, { ...asked, previous: true })).toBe(older);
    const first = { ...record, state: { running: {} }, log };
    expect(logOf(first, { ...asked, previous: true })).toBe('previous terminated container "c" in pod "p" not found');
  });
});
