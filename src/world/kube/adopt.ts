import type { KubeObject, ManagedFieldsEntry } from "../../model/kubernetes/object.ts";

/**
 * Objects that were made by client-side apply: their fields belong to an `Update` of kubectl, so a server-side apply
 * that leaves one out would leave it live. Like kubectl, the manager that applies takes that ownership over first.
 * Source: kubectl's `migrateToSSAIfNecessary` and k8s.io/client-go/util/csaupgrade.
 */

type FieldSet = Readonly<Record<string, unknown>>;

/** The managed fields after `manager` took over what client-side apply owned; undefined when there is nothing to take over. */
export function adoptedFields(object: KubeObject, manager: string): readonly ManagedFieldsEntry[] | undefined {
  const entries = object.metadata.managedFields ?? [];
  const theirs = clientSideEntries(entries);
  if (theirs.length === 0) return undefined;
  const own = entries.find((entry) => entry.manager === manager && entry.operation === "Apply" && !entry.subresource);
  const model = own ?? theirs[0];
  const same = theirs.filter((entry) => entry.apiVersion === model?.apiVersion);
  const fieldsV1 = [own, ...same].reduce<FieldSet>((all, entry) => union(all, entry?.fieldsV1 ?? {}), {});
  const adopted: ManagedFieldsEntry = { ...model, manager, operation: "Apply", fieldsV1 };
  return [adopted, ...entries.filter((entry) => entry !== own && !theirs.includes(entry))];
}

/** The entries of managers that wrote kubectl's own copy of what it applied: those are the client-side appliers. */
export function clientSideEntries(entries: readonly ManagedFieldsEntry[]): readonly ManagedFieldsEntry[] {
  const updates = entries.filter((entry) => entry.operation === "Update" && !entry.subresource);
  const managers = new Set(updates.filter(ownsLastApplied).map((entry) => entry.manager));
  return updates.filter((entry) => managers.has(entry.manager));
}

function ownsLastApplied(entry: ManagedFieldsEntry): boolean {
  const path = ["f:metadata", "f:annotations", "f:kubectl.kubernetes.io/last-applied-configuration"];
  const owned = path.reduce<unknown>((at, step) => (isSet(at) ? at[step] : undefined), entry.fieldsV1);
  return owned !== undefined;
}

function union(a: FieldSet, b: FieldSet): FieldSet {
  const both: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const other = both[key];
    both[key] = isSet(other) && isSet(value) ? union(other, value) : (other ?? value);
  }
  return both;
}

function isSet(value: unknown): value is FieldSet {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
