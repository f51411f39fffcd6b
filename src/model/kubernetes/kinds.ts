/** Versions of built-in groups that are not `v1` in Kubernetes 1.34. */
const versions: Readonly<Record<string, string>> = { v1: "v1", autoscaling: "autoscaling/v2" };

/**
 * The apiVersion under which a kind (`v1/Pod`, `apps/Deployment`) is read; undefined for what is no kind (`log`). A
 * group of somebody else's is guessed to serve `v1`: where a manifest says better, that is used.
 */
export function apiVersionOf(groupKind: string): string | undefined {
  const slash = groupKind.indexOf("/");
  if (slash < 0) return undefined;
  const group = groupKind.slice(0, slash);
  return versions[group] ?? `${group}/v1`;
}
