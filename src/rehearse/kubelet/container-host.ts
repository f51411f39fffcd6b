import type { Container, Pod } from "../../model/kubernetes/pod.ts";
import type { Service } from "../../model/kubernetes/workload.ts";
import type { Client } from "../client.ts";
import type { RehearsalClock } from "../clock.ts";
import type { EventRecorder } from "../events.ts";
import type { Behaviour } from "../group.ts";
import type { PodAddresses } from "./addresses.ts";
import type { Network } from "./dial.ts";
import type { ServiceView } from "./dns.ts";
import type { Self } from "./downward.ts";
import type { ReadEntries } from "./environment.ts";
import type { ActiveFault } from "./fault-state.ts";
import type { ImageStore } from "./image-store.ts";

/** What all nodes of a cluster share. */
export interface Cluster {
  readonly client: Client;
  readonly clock: RehearsalClock;
  readonly seed: string;
  readonly network: Network;
  readonly services: ServiceView;
  allServices(): readonly Service[];
  behaviours(): readonly Behaviour[];
  faults(): Iterable<ActiveFault>;
  /** What is kept under a claim (`namespace/name`), as long as the cluster lives. */
  claim(key: string): Map<string, string>;
}

/** What the pods of one node share. */
export interface NodeRuntime {
  readonly name: string;
  readonly address: string;
  readonly allocatable: Readonly<Record<string, string>>;
  readonly images: ImageStore;
  readonly addresses: PodAddresses;
  readonly recorder: EventRecorder;
}

/** The pod around a container, as the container's life needs it. */
export interface ContainerHost {
  readonly cluster: Cluster;
  readonly node: NodeRuntime;
  pod(): Pod;
  /** The spec of a container as it stands now: its image may be changed while it runs. */
  spec(name: string): Container;
  self(): Self;
  readonly read: ReadEntries;
  /** What a volume of this container keeps beyond a restart. */
  volume(container: Container): Map<string, string> | undefined;
  /** The status has changed. */
  report(): void;
  event(container: string, type: "normal" | "warning", reason: string, message: string): void;
}

/** `name_namespace(uid)`, as the kubelet names a pod in its messages. */
export function podText({ metadata }: Pod): string {
  return `${metadata.name}_${metadata.namespace}(${metadata.uid})`;
}
