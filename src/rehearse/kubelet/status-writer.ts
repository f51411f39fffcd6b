import type { Condition } from "../../model/kubernetes/object.ts";
import type { Pod, PodStatus } from "../../model/kubernetes/pod.ts";
import { type Client, isApiError } from "../client.ts";
import { type RehearsalClock, sleep } from "../clock.ts";
import { resources } from "../resources.ts";

/** Writes the status of one pod, one write at a time; what changes meanwhile is written after it. */
export interface StatusWriter {
  /** The status may have changed. */
  dirty(): void;
  /** Whether it was this writer that gave the pod its phase. */
  hasWritten(phase: PodStatus["phase"]): boolean;
  /** Resolves when the last status is written, or the pod is gone. */
  flushed(): Promise<void>;
}

/** What is written and where. */
export interface StatusWriterOptions {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly signal: AbortSignal;
  pod(): Pod;
  status(now: number, before: readonly Condition[]): PodStatus;
}

const retryAfter = 1_000;

/** Conditions are merged by type, so that what a condition does not say any more must be said to be gone. */
function withoutLeftovers({ reason = null, message = null, ...rest }: Nullable): Nullable {
  return { ...rest, reason, message };
}

type Nullable = Omit<Condition, "reason" | "message"> & { reason?: string | null; message?: string | null };

/** Makes a writer. A refused write is tried again each second until the signal aborts; a pod that is gone is left alone. */
export function createStatusWriter(options: StatusWriterOptions): StatusWriter {
  const { client, clock, signal } = options;
  let wanted = false;
  let written = "";
  let phase: PodStatus["phase"];
  let conditions: readonly Condition[] = options.pod().status?.conditions ?? [];
  let work: Promise<void> | undefined;

  const write = async (): Promise<void> => {
    const status = options.status(clock.now(), conditions);
    conditions = status.conditions ?? [];
    const text = JSON.stringify(status);
    if (text === written) return;
    phase = status.phase;
    const { namespace, name, uid } = options.pod().metadata;
    const body = { metadata: { uid }, status: { ...status, conditions: conditions.map(withoutLeftovers) } };
    try {
      await client.patch(resources.pods, { namespace, name, subresource: "status" }, { form: "strategic", body });
      written = text;
    } catch (error) {
      if (isApiError(error, 404) || isApiError(error, 409)) return;
      wanted = true;
      await sleep(clock, retryAfter, signal);
    }
  };
  const drain = async (): Promise<void> => {
    while (wanted && !signal.aborted) {
      wanted = false;
      await write();
    }
    work = undefined;
  };
  return {
    dirty: () => {
      wanted = true;
      // Changes of one moment are one write.
      work ??= Promise.resolve().then(drain);
    },
    hasWritten: (asked) => asked === phase,
    flushed: async () => {
      while (work && !signal.aborted) await work;
    },
  };
}
