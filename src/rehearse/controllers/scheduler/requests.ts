import type { Container, Pod } from "../../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../../model/kubernetes/quantity.ts";

/** Amounts by resource, in base units (cores, bytes, pieces). */
export type Amounts = ReadonlyMap<string, number>;

function amountsOf(requests: Readonly<Record<string, string>> | undefined): Map<string, number> {
  return new Map(Object.entries(requests ?? {}).map(([name, text]) => [name, parseQuantity(text) ?? 0]));
}

/** The sum of two, or the larger of two, resource by resource. */
export function combine(
  one: Amounts,
  other: Amounts,
  how: (left: number, right: number) => number,
): Map<string, number> {
  const names = new Set([...one.keys(), ...other.keys()]);
  return new Map([...names].map((name) => [name, how(one.get(name) ?? 0, other.get(name) ?? 0)]));
}

/** Adds two numbers. */
export function plus(left: number, right: number): number {
  return left + right;
}

/** What a pod asks of a node: its containers together, or an init container that needs more; and its overhead. */
export function requestsOf(pod: Pod): Amounts {
  let running: Amounts = new Map();
  let peak: Amounts = new Map();
  const asked = (container: Container): Amounts => amountsOf(container.resources?.requests);
  for (const container of pod.spec.initContainers ?? []) {
    if (container.restartPolicy === "Always") running = combine(running, asked(container), plus);
    const now = container.restartPolicy === "Always" ? running : combine(running, asked(container), plus);
    peak = combine(peak, now, Math.max);
  }
  for (const container of pod.spec.containers) running = combine(running, asked(container), plus);
  const overhead = amountsOf(pod.spec.overhead as Record<string, string> | undefined);
  return combine(combine(running, peak, Math.max), overhead, plus);
}

/** The ports of the node that a pod takes: `protocol/address:port`. */
export function hostPortsOf(pod: Pod): string[] {
  const containers = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])];
  return containers.flatMap((container) =>
    (container.ports ?? [])
      .filter((port) => (port.hostPort ?? 0) > 0)
      .map((port) => {
        const address = (port as { hostIP?: string }).hostIP || "0.0.0.0";
        return `${port.protocol ?? "TCP"}/${address}:${port.hostPort}`;
      }),
  );
}
