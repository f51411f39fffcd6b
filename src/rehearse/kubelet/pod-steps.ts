import type { Container, Pod } from "../../model/kubernetes/pod.ts";
import { isApiError } from "../client.ts";
import { sleep } from "../clock.ts";
import { resources } from "../resources.ts";
import type { Cluster, ContainerHost } from "./container-host.ts";
import { type ContainerRecord, isSidecar, lastExit, newRecord } from "./container-record.ts";
import { runContainer } from "./container-run.ts";
import { mountProblems } from "./volumes.ts";

/** A volume is tried again after half a second, then after twice as long each time. Source: pkg/util/goroutinemap/exponentialbackoff. */
const firstMountRetry = 500;
const longestMountRetry = 122_000;

/** The records of a pod's containers, none of them started. */
export function recordsOf({ spec }: Pod): ContainerRecord[] {
  const init = spec.initContainers ?? [];
  const waitsFor = init.length > 0 ? "PodInitializing" : "ContainerCreating";
  return [
    ...init.map((container) => newRecord(container, isSidecar(container) ? "sidecar" : "init", waitsFor)),
    ...spec.containers.map((container) => newRecord(container, "main", waitsFor)),
  ];
}

/** The containers that are neither init containers nor sidecars. */
export const mainOf = (records: readonly ContainerRecord[]): readonly ContainerRecord[] =>
  records.filter(({ role }) => role === "main");

/** A container of a pod by its name. */
export function specOf({ spec }: Pod, name: string): Container | undefined {
  return [...spec.containers, ...(spec.initContainers ?? [])].find((container) => container.name === name);
}

/** A port that one of the containers listens on: they share the pod's network. */
export function portOf(
  records: readonly ContainerRecord[],
  port: number,
): ReturnType<NonNullable<ContainerRecord["application"]>["port"]> {
  for (const { application } of records) {
    const found = application?.port(port);
    if (found) return found;
  }
  return undefined;
}

/** Seconds that containers have to end after SIGTERM. */
export function graceOf({ metadata, spec }: Pod): number {
  return metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

/** A claim keeps what is in it beyond the pod; an emptyDir, as long as the pod is there. */
export function volumeOf(
  cluster: Cluster,
  pod: Pod,
  container: Container,
  kept: Map<string, string>,
): Map<string, string> | undefined {
  const mounted = (pod.spec.volumes ?? []).filter(({ name }) =>
    container.volumeMounts?.some((mount) => mount.name === name),
  );
  const claim = mounted.find(({ persistentVolumeClaim }) => persistentVolumeClaim)?.persistentVolumeClaim;
  if (claim) return cluster.claim(`${pod.metadata.namespace}/${claim.claimName}`);
  return mounted.some(({ emptyDir }) => emptyDir) ? kept : undefined;
}

/** Init containers one after the other; sidecars go on beside. Undefined when one failed for good. */
export async function initialize(
  host: ContainerHost,
  records: readonly ContainerRecord[],
  signal: AbortSignal,
): Promise<readonly Promise<void>[] | undefined> {
  const sidecars: Promise<void>[] = [];
  for (const record of records.filter(({ role }) => role !== "main")) {
    if (signal.aborted) return undefined;
    const run = runContainer(host, record, signal);
    if (record.role === "sidecar") {
      sidecars.push(run);
      while (!record.started && !signal.aborted) await sleep(host.cluster.clock, 100, signal);
      continue;
    }
    await run;
    if (lastExit(record) !== 0) return undefined;
  }
  return sidecars;
}

/** SIGTERM to the main containers, then to the sidecars. */
export async function stopAll(host: ContainerHost, records: readonly ContainerRecord[], grace: number): Promise<void> {
  for (const main of [true, false]) {
    const running = records.filter(({ role, application }) => application && (role === "main") === main);
    const ends = running.map(({ name, application }) => {
      host.event(name, "normal", "Killing", `Stopping container ${name}`);
      application?.stop(grace);
      return application?.exited;
    });
    await Promise.all(ends);
  }
}

/** A changed image is the one change of a running container that the API allows: it is started anew with it. */
export function restartChanged(host: ContainerHost, records: readonly ContainerRecord[], before: Pod): void {
  for (const { name, application } of mainOf(records)) {
    if (!application || host.spec(name).image === specOf(before, name)?.image) continue;
    host.event(name, "normal", "Killing", `Container ${name} definition changed, will be restarted`);
    application.stop(graceOf(host.pod()));
  }
}

/** Until every volume can be mounted, or the signal aborts. */
export async function mountVolumes(host: ContainerHost, signal: AbortSignal): Promise<void> {
  const { cluster, node } = host;
  for (let delay = firstMountRetry; !signal.aborted; delay = Math.min(delay * 2, longestMountRetry)) {
    const problems = await mountProblems(host.pod().spec, host.read).catch(() => undefined);
    if (problems?.length === 0 || signal.aborted) return;
    for (const { message } of problems ?? []) node.recorder.warning(host.pod(), "FailedMount", message);
    await sleep(cluster.clock, delay, signal);
  }
}

/** Tells the API that nothing is left of a pod, until it knows. */
export async function removePod({ client, clock }: Cluster, { metadata }: Pod, signal: AbortSignal): Promise<void> {
  const { namespace, name, uid } = metadata;
  const options = { gracePeriodSeconds: 0, ...(uid ? { preconditions: { uid } } : {}) };
  while (!signal.aborted) {
    try {
      await client.delete(resources.pods, { namespace, name }, options);
      return;
    } catch (error) {
      if (isApiError(error, 404) || isApiError(error, 409)) return;
      await sleep(clock, 1_000, signal);
    }
  }
}
