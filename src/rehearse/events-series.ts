import type { KubeObject } from "../model/kubernetes/object.ts";
import type { Client } from "./client.ts";
import { microTimestamp, type RehearsalClock } from "./clock.ts";
import { type EventRecorder, type Regarded, referenceTo, remember } from "./events.ts";
import { resources } from "./resources.ts";

/** Who writes, and the action that each reason belongs to. */
export interface SeriesOptions {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly component: string;
  readonly actions: Readonly<Record<string, string>>;
}

/**
 * Writes events in the newer form (with `eventTime` and `action`, without first and last time), as the scheduler does.
 * Source: client-go tools/events of 0.34.
 */
export function createSeriesRecorder(options: SeriesOptions): EventRecorder {
  const { client, clock, component, actions } = options;
  const seen = new Map<string, { name: string; count: number }>();
  let serial = 0;
  let sending: Promise<void> = Promise.resolve();
  const send = (write: () => Promise<KubeObject>): void => {
    sending = sending.then(write).then(
      () => undefined,
      () => undefined,
    );
  };
  const record = (type: string, regarded: Regarded, { reason, message }: { reason: string; message: string }): void => {
    const reference = referenceTo(regarded);
    const { namespace = "default" } = reference;
    const key = JSON.stringify([type, reason, reference]);
    const now = clock.now();
    const known = seen.get(key);
    if (known) {
      known.count += 1;
      const series = { count: known.count, lastObservedTime: microTimestamp(now) };
      const place = { namespace, name: known.name };
      send(() => client.patch(resources.events, place, { form: "strategic", body: { series } }));
      return;
    }
    const name = `${reference.name}.${(BigInt(now) * 1_000_000n + BigInt(serial++ % 1_000_000)).toString(16)}`;
    remember(seen, key, { name, count: 1 });
    send(() =>
      client.create(resources.events, {
        metadata: { name, namespace },
        involvedObject: reference,
        action: actions[reason] ?? reason,
        reason,
        message,
        type,
        eventTime: microTimestamp(now),
        firstTimestamp: null,
        lastTimestamp: null,
        source: {},
        reportingComponent: component,
        reportingInstance: `${component}-rehearsal`,
      }),
    );
  };
  return {
    normal: (about, reason, message) => record("Normal", about, { reason, message }),
    warning: (about, reason, message) => record("Warning", about, { reason, message }),
  };
}
