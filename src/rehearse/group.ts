import type { FaultTarget } from "../model/fault.ts";
import type { KubeObject } from "../model/kubernetes/object.ts";

/** The API group of a rehearsal cluster: how applications behave, and which faults are on. Both kinds are cluster-scoped. */
export const rehearseGroup = "rehearse.salvor.dev";

/** Its only version. */
export const rehearseVersion = "v1";

/** Where a value comes from: an environment variable of the container with a default, or a constant. */
export interface FromEnv {
  readonly env: string;
  readonly default?: string | number;
}

/** A port that the program listens on. */
export interface Listening {
  readonly port: number | FromEnv;
  /** `http` answers `paths`; `grpc` and `tcp` accept connections. Default: http. */
  readonly protocol?: "http" | "grpc" | "tcp";
  /** Answers by path; a path that is not listed is answered 404, `/` with 200 where no path is listed at all. */
  readonly paths?: readonly { readonly path: string; readonly status?: number; readonly body?: string }[];
}

/** An address that the program connects to: `host:port` or a URL, resolved as cluster DNS would. */
export interface Connecting {
  readonly address: string | FromEnv;
  /** `start`: it exits when the address does not answer. `ready`: it is not ready until it does (HTTP paths answer 503). Default: start. */
  readonly at?: "start" | "ready";
}

/** What the program does with data: values put under `path` (PUT path/KEY, GET path/KEY) and whether a restart keeps them. */
export interface Storing {
  readonly port: number;
  readonly path: string;
  /** `memory` is lost at each restart; `volume` is kept as long as the pod's claim. */
  readonly keeps: "memory" | "volume";
}

/**
 * How the program in an image behaves, read each time a process starts. An image without one listens on the ports that
 * its container declares (where it declares none: on those of its probes and the one in `PORT`), answers every path
 * with 200, and needs nothing; as an init container, or in a pod that is not always restarted, it ends well at once.
 */
export interface Behaviour extends KubeObject {
  readonly spec: {
    /** `host/repository`, with a tag or digest to mean only that one. */
    readonly image: string;
    /** Seconds from the start of the process until it listens. Default: 0.2. */
    readonly startSeconds?: number;
    readonly listen?: readonly Listening[];
    /** Variables that it needs: without one it exits 1 and says so. */
    readonly requires?: readonly string[];
    readonly connects?: readonly Connecting[];
    /** Lines written at the start, in order; `${NAME}` is a variable, `${NAME:-text}` with a default. `when`: only if the variable is set, or not. */
    readonly logs?: readonly (
      | string
      | { readonly line: string; readonly whenSet?: string; readonly whenUnset?: string }
    )[];
    readonly stores?: readonly Storing[];
    /** It ends by itself after so many seconds; `times` is how often (then it stays up). An exit code of 0 is a program that completes. */
    readonly exits?: {
      readonly afterSeconds: number;
      readonly code: number;
      readonly times?: number;
      readonly log?: readonly string[];
    };
    /** Memory it uses, as a quantity: more than the container's limit is a kill for memory after `afterSeconds`. */
    readonly memory?: { readonly uses: string; readonly afterSeconds: number };
    /** Seconds it takes to end after SIGTERM. Default: 0.1. */
    readonly stopSeconds?: number;
  };
}

/** A fault that is on as long as this object exists. `status.message` says what was done, or why nothing could be. */
export interface Fault extends KubeObject {
  readonly spec: {
    /** The id of the fault in the catalogue. */
    readonly fault: string;
    readonly target: FaultTarget;
    readonly with?: Readonly<Record<string, string | number>>;
  };
  readonly status?: { readonly message?: string; readonly undo?: unknown };
}
