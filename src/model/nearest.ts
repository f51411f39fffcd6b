const plain = (name: string): string => name.toLowerCase().replace(/[-_.\s]/g, "");

/** The parts of a name, in whatever order they stand. */
const partsOf = (name: string): string =>
  name
    .toLowerCase()
    .split(/[-_.\s]/)
    .sort()
    .join(" ");

/** Slips of a hand that are forgiven in a name of a length: none in `ab`, one in `port`, two in `replicas`, three at most. */
const slipsIn = (length: number): number => (length < 3 ? 0 : Math.min(3, Math.ceil(length / 4)));

/**
 * How many slips (a letter left out, added, exchanged, or two neighbours swapped) lie between two names; `limit` + 1
 * where there are more than that.
 */
export function editDistance(one: string, other: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(one.length - other.length) > limit) return limit + 1;
  const [a, b] = differing(one, other);
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? at(beforeLast, j - 2) + 1 : limit + 1;
      row.push(Math.min(at(last, j) + 1, at(row, j - 1) + 1, at(last, j - 1) + same, swapped));
    }
    if (Math.min(...row) > limit) return limit + 1;
    [beforeLast, last] = [last, row];
  }
  return Math.min(at(last, b.length), limit + 1);
}

/** Two texts without what they begin and end with alike: names of one family differ only in the middle. */
function differing(a: string, b: string): readonly [string, string] {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;

/** Of a name with parts (`app-db-creds`) one holds the whole other (`db-creds`) at its start or end. */
function extended(short: string, long: string): boolean {
  if (short.length < 3 || long.length <= short.length) return false;
  const parted = (rest: string | undefined): boolean => rest !== undefined && /[-_.]/.test(rest);
  return (
    (long.startsWith(short) && parted(long[short.length])) ||
    (long.endsWith(short) && parted(long[long.length - short.length - 1]))
  );
}

/**
 * How far a candidate is from the name: 0 for the name itself, below 1 for the same letters in other case or with other
 * dashes, and for the same parts in another order, then by slips; a part in front or behind counts as one slip and a little for its length. Undefined: not near.
 */
function distance(name: string, candidate: string): number | undefined {
  if (name === candidate) return 0;
  const [a, b] = [plain(name), plain(candidate)];
  if (a === b) return 0.5;
  if (partsOf(name) === partsOf(candidate)) return 0.75;
  const limit = slipsIn(Math.min(a.length, b.length));
  const slips = editDistance(a, b, limit);
  if (slips <= limit) return slips;
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name];
  return extended(short.toLowerCase(), long.toLowerCase()) ? 1 + (long.length - short.length) / 16 : undefined;
}

/**
 * The candidate that was most likely meant: letters slipped or swapped (at most one for every four), other case, dashes
 * instead of underscores, or a part more or less in front or behind (`db` for `db-main` is too short to tell, `creds`
 * for `app-creds` is not). Undefined where nothing is near. Of equally near ones the first in the order of names.
 */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const found = distance(name, candidate);
    if (found === undefined) continue;
    const nearer = !best || found < best.distance || (found === best.distance && candidate < best.candidate);
    if (nearer) best = { candidate, distance: found };
  }
  return best?.candidate;
}

/**
 * Whether one name is surely the other, mistyped: the same but for case and dashes, the same parts in another order, or a slip or two inside a part of
 * letters. Not where a number or a whole part differs (`api-1` and `api-2`, `db-read` and `db-write`): both may be meant.
 */
export function isSlip(name: string, other: string): boolean {
  if (plain(name) === plain(other) || partsOf(name) === partsOf(other)) return true;
  const [a, b] = [name.toLowerCase().split(/[-_.\s]/), other.toLowerCase().split(/[-_.\s]/)];
  if (a.length !== b.length) return false;
  return a.every((part, index) => {
    const own = b[index] ?? "";
    if (part === own) return true;
    const limit = Math.min(part.length, own.length) < 4 ? 0 : Math.min(part.length, own.length) < 8 ? 1 : 2;
    return !/\d/.test(part + own) && editDistance(part, own, limit) <= limit;
  });
}
