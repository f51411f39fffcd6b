import pkg from "../package.json" with { type: "json" };
import type { CheckAbout } from "./model/check-result.ts";
import type {
  Checked,
  CheckHost,
  CheckOptions,
  ConnectionFlags,
  DeployOptions,
  Ended,
  ExplainedCheck,
  ExplainedFinding,
  FaultFlags,
  GraphDrawn,
  GraphOptions,
  Host,
  ListedFaults,
  ListedScenario,
  SourceOptions,
  UpCluster,
  UpOptions,
} from "./model/verbs.ts";

/** The door to everything that Salvor does. A verb is loaded when it is called, and what it needs with it. */

/** The scenarios that come with the program; a bundle of it lies as far from them as this file. */
async function builtIn(): Promise<string> {
  return (await import("./world/carried.ts")).carriedFolder(new URL("../scenarios", import.meta.url));
}

/** Which Salvor this is. */
export function version(): { readonly version: string; readonly node: string } {
  return { version: pkg.version, node: process.versions.node };
}

/** Keeps the details of a fault of ours; resolves with the file. */
export async function writeFault(details: string, argv: readonly string[]): Promise<string> {
  const { temporaryPath, writeWhole } = await import("./world/output.ts");
  const path = temporaryPath("fault.txt");
  const { version: salvor, node } = version();
  await writeWhole(path, `salvor ${salvor}, Node ${node}\nsalvor ${argv.join(" ")}\n\n${details}\n`, "private");
  return path;
}

/** The ids that a value of this name may be, for completion at the prompt; undefined where it may be anything. */
export async function idsOf(name: string): Promise<readonly string[] | undefined> {
  return (await import("./app/ids.ts")).idsOf(name, builtIn);
}

/** Checks what a repository declares. It reads files, and writes them only to mend them. */
export async function check(options: CheckOptions, host: CheckHost): Promise<Checked> {
  return (await import("./app/check.ts")).check(options, host, pkg.version);
}

/** Checks again whenever a file is saved, until the signal aborts. */
export async function checkWatch(
  options: CheckOptions,
  host: CheckHost & { readonly signal: AbortSignal },
  show: (checked: Checked) => void,
): Promise<void> {
  await (await import("./app/watch.ts")).watchCheck(options, host, { version: pkg.version, show });
}

/** Every check, in the order of their ids. */
export async function listChecks(): Promise<readonly CheckAbout[]> {
  return (await import("./app/explain.ts")).listChecks();
}

/** A check and what it says of its examples. */
export async function explainCheck(id: string): Promise<ExplainedCheck> {
  return (await import("./app/explain.ts")).explainCheck(id);
}

/** A finding of an earlier check, made again with all of its evidence. */
export async function explainFinding(key: string, options: SourceOptions): Promise<ExplainedFinding> {
  return (await import("./app/explain.ts")).explainFinding(key, options);
}

/** Draws what a repository declares, and what depends on what. */
export async function graph(options: GraphOptions): Promise<GraphDrawn> {
  return (await import("./app/graph.ts")).draw(options);
}

/** Applies and proves what a folder, a file or a fleet declares. Undefined after a dry run. */
export async function deploy(options: DeployOptions, host: Host): Promise<Ended | undefined> {
  return (await import("./app/deploy.ts")).deploy(options, host);
}

/** The built-in scenarios and those below a folder, which need not be there. */
export async function rehearseList(folder: string): Promise<readonly ListedScenario[]> {
  return (await import("./app/rehearse.ts")).listed(await builtIn(), folder);
}

/** Starts a cluster, says when it is ready, and keeps it until the host's signal aborts. */
export async function rehearseUp(options: UpOptions, host: Host, ready: (cluster: UpCluster) => void): Promise<void> {
  return (await import("./app/rehearse.ts")).up({ ...options, builtIn: await builtIn() }, host, ready);
}

/** Plays a scenario on a cluster of its own. */
export async function rehearseRun(
  options: { readonly scenario: string; readonly until?: string },
  host: Host,
): Promise<Ended> {
  return (await import("./app/rehearse.ts")).run({ ...options, builtIn: await builtIn() }, host);
}

/** Switches a fault on in a rehearsal cluster that runs; resolves with its name. */
export async function faultAdd(connection: ConnectionFlags, flags: FaultFlags): Promise<string> {
  return (await import("./app/fault.ts")).add(connection, flags);
}

/** Switches a fault off. */
export async function faultRemove(connection: ConnectionFlags, name: string): Promise<void> {
  return (await import("./app/fault.ts")).remove(connection, name);
}

/** The faults that are on, and those that there are. */
export async function faultList(connection: ConnectionFlags): Promise<ListedFaults> {
  return (await import("./app/fault.ts")).list(connection);
}
