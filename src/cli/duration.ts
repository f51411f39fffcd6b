const unitSeconds: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 0.001, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Reads a Go duration (`1h30m`, `1.5s`, `300ms`, `0`) as seconds; undefined when it is none. Negative ones are none. */
export function parseDuration(text: string): number | undefined {
  if (text === "0") return 0;
  const part = /(\d+(?:\.\d*)?|\.\d+)(ns|us|\u00b5s|ms|s|m|h)/y;
  let seconds = 0;
  let end = 0;
  while (end < text.length) {
    part.lastIndex = end;
    const match = part.exec(text);
    if (!match) return undefined;
    seconds += Number(match[1]) * (unitSeconds[match[2] ?? ""] ?? 0);
    end = part.lastIndex;
  }
  return end === 0 ? undefined : seconds;
}

/** Seconds as a person reads them: `0.4 s`, `12 s`, `3 m 05 s`, `1 h 02 m`. */
export function describeSeconds(seconds: number): string {
  if (seconds < 10) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const two = (value: number): string => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${two(whole % 60)} s`;
  return `${Math.floor(whole / 3600)} h ${two(Math.floor((whole % 3600) / 60))} m`;
}
