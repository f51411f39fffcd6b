/** Faults that can be made in a rehearsal cluster: the catalogue's items, and what the rehearsal cluster does for each. */

/** What a fault is switched on for. An empty target means everything of that sort. */
export interface FaultTarget {
  /** An image without tag and digest (`registry.example/shop/api`), or in full. */
  readonly image?: string;
  readonly namespace?: string;
  /** `Kind/name` in `namespace`: `Deployment/api`, `Secret/jwt-key`. */
  readonly object?: string;
  /** A key of the Secret or ConfigMap in `object`. */
  readonly key?: string;
  /** A container of the workload in `object`; all of them where absent. */
  readonly container?: string;
  /** API requests: a verb as in RBAC (`list`, `get`, `patch` …) and a resource (`pods`, `deployments.apps`). */
  readonly verb?: string;
  readonly resource?: string;
}

/** What is done to the world while a fault is on. Each form is understood by one part of the rehearsal cluster. */
export type FaultEffect =
  /** The registry: the manifest is not there, the caller may not have it, or its certificate is one that nodes do not trust. */
  | { readonly kind: "image"; readonly answer: "absent" | "denied" | "untrusted" }
  /** The process in a container: ends by itself, is killed for memory, or runs and never answers as ready. */
  | {
      readonly kind: "process";
      readonly does: "exit" | "out-of-memory" | "never-ready";
      readonly afterSeconds: number;
      readonly exitCode?: number;
      readonly log?: readonly string[];
    }
  /** An object: it (or one key of it) is taken away and put back when the fault ends. */
  | { readonly kind: "absence" }
  /** A workload's pod template: changed while the fault is on, changed back when it ends. */
  | {
      readonly kind: "template";
      readonly change: "probe-port" | "node-selector";
      readonly value: string | number;
    }
  /** The API server: answers with this instead (`status`), cuts the connection, or waits first. Embedded server only. */
  | {
      readonly kind: "api";
      readonly answer:
        | { readonly status: number; readonly retryAfterSeconds?: number }
        | "reset"
        | { readonly delaySeconds: number };
      /** The share of matching requests that it happens to, from 0 to 1. */
      readonly share: number;
    };

/** A parameter of a fault, given with `--with name=value`. */
export interface FaultParameter {
  readonly description: string;
  readonly default: string | number;
}

/** What people see when the fault is on, as the rehearsal cluster and a real control plane must both tell it. */
export interface FaultSymptom {
  /** Where: the waiting or terminated reason of a container, a pod condition's reason, or the HTTP status of an API request. */
  readonly reason: string;
  /** A part of the message that goes with it. */
  readonly message?: string;
  /** The reason of an event that must be written. */
  readonly event?: string;
}

/** One fault: a file of `catalog/faults`. `needs` are the fields of the target that must be given. */
export interface FaultKind {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly needs: readonly (keyof FaultTarget)[];
  readonly parameters: Readonly<Record<string, FaultParameter>>;
  readonly symptom: FaultSymptom;
  /** The id of the cause rule that must name it; absent for faults of the API. */
  readonly cause?: string;
  effect(parameters: Readonly<Record<string, string | number>>): FaultEffect;
}
