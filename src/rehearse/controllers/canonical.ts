/** A value as text that is the same for equal values: keys sorted; nulls and empty lists are as good as absent. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    const entries = Object.entries(inner).filter(
      ([, field]) => field !== null && field !== undefined && !(Array.isArray(field) && field.length === 0),
    );
    return Object.fromEntries(entries.sort(([one], [other]) => (one < other ? -1 : 1)));
  });
}

/** Whether two values say the same. */
export function same(one: unknown, other: unknown): boolean {
  return canonical(one) === canonical(other);
}

/** The 32-bit FNV-1a hash of a text's bytes, taken on from another one where given. */
export function fnv(text: string | Uint8Array, from = 0x811c9dc5): number {
  let hash = from;
  for (const byte of typeof text === "string" ? Buffer.from(text) : text)
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash;
}
