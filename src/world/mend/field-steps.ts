/** A step of a field path: a key or the index of an item. */
export type Step = string | number;

/** The steps of a field path as positions have it: `spec.ports[0].port`, `data["a.b"]`. */
export function fieldSteps(field: string): readonly Step[] {
  return [...field.matchAll(/\.?([\w-]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/g)].map(([, name, index, quoted]) => {
    if (quoted !== undefined) return JSON.parse(quoted) as string;
    return index === undefined ? (name ?? "") : Number(index);
  });
}
