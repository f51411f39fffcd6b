import faults from "../catalog/faults/index.gen.ts";
import type { Scenario } from "../model/scenario.ts";
import type { UpOptions } from "../model/verbs.ts";
import { anyObject } from "../rehearse/any-object.ts";
import type { AuditEntry } from "../rehearse/api/audit.ts";
import { type Client, createClient } from "../rehearse/client.ts";
import { wallClock } from "../rehearse/clock.ts";
import { type RehearsalCluster, startRehearsal } from "../rehearse/cluster.ts";
import { type RehearsalFiles, refuseToReplace, started, writeRehearsalFiles } from "../world/rehearsal-files.ts";

/** A cluster on this machine. `close` leaves nothing behind. */
interface Rehearsal {
  readonly cluster: RehearsalCluster;
  readonly client: Client;
  readonly files: RehearsalFiles;
  close(): Promise<void>;
}

/** Starts a cluster with the images, behaviours and earlier objects of a scenario. */
export async function startCluster(
  scenario: Partial<Scenario>,
  options: Omit<UpOptions, "scenario" | "verbose"> & { audit?: (entry: AuditEntry) => void; signal: AbortSignal },
): Promise<Rehearsal> {
  const { seed = scenario.seed ?? "salvor", nodes = scenario.nodes ?? 1, port, kubeconfig, audit } = options;
  await refuseToReplace(kubeconfig);
  const starting = startRehearsal({
    seed,
    nodes,
    faults,
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
