import type { CheckAbout, CheckNote, FailOn, Shown } from "./check-result.ts";
import type { FaultTarget } from "./fault.ts";
import type { Finding } from "./finding.ts";
import type { Fleet } from "./fleet.ts";
import type { Pen } from "./format.ts";
import type { RunObserver } from "./journal.ts";
import type { Plan } from "./plan.ts";
import type { ExitCode } from "./problem.ts";
import type { RunReport } from "./report.ts";
import type { Clock } from "./world.ts";

/** What the verbs of the program are asked, and what they answer: the words between a command line and the app. */

/** kubectl's flags for which cluster and as whom. */
export interface ConnectionFlags {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly namespace?: string;
  readonly as?: string;
  readonly asGroup?: readonly string[];
}

/** A fault as the command line names it. */
export interface FaultFlags {
  readonly fault: string;
  readonly name?: string;
  readonly target: FaultTarget;
  readonly with?: Readonly<Record<string, string>>;
}

/** What somebody is asked to agree to. */
export interface ApprovalRequest {
  readonly plan: Plan;
  readonly fleet: Fleet;
}

/** How they agreed. */
export interface Approval {
  readonly how: "terminal" | "flag";
}

/** Whoever started a verb. `approve` throws SalvorProblem (exit 4) when nobody agrees. */
export interface Host {
  readonly actor: string;
  readonly command: string;
  readonly signal: AbortSignal;
  readonly observe: RunObserver;
  talk(line: string): void;
  during<T>(clock: Clock, work: () => Promise<T>): Promise<T>;
  /** Shows what would be done. */
  show(request: ApprovalRequest): void;
  approve(request: ApprovalRequest): Promise<Approval>;
}

/** What `deploy` is asked to do. `mirrors` are registry hosts (or `*`) to URLs. */
export interface DeployOptions {
  readonly connection: ConnectionFlags;
  readonly path?: string;
  readonly file?: string;
  readonly dryRun: boolean;
  readonly timeoutSeconds: number;
  readonly mirrors: Readonly<Record<string, string>>;
  readonly mirrorCa?: string;
}

/**
 * What repository is read, and as what: `paths` in it; `-` alone is standard input. `file` is the fleet file.
 */
export interface SourceOptions {
  readonly paths: readonly string[];
  readonly root?: string;
  readonly file?: string;
  readonly kubernetesVersion?: string;
  /** Kustomizations are built by kustomize on PATH (`tools`), which may fetch remote bases. */
  readonly render?: "builtin" | "tools";
  readonly fetch?: boolean;
}

/**
 * What `check` is asked. `paths` narrow what is reported, `only` and `skip` are ids of checks or patterns with `*`,
 * `stepSummary` is a file that a summary is appended to.
 */
export interface CheckOptions extends SourceOptions {
  readonly format: string;
  readonly show?: readonly Shown[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly failOn: FailOn;
  readonly strict: boolean;
  readonly baseline?: string;
  readonly changedSince?: string;
  readonly stepSummary?: string;
  /** Mend what can be mended with certainty, and check again. `yes`: nobody is asked. */
  readonly fix: boolean;
  readonly yes: boolean;
}

/** Changes of a file as a person is shown them: lines that begin with `@@`, `-` and `+`. */
export interface FileDiff {
  readonly path: string;
  readonly diff: readonly string[];
}

/** Whoever started a check. `ask` is absent where there is nobody to ask. */
export interface CheckHost {
  readonly pen: Pen;
  talk(line: string): void;
  showDiff(files: readonly FileDiff[]): void;
  readonly ask?: ((question: string) => Promise<boolean>) | undefined;
}

/** What a check came to, written in the format that was asked for. */
export interface Checked {
  readonly text: string;
  readonly exit: ExitCode;
}

/** A check with its examples, each with what is said of it. */
export interface ExplainedCheck {
  readonly check: CheckAbout;
  readonly needs: readonly string[];
  readonly examples: readonly {
    readonly name: string;
    readonly files: Readonly<Record<string, string>>;
    readonly findings: readonly Finding[];
  }[];
}

/** A finding that was made again, with all of its evidence. `root` is the folder of the repository, as a person types it. */
export interface ExplainedFinding {
  readonly root: string;
  readonly check: CheckAbout;
  readonly finding: Finding;
}

/** What `graph` is asked, as `check` is. */
export type GraphOptions = Pick<CheckOptions, "paths" | "root" | "file" | "format">;

/** A picture that was drawn. `notes` say what is not in it. */
export interface GraphDrawn extends Checked {
  readonly notes: readonly CheckNote[];
}

/** How a run ended, with its report; `files` are where that was written. */
export interface Ended {
  readonly exit: ExitCode;
  readonly report: RunReport;
  readonly files: readonly string[];
}

/** What `rehearse up` is asked to start. */
export interface UpOptions {
  readonly port?: number;
  readonly nodes?: number;
  readonly seed?: string;
  readonly scenario?: string;
  readonly kubeconfig?: string;
  readonly verbose: boolean;
}

/** A scenario as `rehearse list` tells it. `folder` is what `rehearse run` takes for those that are not built in. */
export interface ListedScenario {
  readonly name: string;
  readonly title: string;
  readonly folder: string;
  readonly steps: readonly string[];
}

/** The faults of a rehearsal cluster that are on, and those of the catalogue. */
export interface ListedFaults {
  readonly on: readonly { readonly name: string; readonly text: string }[];
  readonly kinds: readonly { readonly id: string; readonly title: string; readonly needs: readonly string[] }[];
}

/** How a cluster that runs is reached. */
export interface UpCluster {
  readonly kubeconfig: string;
  readonly server: string;
  readonly nodes: number;
  readonly registry: { readonly url: string; readonly ca: string };
}
