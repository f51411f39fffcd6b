import { describe, expect, test } from "vitest";
import type { Probe } from "../../model/kubernetes/pod.ts";
import { createNetwork, type Port } from "./dial.ts";
import { createHandClock } from "./hand-clock.ts";
import { type ProbeAnswer, runProbe } from "./probe.ts";
import { type ProbeKind, startProbeWorker } from "./probe-worker.ts";

const port = (protocol: Port["protocol"], status = 200, serving = true): Port => ({
  protocol,
  respond: (_, path) => ({ status: path === "/healthz" ? status : 404, body: "" }),
  serving: () => serving,
});
const ports: Readonly<Record<number, Port>> = {
  80: port("http"),
  81: port("http", 503),
  82: port("http", 302),
  90: port("grpc"),
  91: port("grpc", 200, false),
  99: port("tcp"),
};
const network = createNetwork();
network.join("10.244.1.5", { port: (number) => ports[number] });

const run = (probe: Probe, ready = true): ProbeAnswer =>
  runProbe(probe, {
    container: { name: "c", ports: [{ name: "web", containerPort: 80 }] },
    podIP: "10.244.1.5",
    network,
    ready: () => ready,
  });
const http = (port: number | string, path = "/healthz"): Probe => ({ httpGet: { port, path } });

describe("a probe", () => {
  test("succeeds where something answers as it asks", () => {
    const good: Probe[] = [
      http("web"),
      http(80),
      { tcpSocket: { port: 99 } },
      { grpc: { port: 90 } },
      { exec: { command: ["true"] } },
    ];
    expect(good.map((probe) => run(probe).result)).toEqual(good.map(() => "success"));
  });

  test.each([
    [http(50053), 'Get "http://10.244.1.5:50053/healthz": dial tcp 10.244.1.5:50053: connect: connection refused'],
    [http(81), "HTTP probe failed with statuscode: 503"],
    [http(80, "ready"), "HTTP probe failed with statuscode: 404"],
    [{ tcpSocket: { port: 70 } }, "dial tcp 10.244.1.5:70: connect: connection refused"],
    [{ grpc: { port: 70 } }, 'timeout: failed to connect service "10.244.1.5:70" within 1s: context deadline exceeded'],
    [{ grpc: { port: 91 } }, 'service unhealthy (responded with "NOT_SERVING")'],
  ])("fails in the words of the kubelet: %j", (probe, output) => {
    expect(run(probe)).toEqual({ result: "failure", output });
  });

  test("of HTTP at a gRPC port meets an answer that it cannot read", () => {
    expect(run(http(90)).output).toContain("malformed HTTP response");
  });

  test("warns of a redirect, and cannot be asked of a port by a name that is not declared", () => {
    expect(run(http(82)).result).toBe("warning");
    expect(run(http("grpc"))).toEqual({ result: "error", output: 'strconv.Atoi: parsing "grpc": invalid syntax' });
  });

  test("that runs a command finds what the program finds of itself", () => {
    expect(run({ exec: { command: ["pg_isready"] } }, false).result).toBe("failure");
  });
});

describe("the worker of a probe", () => {
  function work(
    kind: ProbeKind,
    probe: Probe,
    answers: readonly ProbeAnswer["result"][],
  ): { settled: string[]; events: string[]; forward(seconds: number): Promise<void> } {
    const clock = createHandClock();
    const settled: string[] = [];
    const events: string[] = [];
    let asked = 0;
    startProbeWorker({
      kind,
      probe,
      clock,
      startedAt: clock.now(),
      phase: 0,
      run: () => ({ result: answers[Math.min(asked++, answers.length - 1)] ?? "success", output: "why" }),
      settled: (result) => settled.push(result),
      warn: (reason, message) => events.push(`${reason} ${message}`),
    });
    return { settled, events, forward: (seconds) => clock.forward(seconds * 1000) };
  }

  test("waits for the delay, and settles at its threshold", async () => {
    const worker = work("Readiness", { initialDelaySeconds: 60, periodSeconds: 5, failureThreshold: 2 }, [
      "failure",
      "failure",
      "success",
    ]);
    await worker.forward(60);
    expect(worker.events).toEqual([]);
    await worker.forward(1);
    expect(worker.settled).toEqual([]);
    await worker.forward(5);
    expect(worker.settled).toEqual(["failure"]);
    await worker.forward(5);
    expect(worker.settled).toEqual(["failure", "success"]);
    expect(worker.events).toEqual(["Unhealthy Readiness probe failed: why", "Unhealthy Readiness probe failed: why"]);
  });

  test("counts only answers that follow one another", async () => {
    const worker = work("Liveness", { periodSeconds: 1, failureThreshold: 3 }, [
      "failure",
      "failure",
      "success",
      "failure",
      "failure",
      "error",
      "failure",
    ]);
    await worker.forward(5.5);
    expect(worker.settled).toEqual(["success"]);
    await worker.forward(60);
    expect(worker.settled).toEqual(["success", "failure"]);
    expect(worker.events).toContain("Unhealthy Liveness probe errored and resulted in unknown state: why");
  });

  test("of a startup ends with its first settled answer", async () => {
    const worker = work("Startup", { periodSeconds: 1 }, ["success"]);
    await worker.forward(60);
    expect(worker.settled).toEqual(["success"]);
  });
});
