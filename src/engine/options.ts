import type { Catalog } from "../model/catalog.ts";
import type { Fleet } from "../model/fleet.ts";
import type { JournalEvent, JournalStore, RunObserver } from "../model/journal.ts";
import type { Plan } from "../model/plan.ts";
import type { Declared, HeldLease, KubeWriter, LeaseKeeper, World } from "../model/world.ts";

/** What making a plan needs. `writer` only previews. Durations are in seconds. */
export interface PlanOptions {
  readonly world: World;
  readonly writer: KubeWriter;
  readonly catalog: Catalog;
  /** Absent: what is declared is one layer, `all`. */
  readonly fleet?: Fleet;
  readonly declared: readonly Declared[];
  /** The namespace of objects that say none. */
  readonly namespace: string;
  /** How long a step may take to be proven. Default: 300. */
  readonly timeoutSeconds?: number;
  /** How long a step must stay ready where its service does not say. Default: 10. */
  readonly stableForSeconds?: number;
  /** Takes fields over from other field managers. */
  readonly force?: boolean;
}

/** Who agreed to the plan, and how. */
export type Approval = Pick<Extract<JournalEvent, { type: "run.approved" }>, "by" | "how">;

/** What running a plan needs. `declared` is what the plan was made of. */
export interface RunOptions {
  readonly world: World;
  /** A writer that is fenced by the lease. */
  writer(lease: HeldLease): KubeWriter;
  readonly leases: LeaseKeeper;
  readonly journal: JournalStore;
  readonly catalog: Catalog;
  readonly plan: Plan;
  readonly declared: readonly Declared[];
  readonly title: string;
  readonly command: string;
  readonly actor: string;
  readonly approval: Approval;
  readonly lock: { readonly name: string; readonly namespace: string };
  readonly observer: RunObserver;
  readonly signal: AbortSignal;
}
