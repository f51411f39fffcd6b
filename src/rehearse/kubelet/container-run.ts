import { sleep } from "../clock.ts";
import { type Application, type Exit, startApplication } from "./application.ts";
import { type BackOff, goDuration, longer, remaining } from "./back-off.ts";
import { type ContainerHost, podText } from "./container-host.ts";
import { createImageGetter, type ImageGetter } from "./container-image.ts";
import { createContainerLog } from "./container-log.ts";
import { type Prepared, prepareContainer } from "./container-prepare.ts";
import { probeAll } from "./container-probes.ts";
import { type ContainerRecord, lastWords, setRunning, setTerminated, setWaiting } from "./container-record.ts";
import { dialProblem } from "./dial.ts";
import { processFaults } from "./fault-state.ts";
import { behaviourOf, plainProgram, programOf } from "./program.ts";
import { digestOf, fractionOf } from "./seeded.ts";

/** A kubelet looks at a pod that has a problem again after ten seconds and up to half as much more. */
const syncPeriod = 10_000;
/** It notices that a container ended, or that its first pull failed, within a second or so. */
const noticePeriod = 1_000;

interface Life {
  readonly host: ContainerHost;
  readonly record: ContainerRecord;
  readonly signal: AbortSignal;
  readonly images: ImageGetter;
  tries: number;
  backOff?: BackOff;
}

/**
 * The life of a container: image, variables, start, probes, end, and again as its restart policy says. Resolves when it
 * will not be started again; it is then as its record says. When the signal aborts nothing is started any more.
 */
export async function runContainer(host: ContainerHost, record: ContainerRecord, signal: AbortSignal): Promise<void> {
  const life: Life = { host, record, signal, images: createImageGetter(host), tries: 0 };
  while (!signal.aborted) {
    const prepared = await prepare(life);
    if (!prepared) return;
    const exit = await live(life, prepared);
    if (signal.aborted || !isRestarted(host, record, exit)) return;
    await pauseAfterCrash(life);
  }
}

function isRestarted(host: ContainerHost, { role }: ContainerRecord, exit: Exit): boolean {
  if (role === "sidecar") return true;
  const { restartPolicy = "Always" } = host.pod().spec;
  if (restartPolicy === "Never") return false;
  return exit.code !== 0 || (restartPolicy === "Always" && role === "main");
}

/** Tries until the container can be made; undefined when the signal aborted before that. */
async function prepare(life: Life): Promise<Prepared | undefined> {
  const { host, record, signal } = life;
  for (let round = 0; !signal.aborted; round++) {
    const spec = host.spec(record.name);
    record.image = spec.image ?? "";
    const prepared = await prepareContainer(host, life.images, spec, signal);
    if (signal.aborted) return undefined;
    if ("env" in prepared) return prepared;
    if (prepared.reason !== undefined) hold(life, prepared.reason, prepared.message);
    const soon = prepared.reason === undefined || (round === 0 && prepared.reason === "ErrImagePull");
    await pause(life, soon ? noticePeriod : undefined);
  }
  return undefined;
}

/** Says why the container waits. Events of image problems name the reason, those of the configuration the message. */
function hold({ host, record }: Life, reason: string, message: string): void {
  const text = reason === "CreateContainerConfigError" ? message : reason;
  host.event(record.name, "warning", "Failed", `Error: ${text}`);
  setWaiting(record, reason, message);
  host.report();
}

/** Until the kubelet looks again. */
async function pause(life: Life, milliseconds?: number): Promise<void> {
  const { seed, clock } = life.host.cluster;
  const share = fractionOf(seed, "sync", life.host.pod().metadata.name, life.record.name, life.tries++);
  await sleep(clock, milliseconds ?? syncPeriod * (1 + share / 2), life.signal);
}

/** Between the end of a container and its next start. Source: doBackOff of pkg/kubelet/kuberuntime 1.34. */
async function pauseAfterCrash(life: Life): Promise<void> {
  const { host, record, signal } = life;
  const { clock } = host.cluster;
  const endedAt = clock.now();
  await pause(life, noticePeriod / 2);
  for (let rest = remaining(life.backOff, clock.now(), endedAt); rest > 0 && !signal.aborted; ) {
    const pod = podText(host.pod());
    const delay = goDuration(life.backOff?.delay ?? 0);
    host.event(record.name, "warning", "BackOff", `Back-off restarting failed container ${record.name} in pod ${pod}`);
    setWaiting(record, "CrashLoopBackOff", `back-off ${delay} restarting failed container=${record.name} pod=${pod}`);
    host.report();
    await pause(life, Math.min(rest, syncPeriod));
    rest = remaining(life.backOff, clock.now(), endedAt);
  }
  life.backOff = longer(life.backOff, clock.now(), endedAt);
}

/** One run of the container, from its start to its end. */
async function live(life: Life, { spec, image, env }: Prepared): Promise<Exit> {
  const { host, record } = life;
  const { clock, seed } = host.cluster;
  if (record.log) {
    record.previousLog = record.log;
    record.restartCount++;
  }
  const id = digestOf(seed, "container", host.pod().metadata.uid ?? "", spec.name, record.restartCount);
  record.containerID = `containerd://${id}`;
  const { host: registry, repository, tag, digest } = image.image;
  record.image = tag === undefined ? `${registry}/${repository}@${digest}` : `${registry}/${repository}:${tag}`;
  record.imageID = `${registry}/${repository}@${image.digest}`;
  record.log = createContainerLog(clock);
  host.event(spec.name, "normal", "Created", `Created container: ${spec.name}`);
  const application = start(life, { spec, image, env });
  record.application = application;
  host.event(spec.name, "normal", "Started", `Started container ${spec.name}`);
  setRunning(record, clock.now());
  const stopProbes = probeAll({ host, record, spec, application });
  host.report();
  const exit = await application.exited;
  stopProbes();
  delete record.application;
  setTerminated(record, exit, clock.now(), lastWords(spec, exit, record.log));
  host.report();
  return exit;
}

function start({ host, record }: Life, { spec, image, env }: Prepared): Application {
  const { cluster } = host;
  const pod = host.pod();
  const behaviour = behaviourOf(cluster.behaviours(), image.image);
  const completes =
    record.role === "init" || (record.role === "main" && (pod.spec.restartPolicy ?? "Always") !== "Always");
  const program = behaviour ? programOf(behaviour, env) : plainProgram(spec, env, completes);
  const volume = host.volume(spec);
  const own = { port: (port: number) => application.port(port) };
  const dialing = {
    namespace: pod.metadata.namespace ?? "",
    own,
    network: cluster.network,
    services: cluster.services,
  };
  const limit = spec.resources?.limits?.memory;
  const path = spec.readinessProbe?.httpGet?.path;
  const application: Application = startApplication({
    program,
    clock: cluster.clock,
    log: record.log ?? createContainerLog(cluster.clock),
    restarts: record.restartCount,
    ...(limit === undefined ? {} : { memoryLimit: limit }),
    ...(path === undefined ? {} : { readinessPath: path }),
    ...(volume ? { volume } : {}),
    dial: (address) => dialProblem(address, dialing),
    faults: () => processFaults(cluster.faults(), { pod, container: spec.name, image: image.image }),
  });
  return application;
}
