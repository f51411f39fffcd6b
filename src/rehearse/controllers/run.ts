import { createClient } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import { createRecorder, type EventRecorder } from "../events.ts";
import { createSeriesRecorder } from "../events-series.ts";
import type { Target } from "../transport.ts";
import { createCopies } from "./copies.ts";
import { deploymentController } from "./deployment/controller.ts";
import { endpointsController } from "./endpoints/endpoints-controller.ts";
import { endpointSliceController } from "./endpoints/slice-controller.ts";
import { garbageCollector } from "./garbage/controller.ts";
import { namespaceController } from "./namespace/controller.ts";
import { nodeLifecycleController } from "./node-lifecycle/controller.ts";
import { taintEvictionController } from "./node-lifecycle/eviction.ts";
import { replicaSetController } from "./replica-set/controller.ts";
import { rootCertificateController } from "./root-certificates.ts";
import { scheduler } from "./scheduler/controller.ts";
import { serviceAccountController } from "./service-accounts.ts";
import type { Controller } from "./setting.ts";

/** Which server to work on. */
export interface RunOptions {
  readonly target: Target;
  readonly clock: RehearsalClock;
  /** What placement goes by where several nodes are equally good. */
  readonly seed: string;
  /** Ids of controllers; all of them where absent. */
  readonly which?: readonly string[];
}

/** Controllers that work. `stop` resolves when none of their requests is under way any more. */
export interface RunningControllers {
  stop(): Promise<void>;
}

function controllersOf({ target }: RunOptions): Controller[] {
  return [
    serviceAccountController,
    ...(target.ca ? [rootCertificateController(target.ca)] : []),
    deploymentController,
    replicaSetController,
    namespaceController,
    garbageCollector,
    endpointSliceController,
    endpointsController,
    nodeLifecycleController,
    taintEvictionController,
    scheduler,
  ];
}

/** Starts what kube-controller-manager and kube-scheduler do; resolves when their copies of the cluster are filled. */
export async function runControllers(options: RunOptions): Promise<RunningControllers> {
  const { target, clock, seed, which } = options;
  const stop = new AbortController();
  const { signal } = stop;
  const client = createClient({ target, clock, agent: "kube-controller-manager", signal });
  const copies = createCopies({ client, clock, signal });
  const recorder = (component: string): EventRecorder => createRecorder({ client, clock, component });
  const { promise: begin, resolve: filled } = Promise.withResolvers<void>();
  const schedulerClient = createClient({ target, clock, agent: "kube-scheduler", signal });
  const actions = { Scheduled: "Binding", FailedScheduling: "Scheduling" };
  const schedulerEvents = (): EventRecorder =>
    createSeriesRecorder({ client: schedulerClient, clock, component: "default-scheduler", actions });
  const setting = { client, clock, signal, seed, copies, recorder, begin, schedulerClient, schedulerEvents };
  const chosen = controllersOf(options).filter((controller) => !which || which.includes(controller.id));
  const running = chosen.map((controller) => controller.start(setting));
  await copies.synced();
  filled();
  return {
    stop: async () => {
      stop.abort();
      await Promise.all(running.map((controller) => controller.idle()));
      client.close();
      schedulerClient.close();
    },
  };
}
