import type { ObjectRef } from "../../model/subject.ts";
import { groupOf } from "../../model/subject.ts";
import type { ListScope } from "../../model/world.ts";

/** The commands by which a person repeats a look: every piece of evidence from a cluster carries one. */

/** kubectl with the flags by which it means the same cluster, as the same user. */
export function kubectl(flags: {
  kubeconfig?: string;
  context?: string;
  as?: string;
  asGroups?: readonly string[];
}): string {
  const { kubeconfig, context, as, asGroups = [] } = flags;
  const words = [
    ...(kubeconfig ? ["--kubeconfig", kubeconfig] : []),
    ...(context ? ["--context", context] : []),
    ...(as ? ["--as", as] : []),
    ...asGroups.flatMap((group) => ["--as-group", group]),
  ];
  return ["kubectl", ...words.map(quoted)].join(" ");
}

/** `pods`, `deployments.apps`: the name under which kubectl finds the resource whatever else has that kind. */
export function resourceName(apiVersion: string, resource: string): string {
  const group = groupOf(apiVersion);
  return group === "" ? resource : `${resource}.${group}`;
}

/** `kubectl … get pods -n shop -l app=api -o json`. */
export function listQuery(kubectl: string, scope: ListScope, resource: string): string {
  const where = scope.namespace ? ` -n ${quoted(scope.namespace)}` : " -A";
  const labels = scope.labelSelector ? ` -l ${quoted(scope.labelSelector)}` : "";
  const fields = scope.fieldSelector ? ` --field-selector ${quoted(scope.fieldSelector)}` : "";
  return `${kubectl} get ${resourceName(scope.apiVersion, resource)}${where}${labels}${fields} -o json`;
}

/** `kubectl … get pods/api-1 -n shop -o json`. */
export function getQuery(kubectl: string, ref: ObjectRef, resource: string): string {
  const where = ref.namespace ? ` -n ${quoted(ref.namespace)}` : "";
  return `${kubectl} get ${resourceName(ref.apiVersion, resource)} ${quoted(ref.name)}${where} -o json`;
}

/** A word as a shell takes it. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** The usual plural of a kind: what a server that cannot be asked would call it. */
export function guessedPlural(kind: string): string {
  const lower = kind.toLowerCase();
  if (/(?:s|x|ch)$/.test(lower)) return lower.endsWith("endpoints") ? lower : `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}
