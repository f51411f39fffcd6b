/** Whether a text is a day of the calendar, as `2027-01-31`. */
export function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  return day !== undefined && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

/** Whether a day is over at an instant (RFC 3339, UTC). */
export function isOver(day: string, now: string): boolean {
  return now.slice(0, 10) > day;
}
