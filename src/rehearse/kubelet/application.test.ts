import { describe, expect, test } from "vitest";
import type { FaultEffect } from "../../model/fault.ts";
import type { Behaviour } from "../group.ts";
import { type Application, type ApplicationOptions, type Exit, startApplication } from "./application.ts";
import { createContainerLog } from "./container-log.ts";
import type { ProcessFault } from "./fault-state.ts";
import { createHandClock, type HandClock } from "./hand-clock.ts";
import { programOf } from "./program.ts";

interface Started {
  readonly application: Application;
  readonly clock: HandClock;
  lines(): readonly string[];
  exit(): Exit | undefined;
}

function start(spec: Omit<Behaviour["spec"], "image">, more: Partial<ApplicationOptions> = {}, env = {}): Started {
  const clock = createHandClock();
  const log = createContainerLog(clock);
  let ended: Exit | undefined;
  const program = programOf({ image: "x", ...spec }, new Map(Object.entries(env)));
  const application = startApplication({
    program,
    clock,
    log,
    restarts: 0,
    dial: () => undefined,
    faults: () => [],
    ...more,
  });
  void application.exited.then((exit) => {
    ended = exit;
  });
  return { application, clock, lines: () => log.lines().map(({ text }) => text), exit: () => ended };
}

function fault(effect: Omit<Extract<FaultEffect, { kind: "process" }>, "kind">, since = 0): ProcessFault {
  const kind = { id: "f", title: "", why: "", needs: [], parameters: {}, symptom: { reason: "" }, effect: () => full };
  const full = { kind: "process" as const, ...effect };
  return { name: "f", kind, target: {}, effect: full, since };
}

const respond = ({ application }: Started, port: number, path: string, put?: string): string => {
  const answer = application.port(port)?.respond(put === undefined ? "GET" : "PUT", path, put ?? "");
  return answer ? `${answer.status} ${answer.body}` : "refused";
};

describe("a process", () => {
  test("listens when it has started, and answers what is listed", async () => {
    const started = start({
      startSeconds: 1,
      listen: [
        {
          port: 80,
          paths: [
            { path: "/healthz", body: "well" },
            { path: "/no", status: 500 },
          ],
        },
      ],
    });
    await started.clock.forward(999);
    expect(respond(started, 80, "/healthz")).toBe("refused");
    await started.clock.forward(1);
    expect(respond(started, 80, "/healthz")).toBe("200 well");
    expect(respond(started, 80, "/no")).toBe("500 ok");
    expect(respond(started, 80, "/other")).toBe("404 404 page not found");
    expect(respond(started, 81, "/healthz")).toBe("refused");
  });

  test("without a variable that it requires it says so and exits 1", async () => {
    const started = start({ requires: ["TOKEN"], listen: [{ port: 80 }] });
    await started.clock.forward(100);
    expect(started.exit()).toEqual({ code: 1, reason: "Error" });
    expect(started.lines()).toEqual(["fatal: TOKEN is not set"]);
  });

  test("that cannot connect at its start says the address and the reason", async () => {
    const started = start({ connects: [{ address: "db:5432" }] }, { dial: () => "dial tcp: no" });
    await started.clock.forward(300);
    expect(started.exit()?.code).toBe(1);
    expect(started.lines()).toEqual(["fatal: cannot connect to db:5432: dial tcp: no"]);
  });

  test("that waits for an address answers 503 until it is there", async () => {
    let problem: string | undefined = "refused";
    const connects = [{ address: "db:5432", at: "ready" as const }];
    const started = start({ connects, listen: [{ port: 80 }] }, { dial: () => problem });
    await started.clock.forward(300);
    expect(respond(started, 80, "/")).toBe("503 cannot connect to db:5432: refused");
    expect(started.application.ready()).toBe(false);
    problem = undefined;
    expect(respond(started, 80, "/")).toBe("200 ok");
    expect(started.exit()).toBeUndefined();
  });

  test("exits as often as it is meant to, then stays up", async () => {
    const exits = { afterSeconds: 5, code: 3, times: 2, log: ["bye"] };
    const second = start({ exits }, { restarts: 1 });
    const third = start({ exits }, { restarts: 2 });
    for (const one of [second, third]) await one.clock.forward(6_000);
    expect(second.exit()).toEqual({ code: 3, reason: "Error" });
    expect(second.lines()).toEqual(["bye"]);
    expect(third.exit()).toBeUndefined();
  });

  test("is killed for memory only above its limit", async () => {
    const memory = { uses: "128Mi", afterSeconds: 4 };
    const small = start({ memory }, { memoryLimit: "64Mi" });
    const large = start({ memory }, { memoryLimit: "256Mi" });
    const free = start({ memory });
    for (const one of [small, large, free]) await one.clock.forward(5_000);
    expect(small.exit()).toEqual({ code: 137, reason: "OOMKilled" });
    expect([large.exit(), free.exit()]).toEqual([undefined, undefined]);
  });

  test("ends on SIGTERM in its own time, and is killed when that is too long", async () => {
    const quick = start({ stopSeconds: 2 });
    const slow = start({ stopSeconds: 60 });
    for (const one of [quick, slow]) one.application.stop(30);
    await quick.clock.forward(2_000);
    await slow.clock.forward(29_999);
    expect(quick.exit()?.code).toBe(143);
    expect(slow.exit()).toBeUndefined();
    await slow.clock.forward(1);
    expect(slow.exit()?.code).toBe(137);
  });

  test("keeps values in its volume, and those in memory only for itself", async () => {
    const stores = [
      { port: 80, path: "/kept", keeps: "volume" as const },
      { port: 80, path: "/lost", keeps: "memory" as const },
    ];
    const volume = new Map<string, string>();
    const first = start({ stores }, { volume });
    await first.clock.forward(300);
    expect(respond(first, 80, "/kept/a", "1")).toBe("204 ");
    respond(first, 80, "/lost/a", "2");
    expect(respond(first, 80, "/lost/a")).toBe("200 2");
    const second = start({ stores }, { volume });
    await second.clock.forward(300);
    expect(respond(second, 80, "/kept/a")).toBe("200 1");
    expect(respond(second, 80, "/lost/a")).toBe("404 not found");
  });
});

describe("a fault of a process", () => {
  test("ends it so many seconds after its start, or after the fault began", async () => {
    const atStart = start(
      {},
      { faults: () => [fault({ does: "exit", afterSeconds: 0, exitCode: 2, log: ["fatal: x"] })] },
    );
    await atStart.clock.forward(100);
    expect(atStart.exit()).toEqual({ code: 2, reason: "Error" });
    expect(atStart.lines()).toEqual(["fatal: x"]);

    let faults: readonly ProcessFault[] = [];
    const later = start({}, { faults: () => faults });
    await later.clock.forward(10_000);
    faults = [fault({ does: "out-of-memory", afterSeconds: 4 }, later.clock.now())];
    later.application.reconsider();
    await later.clock.forward(3_900);
    expect(later.exit()).toBeUndefined();
    await later.clock.forward(200);
    expect(later.exit()?.reason).toBe("OOMKilled");
  });

  test("that is taken back before it strikes does nothing", async () => {
    let faults: readonly ProcessFault[] = [fault({ does: "exit", afterSeconds: 5 })];
    const started = start({}, { faults: () => faults });
    await started.clock.forward(1_000);
    faults = [];
    started.application.reconsider();
    await started.clock.forward(60_000);
    expect(started.exit()).toBeUndefined();
  });

  test("makes it never ready in the way its readiness is asked, and only there", async () => {
    const listen = [
      { port: 80, paths: [{ path: "/ready" }, { path: "/live" }] },
      { port: 90, protocol: "tcp" as const },
    ];
    const never = fault({ does: "never-ready", afterSeconds: 0 });
    const started = start({ listen }, { faults: () => [never], readinessPath: "/ready" });
    await started.clock.forward(300);
    expect(respond(started, 80, "/ready")).toBe("503 not ready");
    expect(respond(started, 80, "/live")).toBe("200 ok");
    expect(started.application.port(90)).toBeUndefined();
    expect(started.application.ready()).toBe(false);
  });
});
