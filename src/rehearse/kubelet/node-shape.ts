import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { Node } from "../../model/kubernetes/workload.ts";
import type { Draft } from "../client.ts";
import { timestamp } from "../clock.ts";
import { nodeAddress, podRange } from "./addresses.ts";
import { digestOf } from "./seeded.ts";

/** Where a kubelet serves its API. */
export const kubeletPort = 10_250;

/** How long a node counts as alive after it renewed its Lease, and how often it does. */
export const leaseSeconds = 40;
export const renewSeconds = 10;

const capacity = {
  cpu: "8",
  "ephemeral-storage": "101430960Ki",
  "hugepages-1Gi": "0",
  "hugepages-2Mi": "0",
  memory: "32863976Ki",
  pods: "110",
};

/** What pods of a node can have. */
export const allocatable: Readonly<Record<string, string>> = {
  ...capacity,
  "ephemeral-storage": "93478772582",
  memory: "32761576Ki",
};

/** The name of a node by its number, from 0. */
export function nodeName(index: number): string {
  return `node-${index + 1}`;
}

/** A node as its kubelet registers it. */
export function newNode(index: number): Draft<Node> {
  const name = nodeName(index);
  const range = podRange(index);
  return {
    metadata: {
      name,
      labels: {
        "beta.kubernetes.io/arch": "amd64",
        "beta.kubernetes.io/os": "linux",
        "kubernetes.io/arch": "amd64",
        "kubernetes.io/hostname": name,
        "kubernetes.io/os": "linux",
      },
      annotations: { "volumes.kubernetes.io/controller-managed-attach-detach": "true" },
    },
    spec: { podCIDR: range, podCIDRs: [range] },
  };
}

const healthy: readonly (readonly [string, "True" | "False", string, string])[] = [
  ["MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"],
  ["DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"],
  ["PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available"],
  ["Ready", "True", "KubeletReady", "kubelet is posting ready status"],
];

/** The status that a healthy node posts. `since` is when it became ready, in milliseconds. Source: pkg/kubelet/nodestatus of 1.34. */
export function nodeStatus(index: number, seed: string, now: number, since: number): NonNullable<Node["status"]> {
  const name = nodeName(index);
  const id = (what: string): string => digestOf(seed, what, name).slice(0, 32);
  const uuid = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  return {
    capacity,
    allocatable,
    conditions: healthy.map(([type, status, reason, message]) => ({
      type,
      status,
      lastHeartbeatTime: timestamp(now),
      lastTransitionTime: timestamp(since),
      reason,
      message,
    })),
    addresses: [
      { type: "InternalIP", address: nodeAddress(index) },
      { type: "Hostname", address: name },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: kubeletPort } },
    nodeInfo: {
      machineID: id("machine"),
      systemUUID: uuid(id("system")),
      bootID: uuid(id("boot")),
      kernelVersion: "6.1.0-32-amd64",
      osImage: "Debian GNU/Linux 12 (bookworm)",
      containerRuntimeVersion: "containerd://2.1.4",
      kubeletVersion: "v1.34.4",
      kubeProxyVersion: "",
      operatingSystem: "linux",
      architecture: "amd64",
    },
  };
}

/** What a kubelet's events about its own node refer to: it takes the name for the uid. */
export function nodeReference(index: number): KubeObject {
  const name = nodeName(index);
  return { apiVersion: "v1", kind: "Node", metadata: { name, uid: name } };
}
