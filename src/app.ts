import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import pkg from "../package.json" with { type: "json" };
import type { Catalog } from "./model/catalog.ts";
import { type Fleet, noFleet } from "./model/fleet.ts";
import type { JournalStore } from "./model/journal.ts";
import type { Plan } from "./model/plan.ts";
import { type ExitCode, exitCodes, SalvorProblem } from "./model/problem.ts";
import { reportOf } from "./model/report.ts";
import type { Scenario, ScenarioFault } from "./model/scenario.ts";
import type {
  Checked,
  CheckOptions,
  ConnectionFlags,
  DeployOptions,
  Ended,
  FaultFlags,
  Host,
  ListedFaults,
  ListedScenario,
  UpCluster,
  UpOptions,
} from "./model/verbs.ts";
import type { Declared } from "./model/world.ts";
import type { AuditEntry } from "./rehearse/api/audit.ts";
import type { Client } from "./rehearse/client.ts";
import type { RehearsalCluster } from "./rehearse/cluster.ts";
import type { Goal } from "./world/goal.ts";
import type { OpenWorld, WorldOptions } from "./world/open.ts";
import type { RehearsalFiles } from "./world/rehearsal-files.ts";

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

const builtIn = fileURLToPath(new URL("../scenarios", import.meta.url));

/** The built-in scenarios and those below a folder, which need not be there. */
export async function rehearseList(folder: string): Promise<readonly ListedScenario[]> {
  const { listScenarios } = await import("./world/scenario.ts");
  return listScenarios([builtIn, resolve(folder)]);
}

function worldOptionsOf({ kubeconfig, context, namespace, as, asGroup }: ConnectionFlags): WorldOptions {
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(as === undefined ? {} : { as }),
    ...(asGroup === undefined ? {} : { asGroups: asGroup }),
  };
}

function mirrorsOf({ mirrors, mirrorCa }: Pick<DeployOptions, "mirrors" | "mirrorCa">): Fleet["registries"] {
  const ca = mirrorCa === undefined ? {} : { ca: resolve(mirrorCa) };
  return Object.fromEntries(Object.entries(mirrors).map(([host, mirror]) => [host, { mirror, ...ca }]));
}

async function openCatalog(): Promise<Catalog> {
  const [looks, relations, checks, causes, readiness, steps] = await Promise.all([
    import("./catalog/looks/index.gen.ts"),
    import("./catalog/relations/index.gen.ts"),
    import("./catalog/checks/index.gen.ts"),
    import("./catalog/causes/index.gen.ts"),
    import("./catalog/readiness/index.gen.ts"),
    import("./catalog/steps/index.gen.ts"),
  ]);
  return {
    looks: looks.default,
    relations: relations.default,
    checks: checks.default,
    causes: causes.default,
    readiness: readiness.default,
    steps: steps.default,
  };
}

/** A plan with what it was made of. */
interface Prepared {
  readonly goal: Goal;
  readonly plan: Plan;
  readonly declared: readonly Declared[];
}

async function prepare(world: OpenWorld, goal: Goal, timeoutSeconds: number): Promise<Prepared> {
  const { planDeploy } = await import("./engine/plan.ts");
  const lists = [];
  for (const source of goal.sources) lists.push(await world.repository.manifests(source));
  const declared = lists.flat();
  await world.reach();
  const plan = await planDeploy({
    world,
    writer: world.writer(),
    catalog: await openCatalog(),
    fleet: goal.fleet,
    declared,
    namespace: world.namespace,
    timeoutSeconds,
  });
  return { goal, plan, declared };
}

async function carryOut(
  world: OpenWorld,
  { goal, plan, declared }: Prepared,
  host: Host,
  how: "terminal" | "flag" | "scenario",
): Promise<{ readonly run: string; readonly exit: ExitCode }> {
  const { runPlan } = await import("./engine/run.ts");
  const { fleet } = goal;
  const run = await runPlan({
    world,
    writer: (lease) => world.writer(lease),
    leases: world.leases,
    journal: world.journal(),
    catalog: await openCatalog(),
    plan,
    declared,
    title: goal.title,
    command: host.command,
    actor: host.actor,
    approval: { by: host.actor, how },
    lock: { name: `salvor.${fleet.name}`, namespace: fleet.lock.namespace ?? "default" },
    observer: host.observe,
    signal: host.signal,
  });
  return { run: run.id, exit: run.exit };
}

/** Writes the report of a run, made from the journal alone. */
async function reported(run: string, exit: ExitCode, journal: JournalStore): Promise<Ended> {
  const [{ default: reports }, { writeWhole }, { runFolder }] = await Promise.all([
    import("./catalog/reports/index.gen.ts"),
    import("./world/output.ts"),
    import("./world/places.ts"),
  ]);
  const report = reportOf(journal.records(run), (id) => journal.records(id));
  const files: string[] = [];
  for (const { name, text } of reports.flatMap((kind) => kind.files(report))) {
    const path = join(runFolder(".", run), name);
    await writeWhole(path, text, "public");
    files.push(path);
  }
  return { exit, report, files };
}

/** Applies and proves what a folder, a file or a fleet declares. Undefined after a dry run. */
export async function deploy(options: DeployOptions, host: Host): Promise<Ended | undefined> {
  const [{ openWorld }, { goalOf }] = await Promise.all([import("./world/open.ts"), import("./world/goal.ts")]);
  const goal = await goalOf(options);
  const world = await openWorld({
    ...worldOptionsOf(options.connection),
    registries: { ...goal.fleet.registries, ...mirrorsOf(options) },
    folder: goal.fleet.folder,
  });
  try {
    const prepared = await prepare(world, goal, options.timeoutSeconds);
    const request = { plan: prepared.plan, fleet: goal.fleet };
    if (options.dryRun) {
      host.show(request);
      return undefined;
    }
    const { how } = await host.approve(request);
    const { run, exit } = await host.during(world.clock, () => carryOut(world, prepared, host, how));
    return await reported(run, exit, world.journal());
  } finally {
    await world.close();
  }
}

/** Checks what a repository declares. Reads files and nothing else. */
export async function check({ root }: CheckOptions): Promise<Checked> {
  const [{ openRepository }, { observe }, { checkGraph }] = await Promise.all([
    import("./world/repository.ts"),
    import("./engine/observe.ts"),
    import("./engine/check.ts"),
  ]);
  const catalog = await openCatalog();
  const { signal } = new AbortController();
  const { graph } = await observe({
    world: openRepository(),
    catalog,
    lists: [],
    repository: root,
    live: false,
    signal,
  });
  const findings = checkGraph({ graph, fleet: noFleet, checks: catalog.checks });
  const failed = findings.some(({ verdict, severity }) => verdict === "fail" && severity === "error");
  return { findings, exit: failed ? exitCodes.failed : exitCodes.proven };
}

/** A cluster on this machine. `close` leaves nothing behind. */
interface Rehearsal {
  readonly cluster: RehearsalCluster;
  readonly client: Client;
  readonly files: RehearsalFiles;
  close(): Promise<void>;
}

async function startCluster(
  scenario: Partial<Scenario>,
  options: Omit<UpOptions, "scenario" | "verbose"> & { audit?: (entry: AuditEntry) => void; signal: AbortSignal },
): Promise<Rehearsal> {
  const { seed = scenario.seed ?? "salvor", nodes = scenario.nodes ?? 1, port, kubeconfig, audit } = options;
  const [
    { startRehearsal },
    faults,
    { refuseToReplace, started, writeRehearsalFiles },
    { anyObject },
    { createClient },
    { wallClock },
  ] = await Promise.all([
    import("./rehearse/cluster.ts"),
    import("./catalog/faults/index.gen.ts"),
    import("./world/rehearsal-files.ts"),
    import("./rehearse/any-object.ts"),
    import("./rehearse/client.ts"),
    import("./rehearse/clock.ts"),
  ]);
  await refuseToReplace(kubeconfig);
  const starting = startRehearsal({
    seed,
    nodes,
    faults: faults.default,
    ...(port === undefined ? {} : { port }),
    ...(scenario.images === undefined ? {} : { images: scenario.images }),
    ...(audit === undefined ? {} : { audit }),
  });
  const cluster = await started(starting, options);
  const client = createClient({ target: cluster.target, clock: wallClock, agent: "kubectl" });
  const stop = async (): Promise<void> => {
    client.close();
    await cluster.stop();
  };
  try {
    // Behaviours come before the objects whose images they describe.
    const objects = anyObject(client);
    for (const object of [...(scenario.behaviours ?? []), ...(scenario.before ?? [])]) await objects.create(object);
    const texts = { kubeconfig: cluster.kubeconfig(), registryCa: cluster.registry.ca };
    const files = await writeRehearsalFiles(kubeconfig, texts);
    return { cluster, client, files, close: () => stop().finally(() => files.remove()) };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Starts a cluster, says when it is ready, and keeps it until the host's signal aborts. */
export async function rehearseUp(
  { scenario: named, verbose, ...options }: UpOptions,
  host: Host,
  ready: (cluster: UpCluster) => void,
): Promise<void> {
  const { findScenario } = await import("./world/scenario.ts");
  const scenario: Partial<Scenario> = named === undefined ? {} : await findScenario(named, builtIn);
  const audit = ({ at, user, verb, path, code }: AuditEntry): void =>
    host.talk(`${at} ${user} ${verb} ${path} ${code}`);
  const rehearsal = await startCluster(scenario, { ...options, signal: host.signal, ...(verbose ? { audit } : {}) });
  const { cluster, files } = rehearsal;
  try {
    const { addFault } = await import("./rehearse/faults.ts");
    for (const fault of scenario.faults ?? []) await addFault(rehearsal.client, fault);
    ready({
      kubeconfig: files.kubeconfig,
      server: cluster.target.url,
      nodes: cluster.nodes.length,
      registry: { url: cluster.registry.url, ca: files.registryCa },
    });
    await aborted(host.signal);
  } finally {
    await rehearsal.close();
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  // A signal keeps no process alive; the cluster's own sockets do.
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
}

/** Plays a scenario on a cluster of its own. */
export async function rehearseRun(
  options: { readonly scenario: string; readonly until?: string },
  host: Host,
): Promise<Ended> {
  const [scenario, { openWorld }, { goalOf }, { runDrill }, { addFault, removeFault }] = await Promise.all([
    import("./world/scenario.ts").then(({ findScenario }) => findScenario(options.scenario, builtIn)),
    import("./world/open.ts"),
    import("./world/goal.ts"),
    import("./engine/drill.ts"),
    import("./rehearse/faults.ts"),
  ]);
  const rehearsal = await startCluster(scenario, { signal: host.signal });
  const { cluster, client, files } = rehearsal;
  try {
    const registries = { "*": { mirror: cluster.registry.url, ca: files.registryCa } };
    const world = await openWorld({ kubeconfig: files.kubeconfig, registries });
    try {
      const drill = {
        scenario,
        ...(options.until === undefined ? {} : { until: options.until }),
        host,
      };
      const ports = {
        clock: world.clock,
        kube: world.kube,
        journal: world.journal(),
        observe: host.observe,
        deploy: async (path: string) =>
          carryOut(world, await prepare(world, await goalOf({ path }), drillStepSeconds), host, "scenario"),
        rehearsal: {
          apply: (path: string) => applyByHand(client, path),
          addFault: (fault: ScenarioFault) => addFault(client, fault),
          removeFault: (name: string) => removeFault(client, name),
        },
      };
      const { run, exit } = await host.during(world.clock, () => runDrill(drill, ports));
      return await reported(run, exit, world.journal());
    } finally {
      await world.close();
    }
  } finally {
    await rehearsal.close();
  }
}

/** How long a step of a deployment may take in a drill: its programs start in a blink. */
const drillStepSeconds = 60;

async function applyByHand(client: Client, path: string): Promise<string> {
  const [{ anyObject }, { objectsOf }] = await Promise.all([
    import("./rehearse/any-object.ts"),
    import("./world/scenario.ts"),
  ]);
  const objects = await objectsOf(path);
  const { apply } = anyObject(client);
  for (const object of objects) await apply(object);
  const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  return `${names.join(", ")} applied by hand, without a look at what came of it.`;
}

/** A client of a rehearsal cluster that runs; any other cluster is refused. */
async function reachRehearsal(connection: ConnectionFlags): Promise<Client> {
  const [{ openWorld }, { findTarget }, { createClient }, { wallClock }] = await Promise.all([
    import("./world/open.ts"),
    import("./world/target.ts"),
    import("./rehearse/client.ts"),
    import("./rehearse/clock.ts"),
  ]);
  const world = await openWorld({ ...worldOptionsOf(connection), journal: "memory" });
  try {
    const { value } = await world.reach();
    if (value.mode !== "rehearsal") {
      throw new SalvorProblem({
        code: "not-a-rehearsal",
        message: `The cluster ${value.context} (${value.server}) is not a rehearsal cluster: nothing is broken there on purpose.`,
        hint: "Start one with `salvor rehearse up`, and name its kubeconfig with --kubeconfig.",
        exit: exitCodes.refused,
      });
    }
    return createClient({ target: await findTarget(connection), clock: wallClock, agent: "salvor" });
  } finally {
    await world.close();
  }
}

/** What the server says against a request is a person's mistake here: a name that is taken, a field that is wrong. */
async function asked<T>(act: (client: Client) => Promise<T>, connection: ConnectionFlags): Promise<T> {
  const client = await reachRehearsal(connection);
  const { ApiError } = await import("./rehearse/client.ts");
  try {
    return await act(client);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    throw new SalvorProblem({
      code: "fault-refused",
      message: `The cluster did not take it: ${error.message}`,
      hint: "`salvor rehearse fault list` says which faults are on and which there are.",
      exit: error.code === 403 ? exitCodes.refused : exitCodes.usage,
      cause: error,
    });
  } finally {
    client.close();
  }
}

/** Switches a fault on; resolves with its name. */
export async function faultAdd(connection: ConnectionFlags, flags: FaultFlags): Promise<string> {
  const [{ default: kinds }, { addFault, faultMistake, freeName }] = await Promise.all([
    import("./catalog/faults/index.gen.ts"),
    import("./rehearse/faults.ts"),
  ]);
  const mistake = faultMistake(kinds, flags);
  if (mistake) throw new SalvorProblem({ code: "fault-wrong", ...mistake, exit: exitCodes.usage });
  return asked(async (client) => {
    const name = flags.name ?? (await freeName(client, flags.fault));
    await addFault(client, { ...flags, name });
    return name;
  }, connection);
}

/** Switches a fault off. */
export async function faultRemove(connection: ConnectionFlags, name: string): Promise<void> {
  const { removeFault } = await import("./rehearse/faults.ts");
  await asked((client) => removeFault(client, name), connection);
}

/** The faults that are on, and those that there are. */
export async function faultList(connection: ConnectionFlags): Promise<ListedFaults> {
  const [{ default: kinds }, { listFaults }] = await Promise.all([
    import("./catalog/faults/index.gen.ts"),
    import("./rehearse/faults.ts"),
  ]);
  const on = await asked(listFaults, connection);
  return { on, kinds: kinds.map(({ id, title, needs }) => ({ id, title, needs })) };
}
