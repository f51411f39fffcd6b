import { resolve } from "node:path";
import { runDrill } from "../engine/drill.ts";
import type { Scenario, ScenarioFault } from "../model/scenario.ts";
import type { Ended, Host, ListedScenario, UpCluster, UpOptions } from "../model/verbs.ts";
import { anyObject } from "../rehearse/any-object.ts";
import type { AuditEntry } from "../rehearse/api/audit.ts";
import type { Client } from "../rehearse/client.ts";
import { addFault, removeFault } from "../rehearse/faults.ts";
import { goalOf } from "../world/goal.ts";
import { openWorld } from "../world/open.ts";
import { findScenario, listScenarios, objectsOf } from "../world/scenario.ts";
import { carryOut, prepare, reported } from "./carry-out.ts";
import { startCluster } from "./rehearsal.ts";

/** The scenarios of the folder `builtIn` and those below another, which need not be there. */
export async function listed(builtIn: string, folder: string): Promise<readonly ListedScenario[]> {
  return listScenarios([builtIn, resolve(folder)]);
}

/** Starts a cluster, says when it is ready, and keeps it until the host's signal aborts. */
export async function up(
  { scenario: named, verbose, builtIn, ...options }: UpOptions & { readonly builtIn: string },
  host: Host,
  ready: (cluster: UpCluster) => void,
): Promise<void> {
  const scenario: Partial<Scenario> = named === undefined ? {} : await findScenario(named, builtIn);
  const audit = ({ at, user, verb, path, code }: AuditEntry): void =>
    host.talk(`${at} ${user} ${verb} ${path} ${code}`);
  const rehearsal = await startCluster(scenario, { ...options, signal: host.signal, ...(verbose ? { audit } : {}) });
  const { cluster, files } = rehearsal;
  try {
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
  if (!signal.aborted) await new Promise((done) => signal.addEventListener("abort", done, { once: true }));
}

/** Plays a scenario on a cluster of its own. */
export async function run(
  options: { readonly scenario: string; readonly until?: string; readonly builtIn: string },
  host: Host,
): Promise<Ended> {
  const scenario = await findScenario(options.scenario, options.builtIn);
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
      const ended = await host.during(world.clock, () => runDrill(drill, ports));
      return await reported(ended.run, ended.exit, world.journal());
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
  const objects = await objectsOf(path);
  const { apply } = anyObject(client);
  for (const object of objects) await apply(object);
  const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  return `${names.join(", ")} applied by hand, without a look at what came of it.`;
}
