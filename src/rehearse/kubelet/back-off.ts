/** How long something that failed is left alone. Source: client-go util/flowcontrol/backoff.go. Milliseconds. */
export interface BackOff {
  readonly delay: number;
  readonly updatedAt: number;
}

const first = 10_000;
const longest = 300_000;

/** A failure so long after the last one starts anew: twice the longest delay. */
function expired(backOff: BackOff, at: number): boolean {
  return at - backOff.updatedAt > longest * 2;
}

/** The back-off after one more failure at that instant: 10 s, doubled each time, at most 5 minutes. */
export function longer(backOff: BackOff | undefined, now: number, failedAt: number): BackOff {
  if (!backOff || expired(backOff, failedAt)) return { delay: first, updatedAt: now };
  return { delay: Math.min(backOff.delay * 2, longest), updatedAt: now };
}

/** What remains to be waited after a failure at that instant; 0 when it may be tried. */
export function remaining(backOff: BackOff | undefined, now: number, failedAt: number): number {
  if (!backOff || expired(backOff, failedAt)) return 0;
  return Math.max(0, backOff.delay - (now - failedAt));
}

/** A delay as Go prints a `time.Duration` of whole seconds: `10s`, `1m20s`, `5m0s`. */
export function goDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
