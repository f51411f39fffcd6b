import { exitCodes, SalvorProblem } from "../model/problem.ts";
import type { Approval, ApprovalRequest } from "../model/verbs.ts";
import { tellPlan } from "./narrate.ts";
import type { Stdio } from "./stdio.ts";
import type { Terminal } from "./terminal.ts";
import { plainText } from "./words.ts";

/** What the flags say about agreeing. */
export interface ApprovalFlags {
  readonly yes: boolean;
  readonly context?: string;
}

/** Whether it is certain that this cluster is meant: the fleet names it, `--context` does, or nothing can be harmed there. */
function isMeant({ fleet, plan }: ApprovalRequest, flags: ApprovalFlags): boolean {
  const named = fleet.cluster.uid !== undefined || (fleet.cluster.contexts ?? []).length > 0;
  return named || flags.context !== undefined || plan.cluster.mode === "rehearsal";
}

/** `1.34` of `1.34`, `v1.34.4` and `1.34.4+k3s1`: what the fleet's manifests were written for. */
function minorOf(version: string): string {
  return /^v?(\d+\.\d+)/.exec(version)?.[1] ?? version;
}

function refuseOtherVersion({ fleet, plan: { cluster } }: ApprovalRequest): void {
  const { version } = fleet.cluster;
  if (version === undefined || minorOf(version) === minorOf(cluster.version)) return;
  throw new SalvorProblem({
    code: "other-version",
    message: `The fleet ${fleet.name} (${fleet.path ?? "no file"}) is written for Kubernetes ${version}, and this server is ${cluster.version}. Nothing was changed.`,
    hint: "Look at what that version removed, then correct `cluster.version` in the fleet file.",
    exit: exitCodes.refused,
  });
}

/** Refuses a cluster that the fleet file does not mean. The UID decides where it is given; a context's name otherwise. */
function refuseOther(request: ApprovalRequest): void {
  refuseOtherVersion(request);
  const { fleet } = request;
  const { cluster } = request.plan;
  const { uid, contexts } = fleet.cluster;
  const other =
    uid !== undefined
      ? uid !== cluster.uid
      : contexts !== undefined && contexts.length > 0 && !contexts.includes(cluster.context);
  if (!other) return;
  const wanted = uid === undefined ? `the context ${contexts?.join(" or ")}` : `the cluster with the UID ${uid}`;
  throw new SalvorProblem({
    code: "other-cluster",
    message: `The fleet ${fleet.name} (${fleet.path ?? "no file"}) names ${wanted}, and this is ${cluster.context} with the UID ${cluster.uid}. Nothing was changed.`,
    hint: "Choose the right cluster with --context, or correct `cluster:` in the fleet file if the cluster was built anew.",
    exit: exitCodes.refused,
  });
}

function refuse(message: string, hint: string): never {
  throw new SalvorProblem({ code: "not-approved", message, hint, exit: exitCodes.refused });
}

/** The lines that every write prints first. */
function tellTarget({ fleet, plan: { cluster } }: ApprovalRequest): readonly string[] {
  return [
    `context   ${cluster.context}  (${cluster.server}, Kubernetes ${cluster.version})`,
    `cluster   ${cluster.uid}${cluster.mode === "rehearsal" ? "  (a rehearsal cluster: nothing real is touched)" : ""}`,
    `fleet     ${fleet.name}${fleet.path ? `  (${fleet.path})` : "  (no fleet file)"}`,
  ];
}

/** Shows where and what, and asks nothing. */
export function showPlan(request: ApprovalRequest, terminal: Terminal): void {
  for (const line of tellTarget(request)) terminal.talk(plainText(line, terminal.page.style));
  for (const line of tellPlan(request.plan, terminal.page)) terminal.talk(line);
}

/**
 * Shows where and what, then asks. Throws SalvorProblem with exit 4 where nobody agreed: the wrong cluster, no `-y`
 * and nobody to ask, or an answer that was not yes.
 */
export async function approve(
  request: ApprovalRequest,
  flags: ApprovalFlags,
  { stdio, terminal }: { readonly stdio: Stdio; readonly terminal: Terminal },
): Promise<Approval> {
  for (const line of tellTarget(request)) terminal.talk(plainText(line, terminal.page.style));
  refuseOther(request);
  for (const line of tellPlan(request.plan, terminal.page)) terminal.talk(line);
  const meant = isMeant(request, flags);
  if (flags.yes && meant) return { how: "flag" };
  if (!stdio.question) {
    if (!meant) {
      refuse(
        `No fleet file names the cluster ${request.plan.cluster.context}, so it is not certain that it is meant. Nothing was changed.`,
        "Name it with --context, or write `cluster:` with its UID into the fleet file.",
      );
    }
    refuse("Nobody agreed to this plan, and there is no terminal to ask. Nothing was changed.", "Say -y to agree.");
  }
  const answer = await stdio.question("Do this? Type yes: ", stdio.signal);
  if (answer?.trim().toLowerCase() !== "yes") refuse("The plan was not agreed to. Nothing was changed.", "");
  return { how: "terminal" };
}
