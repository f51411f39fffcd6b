import { fractionOf } from "./seeded.ts";

/** The address of cluster DNS, as `kubeadm` gives it. */
export const dnsAddress = "10.96.0.10";

/** The address of the node with that number, from 0. */
export function nodeAddress(index: number): string {
  const host = index + 2;
  return `172.18.${host >> 8}.${host & 255}`;
}

function podNetwork(index: number): string {
  const network = index + 1;
  return `10.${244 + (network >> 8)}.${network & 255}`;
}

/** The range from which pods of a node get their addresses. */
export function podRange(index: number): string {
  return `${podNetwork(index)}.0/24`;
}

/** Gives pods of one node their addresses: the same pod gets the same one unless another has it. */
export interface PodAddresses {
  /** Undefined when all are taken. */
  take(pod: string): string | undefined;
  release(address: string): void;
}

const firstHost = 2;
const hosts = 253;

/** Makes the addresses of a node's range. */
export function createPodAddresses(seed: string, index: number): PodAddresses {
  const taken = new Set<string>();
  return {
    take: (pod) => {
      const start = Math.floor(fractionOf(seed, "address", pod) * hosts);
      for (let step = 0; step < hosts; step++) {
        const address = `${podNetwork(index)}.${firstHost + ((start + step) % hosts)}`;
        if (taken.has(address)) continue;
        taken.add(address);
        return address;
      }
      return undefined;
    },
    release: (address) => {
      taken.delete(address);
    },
  };
}
