/** The colours of the page, as its style sheet has them for light and dark. */
export type Colours = Readonly<Record<(typeof names)[number], string>>;

const names = [
  "page",
  "box",
  "line",
  "chip",
  "net",
  "work",
  "config",
  "store",
  "chip-line",
  "text",
  "quiet",
  "edge",
  "pick",
  "fail",
  "warning",
] as const;

/** Reads them. */
export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  return Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}
