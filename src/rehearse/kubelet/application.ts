import { parseQuantity } from "../../model/kubernetes/quantity.ts";
import type { RehearsalClock } from "../clock.ts";
import type { ContainerLog } from "./container-log.ts";
import type { Host, Port, PortAnswer } from "./dial.ts";
import type { ProcessFault } from "./fault-state.ts";
import type { Program, ProgramPort } from "./program.ts";

/** How a process ended. */
export interface Exit {
  readonly code: number;
  readonly reason: "Completed" | "Error" | "OOMKilled";
}

/** A running process of a container. */
export interface Application extends Host {
  readonly exited: Promise<Exit>;
  /** Whether a command in it would find it ready. */
  ready(): boolean;
  /** SIGTERM, and SIGKILL when it has not ended after so many seconds. */
  stop(graceSeconds: number): void;
  /** To be called when faults have changed. */
  reconsider(): void;
}

/** What a process is started with. */
export interface ApplicationOptions {
  readonly program: Program;
  readonly clock: RehearsalClock;
  readonly log: ContainerLog;
  /** How often the container was restarted before. */
  readonly restarts: number;
  /** The memory limit as a quantity. */
  readonly memoryLimit?: string;
  /** The path of the readiness probe. */
  readonly readinessPath?: string;
  /** What is kept with a volume; the process's own memory where there is none. */
  readonly volume?: Map<string, string>;
  /** Undefined when the address answers. */
  readonly dial: (address: string) => string | undefined;
  readonly faults: () => readonly ProcessFault[];
}

const killed = 137;
const terminated = 143;

/** Starts a process. It ends by itself, by `stop`, or by a fault; then all its ports are closed. */
export function startApplication(options: ApplicationOptions): Application {
  const { program, clock, log } = options;
  const exited = Promise.withResolvers<Exit>();
  const timers = new Set<() => void>();
  const startedAt = clock.now();
  let state: "starting" | "listening" | "stopping" | "over" = "starting";

  const end = (exit: Exit): void => {
    if (state === "over") return;
    state = "over";
    for (const cancel of timers) cancel();
    timers.clear();
    log.end();
    exited.resolve(exit);
  };
  const exit = (code: number): void => end({ code, reason: code === 0 ? "Completed" : "Error" });
  const outOfMemory = (): void => end({ code: killed, reason: "OOMKilled" });
  const after = (seconds: number, call: () => void): (() => void) => {
    const cancel = clock.after(Math.max(0, seconds * 1000), () => {
      timers.delete(cancel);
      if (state !== "over") call();
    });
    timers.add(cancel);
    return () => {
      timers.delete(cancel);
      cancel();
    };
  };
  const fail = (why: string): void => {
    log.write(`fatal: ${why}`);
    exit(1);
  };
  const begin = (): void => {
    if (state !== "starting") return;
    for (const { address, at } of program.connects) {
      const problem = at === "start" ? options.dial(address) : undefined;
      if (problem === undefined) continue;
      fail(`cannot connect to ${address}: ${problem}`);
      return;
    }
    state = "listening";
  };
  const hold = scheduledFaults({ options, startedAt, after, exit, outOfMemory });
  for (const line of program.logs) log.write(line);
  if (program.problem !== undefined) after(0.01, () => fail(program.problem ?? ""));
  else after(program.startSeconds, begin);
  const { exits, memory } = program;
  if (exits && options.restarts < (exits.times ?? Number.POSITIVE_INFINITY)) {
    after(exits.afterSeconds, () => {
      for (const line of exits.log ?? []) log.write(line);
      exit(exits.code);
    });
  }
  const limit = parseQuantity(options.memoryLimit);
  if (memory && limit !== undefined && (parseQuantity(memory.uses) ?? 0) > limit)
    after(memory.afterSeconds, outOfMemory);
  hold.reconsider();
  const face = createFace(options, log);
  return {
    exited: exited.promise,
    ready: () => state === "listening" && face.unready() === undefined,
    port: (port) => (state === "listening" || state === "stopping" ? face.port(port) : undefined),
    stop: (graceSeconds) => {
      if (graceSeconds <= 0) exit(killed);
      if (state === "over" || state === "stopping") return;
      state = "stopping";
      if (program.stopSeconds <= graceSeconds) after(program.stopSeconds, () => exit(terminated));
      else after(graceSeconds, () => exit(killed));
    },
    reconsider: () => {
      if (state !== "over") hold.reconsider();
    },
  };
}

interface Held {
  readonly options: ApplicationOptions;
  readonly startedAt: number;
  readonly after: (seconds: number, call: () => void) => () => void;
  readonly exit: (code: number) => void;
  readonly outOfMemory: () => void;
}

/** The ends that faults bring: counted from the start of the process, or of the fault where that came later. */
function scheduledFaults({ options, startedAt, after, exit, outOfMemory }: Held): { reconsider(): void } {
  const scheduled = new Map<string, () => void>();
  const schedule = ({ name, effect, since }: ProcessFault): void => {
    const due = Math.max(startedAt, since) + effect.afterSeconds * 1000;
    const strike = (): void => {
      for (const line of effect.log ?? []) options.log.write(line);
      if (effect.does === "exit") exit(effect.exitCode ?? 1);
      else outOfMemory();
    };
    scheduled.set(name, after(Math.max(0.02, (due - options.clock.now()) / 1000), strike));
  };
  return {
    reconsider: () => {
      const active = options.faults().filter(({ effect }) => effect.does !== "never-ready");
      for (const [name, cancel] of scheduled) {
        if (active.some((fault) => fault.name === name)) continue;
        cancel();
        scheduled.delete(name);
      }
      for (const fault of active) if (!scheduled.has(fault.name)) schedule(fault);
    },
  };
}

/** What a process shows to the outside through its ports. */
function createFace(
  options: ApplicationOptions,
  log: ContainerLog,
): { unready(): string | undefined; port: Host["port"] } {
  const { program, faults, dial } = options;
  const memory = new Map<string, string>();
  let said: string | undefined;
  const isNeverReady = (): boolean => faults().some(({ effect }) => effect.does === "never-ready");
  const waitsFor = (): string | undefined => {
    for (const { address, at } of program.connects) {
      const problem = at === "ready" ? dial(address) : undefined;
      if (problem !== undefined) return `cannot connect to ${address}: ${problem}`;
    }
    return undefined;
  };
  const unready = (): string | undefined => {
    const why = isNeverReady() ? "not ready" : waitsFor();
    if (why !== undefined && why !== said) log.write(why);
    said = why;
    return why;
  };
  const refuses = (path: string): string | undefined => {
    const { readinessPath } = options;
    if (readinessPath !== undefined && path !== readinessPath && isNeverReady()) return undefined;
    return unready();
  };
  const stored = storing(options, memory);
  const answers =
    (of: ProgramPort) =>
    (method: string, path: string, body: string): PortAnswer => {
      const why = refuses(path);
      if (why !== undefined) return { status: 503, body: why };
      const found = stored(of.port, method, path, body) ?? listed(of, path);
      return found ?? { status: 404, body: "404 page not found" };
    };
  const numbers = new Set([...program.ports.map(({ port }) => port), ...program.stores.map(({ port }) => port)]);
  const ports = new Map<number, Port>();
  for (const port of numbers) {
    const of = program.ports.find((one) => one.port === port) ?? { port, protocol: "http" as const, paths: [] };
    ports.set(port, { protocol: of.protocol, respond: answers(of), serving: () => unready() === undefined });
  }
  return {
    unready,
    // A closed port is the only way in which a program that only accepts connections can be not ready.
    port: (number) => {
      const port = ports.get(number);
      return port?.protocol === "tcp" && unready() !== undefined ? undefined : port;
    },
  };
}

function listed({ paths }: ProgramPort, path: string): PortAnswer | undefined {
  if (!paths) return { status: 200, body: "ok" };
  const found = paths.find((one) => one.path === path);
  return found ? { status: found.status ?? 200, body: found.body ?? "ok" } : undefined;
}

type Stored = (port: number, method: string, path: string, body: string) => PortAnswer | undefined;

function storing({ program, volume }: ApplicationOptions, memory: Map<string, string>): Stored {
  return (port, method, path, body) => {
    const store = program.stores.find((one) => one.port === port && path.startsWith(`${one.path.replace(/\/$/, "")}/`));
    if (!store) return undefined;
    const values = store.keeps === "volume" && volume ? volume : memory;
    if (method === "PUT" || method === "POST") {
      values.set(path, body);
      return { status: 204, body: "" };
    }
    if (method === "DELETE") return { status: values.delete(path) ? 204 : 404, body: "" };
    const value = values.get(path);
    return value === undefined ? { status: 404, body: "not found" } : { status: 200, body: value };
  };
}
