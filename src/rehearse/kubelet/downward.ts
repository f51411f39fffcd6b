import type { Container, Pod } from "../../model/kubernetes/pod.ts";
import { parseQuantity } from "../../model/kubernetes/quantity.ts";

/** What a pod is told of itself. */
export interface Self {
  readonly pod: Pod;
  readonly podIP: string;
  readonly hostIP: string;
  /** The node's allocatable: what a container without a limit is told as its limit. */
  readonly allocatable: Readonly<Record<string, string>>;
}

const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/;

/** The value of a `fieldRef`; undefined where the path is none that may be asked for. Source: pkg/fieldpath. */
export function fieldValue(self: Self, path: string): string | undefined {
  const { metadata, spec } = self.pod;
  const part = subscript.exec(path);
  if (part) return metadata[part[1] as "labels" | "annotations"]?.[part[2] ?? ""] ?? "";
  const fields: Readonly<Record<string, string | undefined>> = {
    "metadata.name": metadata.name,
    "metadata.namespace": metadata.namespace,
    "metadata.uid": metadata.uid,
    "spec.nodeName": spec.nodeName,
    "spec.serviceAccountName": spec.serviceAccountName ?? "default",
    "status.hostIP": self.hostIP,
    "status.hostIPs": self.hostIP,
    "status.podIP": self.podIP,
    "status.podIPs": self.podIP,
  };
  return fields[path];
}

/** The value of a `resourceFieldRef` (`limits.memory`), rounded up to its divisor. Source: pkg/api/v1/resource. */
export function resourceValue(
  self: Self,
  container: Container,
  ref: { readonly resource: string; readonly containerName?: string; readonly divisor?: string | number },
): string | undefined {
  const { containers, initContainers = [] } = self.pod.spec;
  const named = [...containers, ...initContainers].find(({ name }) => name === ref.containerName);
  const { limits = {}, requests = {} } = (named ?? container).resources ?? {};
  const [which, resource] = ref.resource.split(".") as [string, string | undefined];
  if (!resource || (which !== "limits" && which !== "requests")) return undefined;
  const text = which === "limits" ? (limits[resource] ?? self.allocatable[resource]) : (requests[resource] ?? "0");
  const divisor = parseQuantity(ref.divisor ?? "1") || 1;
  return String(Math.ceil((parseQuantity(text) ?? 0) / divisor));
}
