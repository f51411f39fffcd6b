import type { Client } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import type { EventRecorder } from "../events.ts";
import type { Copies } from "./copies.ts";

/** What every controller is given. */
export interface Setting {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly signal: AbortSignal;
  readonly seed: string;
  readonly copies: Copies;
  /** Resolves when the copies are filled; queues wait for it. */
  readonly begin: Promise<void>;
  /** A recorder of events that names this component as their source. */
  recorder(component: string): EventRecorder;
  /** The scheduler is a component of its own: its writes carry its own name. */
  readonly schedulerClient: Client;
  schedulerEvents(): EventRecorder;
}

/** A controller: started once the local copies are filled, it works until the setting's signal aborts. */
export interface Controller {
  readonly id: string;
  /** Sets up queues and handlers; returns what resolves when nothing is under way any more. */
  start(setting: Setting): { idle(): Promise<void> };
}
