import type { KubeObject } from "../../model/kubernetes/object.ts";
import type { FieldOwner } from "../../model/world.ts";
import { listEntries, pathTo } from "./changes.ts";

/** Fields as `managedFields` writes them. Source: k8s.io/apimachinery `FieldsV1`, sigs.k8s.io/structured-merge-diff. */
type FieldSet = Readonly<Record<string, unknown>>;

/** `whole`: with all that is in it; else the entry or mapping alone, whose fields each have owners of their own. */
interface Place {
  readonly path: string;
  readonly whole: boolean;
}

interface Owned extends Place {
  readonly owner: FieldOwner;
}

/** Who manages the fields of a live object, by the paths in which changes are told; of several who wrote last. */
export function ownersOf(live: KubeObject): (path: string) => FieldOwner | undefined {
  const owned = (live.metadata.managedFields ?? []).flatMap((entry): readonly Owned[] => {
    const { manager = "unknown", time, fieldsV1 } = entry;
    const owner = { manager, ...(time === undefined ? {} : { at: time }) };
    return [...placesIn((fieldsV1 ?? {}) as FieldSet, live, "")].map((place) => ({ ...place, owner }));
  });
  const nearestFirst = owned.toSorted(
    (a, b) => b.path.length - a.path.length || Date.parse(b.owner.at ?? "") - Date.parse(a.owner.at ?? "") || 0,
  );
  return (path) => nearestFirst.find((one) => isWithin(path, one))?.owner;
}

function isWithin(path: string, owned: Place): boolean {
  return (
    path === owned.path || (owned.whole && /^[.[]/.test(path.slice(owned.path.length)) && path.startsWith(owned.path))
  );
}

function* placesIn(fields: FieldSet, value: unknown, path: string): Iterable<Place> {
  for (const [key, inner] of Object.entries(fields)) {
    if (key === ".") yield { path, whole: false };
    const found = key === "." ? undefined : partOf(key, value);
    if (!found) continue;
    const next = pathTo(path, found.step);
    if (Object.keys(inner as FieldSet).length === 0) yield { path: next, whole: true };
    else yield* placesIn(inner as FieldSet, found.part, next);
  }
}

/** What a key leads to: `f:` a field, `k:` the entry of a list with these values, `v:` an entry that is this value. */
function partOf(key: string, value: unknown): { readonly step: string; readonly part: unknown } | undefined {
  const name = key.slice(2);
  if (key.startsWith("f:")) return { step: `.${name}`, part: (value as FieldSet | undefined)?.[name] };
  if (!Array.isArray(value) || !/^[kv]:/.test(key)) return undefined;
  const wanted: unknown = JSON.parse(name);
  for (const [step, part] of listEntries(value)) if (matches(part, wanted, key.startsWith("k:"))) return { step, part };
  return undefined;
}

function matches(entry: unknown, wanted: unknown, byKeys: boolean): boolean {
  if (!byKeys) return JSON.stringify(entry) === JSON.stringify(wanted);
  return Object.entries(wanted as FieldSet).every(([key, is]) => (entry as FieldSet | null)?.[key] === is);
}
