import type { Evidence, Proven } from "./evidence.ts";
import { type ObjectRef, shortName } from "./subject.ts";
import type { Change, ChangedField } from "./world.ts";

/** An object that is not as its step left it: what differs and who manages it now, in one sentence, with what shows it. */
export interface Departure {
  readonly ref: ObjectRef;
  readonly because: string;
  readonly evidence: Proven;
}

/** More fields than this are counted, not told. */
const mostTold = 3;

/** An object whose fields differ from its manifest, by a comparison of the two; `live` is the look at the object. */
export function departureOf({ ref, fields, evidence }: Change, live: Evidence): Departure {
  const told = fields.slice(0, mostTold).map(sentence);
  const more = fields.length > told.length ? [`and ${fields.length - told.length} more fields differ`] : [];
  const because = `${shortName(ref)} is no longer as it was written: ${[...told, ...more].join("; ")}`;
  return { ref, because, evidence: [live, evidence] };
}

function sentence({ path, from, to, owner }: ChangedField): string {
  const is = from === undefined ? "is gone" : `is ${from}`;
  const instead = to === undefined ? ", which was not written" : ` instead of ${to}`;
  const since = owner?.at === undefined ? "" : `, which last wrote at ${owner.at}`;
  return `${path} ${is}${instead}${owner ? ` (managed by ${owner.manager} now${since})` : ""}`;
}
