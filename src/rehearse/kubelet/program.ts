import { formatImage, type ImageReference, parseImage } from "../../model/kubernetes/image.ts";
import type { Container, Probe } from "../../model/kubernetes/pod.ts";
import { portOf } from "../../model/kubernetes/probe.ts";
import type { Behaviour, FromEnv, Listening } from "../group.ts";
import type { Port } from "./dial.ts";

/** A port of a program. Without `paths` every path is answered 200. */
export interface ProgramPort {
  readonly port: number;
  readonly protocol: Port["protocol"];
  readonly paths?: readonly { readonly path: string; readonly status?: number; readonly body?: string }[];
}

/** A behaviour with its variables put in: what a process does. */
export interface Program {
  readonly startSeconds: number;
  readonly stopSeconds: number;
  readonly ports: readonly ProgramPort[];
  readonly logs: readonly string[];
  readonly connects: readonly { readonly address: string; readonly at: "start" | "ready" }[];
  readonly stores: NonNullable<Behaviour["spec"]["stores"]>;
  readonly exits?: NonNullable<Behaviour["spec"]["exits"]>;
  readonly memory?: NonNullable<Behaviour["spec"]["memory"]>;
  /** Why it cannot start: it says so and exits 1. */
  readonly problem?: string;
}

/** The variables of a process. */
export type Environment = ReadonlyMap<string, string>;

const startSeconds = 0.2;
const stopSeconds = 0.1;

/** The behaviour of an image: one that names its tag or digest before one that names the repository alone. */
export function behaviourOf(behaviours: readonly Behaviour[], image: ImageReference): Behaviour["spec"] | undefined {
  const fits = behaviours.filter(({ spec }) => {
    const meant = parseImage(spec.image);
    if (meant?.host !== image.host || meant.repository !== image.repository) return false;
    return !isExact(spec.image) || formatImage(meant) === formatImage(image);
  });
  return (fits.find(({ spec }) => isExact(spec.image)) ?? fits[0])?.spec;
}

function isExact(text: string): boolean {
  return text.includes("@") || /:[^/]*$/.test(text);
}

/** Puts `${NAME}` and `${NAME:-text}` into a line. */
export function fillIn(line: string, env: Environment): string {
  return line.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g, (_, name: string, otherwise?: string) => {
    return env.get(name) || (otherwise ?? "");
  });
}

function settingOf(from: string | number | FromEnv, env: Environment): string | undefined {
  if (typeof from !== "object") return String(from);
  const set = env.get(from.env);
  if (set !== undefined && set !== "") return set;
  return from.default === undefined ? undefined : String(from.default);
}

/** What a container with a behaviour does, given its variables. */
export function programOf(spec: Behaviour["spec"], env: Environment): Program {
  const missing = (spec.requires ?? []).filter((name) => !env.get(name)).map((name) => `${name} is not set`);
  const ports = (spec.listen ?? []).map((listening) => portIn(listening, env));
  const connects = (spec.connects ?? []).map(({ address: from, at = "start" }) => {
    const address = settingOf(from, env);
    return address === undefined ? `${nameOf(from)} is not set` : { address, at };
  });
  const problem = [...missing, ...ports, ...connects].find((one) => typeof one === "string");
  return {
    startSeconds: spec.startSeconds ?? startSeconds,
    stopSeconds: spec.stopSeconds ?? stopSeconds,
    ports: ports.filter((one) => typeof one !== "string"),
    logs: (spec.logs ?? []).filter((entry) => isSaid(entry, env)).map((entry) => fillIn(lineOf(entry), env)),
    connects: connects.filter((one) => typeof one !== "string"),
    stores: spec.stores ?? [],
    ...(spec.exits ? { exits: spec.exits } : {}),
    ...(spec.memory ? { memory: spec.memory } : {}),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** A port; or why there is none. */
function portIn({ port: from, protocol = "http", paths }: Listening, env: Environment): ProgramPort | string {
  const text = settingOf(from, env);
  if (text === undefined) return `${nameOf(from)} is not set`;
  const port = Number(text);
  const valid = Number.isInteger(port) && port > 0 && port < 65_536;
  return valid ? { port, protocol, paths: paths ?? [{ path: "/" }] } : `invalid port "${text}"`;
}

type LogEntry = NonNullable<Behaviour["spec"]["logs"]>[number];

const lineOf = (entry: LogEntry): string => (typeof entry === "string" ? entry : entry.line);

function isSaid(entry: LogEntry, env: Environment): boolean {
  if (typeof entry === "string") return true;
  if (entry.whenSet !== undefined && !env.get(entry.whenSet)) return false;
  return entry.whenUnset === undefined || !env.get(entry.whenUnset);
}

function nameOf(from: string | number | FromEnv): string {
  return typeof from === "object" ? from.env : String(from);
}

/**
 * What a container without a behaviour does: it listens on the ports that it declares. Many manifests of the world
 * declare none; then it listens where its probes knock and on the number in `PORT`. `completes`: it does its work and
 * ends with 0, as init containers and pods that are not restarted are meant to.
 */
export function plainProgram(container: Container, env: Environment, completes: boolean): Program {
  const probes = [container.readinessProbe, container.livenessProbe, container.startupProbe];
  const declared = (container.ports ?? []).filter(({ protocol = "TCP" }) => protocol === "TCP");
  const numbers = new Set(declared.map(({ containerPort }) => containerPort));
  if (numbers.size === 0) {
    for (const port of [...probes.map((probe) => probePort(container, probe)), Number(env.get("PORT"))]) {
      if (port !== undefined && Number.isInteger(port) && port > 0) numbers.add(port);
    }
  }
  const ports = [...numbers].map((port) => ({ port, protocol: protocolOf(container, probes, port) }));
  return {
    startSeconds,
    stopSeconds,
    ports,
    logs: ports.map(({ port }) => `listening on ${port}`),
    connects: [],
    stores: [],
    ...(completes ? { exits: { afterSeconds: startSeconds, code: 0 } } : {}),
  };
}

function probePort(container: Container, probe: Probe | undefined): number | undefined {
  const port = probe?.httpGet?.port ?? probe?.tcpSocket?.port ?? probe?.grpc?.port;
  return port === undefined ? undefined : portOf(container, port);
}

function protocolOf(container: Container, probes: readonly (Probe | undefined)[], port: number): Port["protocol"] {
  const here = probes.filter((probe) => probePort(container, probe) === port);
  if (here.some((probe) => probe?.httpGet)) return "http";
  if (here.some((probe) => probe?.grpc)) return "grpc";
  return here.some((probe) => probe?.tcpSocket) ? "tcp" : "http";
}
