/** Schedules as CronJobs read them. Source: github.com/robfig/cron v3 `ParseStandard`, which Kubernetes 1.34 uses. */

interface Range {
  readonly name: string;
  readonly min: number;
  readonly max: number;
  readonly words?: readonly string[];
}

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const ranges: readonly Range[] = [
  { name: "minute", min: 0, max: 59 },
  { name: "hour", min: 0, max: 23 },
  { name: "day of the month", min: 1, max: 31 },
  { name: "month", min: 1, max: 12, words: ["", ...months] },
  { name: "day of the week", min: 0, max: 6, words: days },
];
const macros = /^@(?:yearly|annually|monthly|weekly|daily|midnight|hourly)$/;
const longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** What is wrong with a schedule, as a clause; undefined where it is well formed and comes round. */
export function scheduleMistake(text: string): string | undefined {
  if (/^\s*(?:TZ|CRON_TZ)=/.test(text)) return "names a time zone, which belongs into spec.timeZone";
  if (text.startsWith("@")) {
    if (macros.test(text) || /^@every (?:\d+(?:\.\d+)?(?:h|m|s|ms))+$/.test(text)) return undefined;
    return "is no name of a schedule; @hourly, @daily, @weekly, @monthly and @every 1h are";
  }
  const fields = text.trim().split(/\s+/);
  if (fields.length !== 5) return `has ${fields.length} fields; minute, hour, day, month and day of the week are five`;
  for (const [index, field] of fields.entries()) {
    const range = ranges[index];
    const wrong = range && fieldMistake(field, range);
    if (wrong) return wrong;
  }
  return neverComes(fields) ? "never comes round: no such month has that day" : undefined;
}

function fieldMistake(field: string, range: Range): string | undefined {
  for (const part of field.split(",")) {
    const [span = "", step, ...more] = part.split("/");
    if (more.length > 0 || (step !== undefined && !/^[1-9]\d*$/.test(step)))
      return `has the step ${part} for the ${range.name}`;
    if (span === "*" || span === "?") continue;
    const ends = span.split("-").map((end) => numberOf(end, range));
    const [from, to = from, ...rest] = ends;
    if (from === undefined || to === undefined || rest.length > 0 || ends.includes(undefined))
      return `has ${span || "nothing"} for the ${range.name}`;
    if (from < range.min || to > range.max || from > to)
      return `has ${span} for the ${range.name}, which goes from ${range.min} to ${range.max}`;
  }
  return undefined;
}

function numberOf(text: string, { words = [] }: Range): number | undefined {
  if (/^\d+$/.test(text)) return Number(text);
  const index = text === "" ? -1 : words.indexOf(text.toLowerCase());
  return index < 0 ? undefined : index;
}

/** A plain day of plain months, none of which is that long; a day of the week as well makes it come round. */
function neverComes([, , day = "", month = "", weekday = ""]: readonly string[]): boolean {
  if (!/^\d+$/.test(day) || !/^[\d,]+$/.test(month) || (weekday !== "*" && weekday !== "?")) return false;
  return month.split(",").every((one) => Number(day) > (longest[Number(one) - 1] ?? 31));
}

/** Whether a time zone is in the IANA database as Go reads it: by its exact name. */
export function isTimeZone(name: string): boolean {
  if (name === "UTC" || timeZones().includes(name)) return true;
  try {
    // Old names (`US/Eastern`) are links that the list leaves out.
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Z][A-Za-z0-9_+-]*(?:\/[A-Z][A-Za-z0-9_+-]*)*$/.test(name);
  } catch {
    return false;
  }
}

/** The names of all time zones. */
export function timeZones(): readonly string[] {
  return Intl.supportedValuesOf("timeZone");
}
