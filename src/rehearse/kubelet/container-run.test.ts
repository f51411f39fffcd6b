import { describe, expect, test } from "vitest";
import type { Container, Pod } from "../../model/kubernetes/pod.ts";
import type { Behaviour } from "../group.ts";
import type { Cluster, ContainerHost } from "./container-host.ts";
import { type ContainerRecord, newRecord } from "./container-record.ts";
import { runContainer } from "./container-run.ts";
import { createNetwork } from "./dial.ts";
import { createHandClock, type HandClock } from "./hand-clock.ts";
import type { PullFailure } from "./image-messages.ts";

interface World {
  readonly clock: HandClock;
  readonly record: ContainerRecord;
  readonly events: string[];
  /** What the record said at each report: the reason it waits, `running`, or the reason it ended. */
  readonly told: string[];
  pulls: ({ readonly digest: string } | PullFailure)[];
  secrets: Record<string, Record<string, string>>;
  done: boolean;
  stop(): void;
}

const digest = `sha256:${"a".repeat(64)}`;

/** One container on a node of its own: images are answered from `pulls`, the last answer again and again. */
function run(
  container: Partial<Container>,
  spec: Omit<Behaviour["spec"], "image">,
  more: { pod?: Partial<Pod["spec"]>; pulls?: World["pulls"] } = {},
): World {
  const { pod = {}, pulls = [{ digest }] } = more;
  const clock = createHandClock();
  const stop = new AbortController();
  const full: Container = { name: "app", image: "r.example/app:v1", imagePullPolicy: "Always", ...container };
  const object: Pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "shop", uid: "u1" },
    spec: { containers: [full], ...pod },
  };
  const behaviour: Behaviour = {
    apiVersion: "x",
    kind: "Behaviour",
    metadata: { name: "b" },
    spec: { image: "r.example/app", ...spec },
  };
  const network = createNetwork();
  const record = newRecord(full, "main", "ContainerCreating");
  network.join("10.244.1.5", { port: (port) => record.application?.port(port) });
  const world: World = {
    clock,
    record,
    events: [],
    told: [],
    pulls,
    secrets: {},
    done: false,
    stop: () => stop.abort(),
  };
  const host: ContainerHost = {
    cluster: {
      clock,
      seed: "s",
      network,
      services: { service: () => undefined, serviceAt: () => undefined, slices: () => [] },
      allServices: () => [],
      behaviours: () => [behaviour],
      faults: () => [],
      claim: () => new Map(),
    } as unknown as Cluster,
    node: {
      name: "node-1",
      address: "172.18.0.2",
      allocatable: {},
      images: {
        digest: () => undefined,
        forget: () => undefined,
        pull: async () => (world.pulls.length > 1 ? world.pulls.shift() : world.pulls[0]) ?? { digest },
      },
    } as unknown as ContainerHost["node"],
    pod: () => object,
    spec: () => full,
    self: () => ({ pod: object, podIP: "10.244.1.5", hostIP: "172.18.0.2", allocatable: {} }),
    read: async (_, name) => world.secrets[name],
    volume: () => undefined,
    report: () => {
      const { waiting, running, terminated } = record.state;
      const now = waiting?.reason ?? (running ? "running" : (terminated?.reason ?? ""));
      if (world.told.at(-1) !== now) world.told.push(now);
    },
    event: (_, type, reason, message) => world.events.push(`${type} ${reason} ${message}`),
  };
  void runContainer(host, record, stop.signal).then(() => {
    world.done = true;
  });
  return world;
}

const seconds = (world: World, count: number): Promise<void> => world.clock.forward(count * 1000);

describe("a container that crashes", () => {
  test("is started again at once, then after 10 s, then after 20 s, with what it said last", async () => {
    const world = run({}, { requires: ["TOKEN"] });
    await seconds(world, 5);
    expect(world.record.state.waiting).toEqual({
      reason: "CrashLoopBackOff",
      message: "back-off 10s restarting failed container=app pod=p_shop(u1)",
    });
    expect(world.record.restartCount).toBe(1);
    expect(world.record.lastState?.terminated).toMatchObject({
      exitCode: 1,
      reason: "Error",
      containerID: world.record.containerID,
    });
    expect(world.record.log?.lines().map(({ text }) => text)).toEqual(["fatal: TOKEN is not set"]);
    await seconds(world, 10);
    expect(world.record.restartCount).toBe(2);
    expect(world.record.state.waiting?.message).toContain("back-off 20s");
    await seconds(world, 15);
    expect(world.record.restartCount).toBe(2);
    await seconds(world, 10);
    expect(world.record.restartCount).toBe(3);
    expect(world.events).toContain("warning BackOff Back-off restarting failed container app in pod p_shop(u1)");
    world.stop();
  });

  test("leaves the end of its log as its message where it is asked to", async () => {
    const world = run({ terminationMessagePolicy: "FallbackToLogsOnError" }, { requires: ["TOKEN"] });
    await seconds(world, 5);
    expect(world.record.lastState?.terminated?.message).toBe("fatal: TOKEN is not set\n");
    world.stop();
    const silent = run({}, { requires: ["TOKEN"] });
    await seconds(silent, 5);
    expect(silent.record.lastState?.terminated?.message).toBeUndefined();
    silent.stop();
  });

  test("is not started again where its pod says so", async () => {
    const world = run({}, { exits: { afterSeconds: 1, code: 4 } }, { pod: { restartPolicy: "Never" } });
    await seconds(world, 2);
    expect([world.done, world.record.state.terminated?.exitCode]).toEqual([true, 4]);
    const well = run({}, { exits: { afterSeconds: 1, code: 0 } }, { pod: { restartPolicy: "OnFailure" } });
    await seconds(well, 2);
    expect([well.done, well.record.state.terminated?.reason]).toEqual([true, "Completed"]);
  });
});

describe("a container without its image", () => {
  test("goes back and forth between the error and waiting for it, and then runs", async () => {
    const world = run({}, {}, { pulls: [{ kind: "absent" }, { kind: "absent" }, { digest }] });
    await seconds(world, 60);
    expect(world.told).toEqual(["ErrImagePull", "ImagePullBackOff", "ErrImagePull", "ImagePullBackOff", "running"]);
    expect(world.record.imageID).toBe(`r.example/app@${digest}`);
    expect(world.events.slice(0, 5)).toEqual([
      'normal Pulling Pulling image "r.example/app:v1"',
      expect.stringMatching(/^warning Failed Failed to pull image "r.example\/app:v1": rpc error: code = NotFound/),
      "warning Failed Error: ErrImagePull",
      'normal BackOff Back-off pulling image "r.example/app:v1"',
      "warning Failed Error: ImagePullBackOff",
    ]);
    world.stop();
  });

  test("is not pulled where that is not allowed, or where the name cannot be read", async () => {
    const never = run({ imagePullPolicy: "Never" }, {});
    const wrong = run({ image: "r.example/App" }, {});
    for (const world of [never, wrong]) {
      await seconds(world, 1);
      world.stop();
    }
    expect([never.told, wrong.told]).toEqual([["ErrImageNeverPull"], ["InvalidImageName"]]);
  });
});

test("a container whose Secret is missing waits for it, with its name", async () => {
  const world = run({ envFrom: [{ secretRef: { name: "jwt-key" } }] }, { requires: ["KEY"] });
  await seconds(world, 1);
  expect(world.record.state.waiting).toEqual({
    reason: "CreateContainerConfigError",
    message: 'secret "jwt-key" not found',
  });
  expect(world.events).toContain('warning Failed Error: secret "jwt-key" not found');
  world.secrets = { "jwt-key": { KEY: "k" } };
  await seconds(world, 16);
  expect(world.record.state.running).toBeDefined();
  expect(world.record.restartCount).toBe(0);
  world.stop();
});

describe("a container that is probed", () => {
  const probe = (port: number) => ({ httpGet: { path: "/", port }, periodSeconds: 1, failureThreshold: 2 });

  test("is ready when it answers, and not before", async () => {
    const world = run({ readinessProbe: probe(80) }, { startSeconds: 5, listen: [{ port: 80 }] });
    await seconds(world, 4);
    expect([world.record.started, world.record.ready]).toEqual([true, false]);
    await seconds(world, 3);
    expect(world.record.ready).toBe(true);
    world.stop();
  });

  test("is killed and started again when it is not alive", async () => {
    const world = run({ livenessProbe: probe(81) }, { listen: [{ port: 80 }] });
    await seconds(world, 3);
    expect(world.events).toContain(
      'warning Unhealthy Liveness probe failed: Get "http://10.244.1.5:81/": dial tcp 10.244.1.5:81: connect: connection refused',
    );
    expect(world.events).toContain("normal Killing Container app failed liveness probe, will be restarted");
    expect(world.record.restartCount).toBe(1);
    world.stop();
  });

  test("is not asked whether it is ready or alive before it has started", async () => {
    const startupProbe = { ...probe(80), failureThreshold: 30 };
    const world = run(
      { startupProbe, livenessProbe: probe(80), readinessProbe: probe(80) },
      { startSeconds: 10, listen: [{ port: 80 }] },
    );
    await seconds(world, 9);
    expect([world.record.started, world.record.ready, world.record.restartCount]).toEqual([false, false, 0]);
    expect(world.events.some((event) => event.includes("Liveness"))).toBe(false);
    await seconds(world, 3);
    expect([world.record.started, world.record.ready]).toEqual([true, true]);
    world.stop();
  });
});
