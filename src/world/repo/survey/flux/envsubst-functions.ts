/** What stands after the name in `${NAME…}`, done to its value. Source: funcs.go of github.com/fluxcd/pkg/envsubst. */
export function changed(value: string, operator: string, argument: string): string {
  if (operator.startsWith("/")) return replaced(value, operator, argument);
  if (operator === ":") return part(value, argument);
  if (operator.startsWith("#") || operator.startsWith("%")) return trimmed(value, operator, argument);
  const isUpper = operator.startsWith("^");
  const turn = (text: string): string => (isUpper ? text.toUpperCase() : text.toLowerCase());
  return operator.length === 2 ? turn(value) : turn(value.slice(0, 1)) + value.slice(1);
}

function replaced(value: string, operator: string, argument: string): string {
  const [from = "", to = ""] = argument.split(/(?<!\\)\//, 2).map((word) => word.replaceAll(/\\([/\\])/g, "$1"));
  if (operator === "//") return value.replaceAll(from, () => to);
  if (operator === "/#") return value.startsWith(from) ? to + value.slice(from.length) : value;
  if (operator === "/%") return value.endsWith(from) ? value.slice(0, value.length - from.length) + to : value;
  return value.replace(from, () => to);
}

function part(value: string, argument: string): string {
  const [first = "", second] = argument.split(":", 2);
  const offset = whole(first);
  if (offset === undefined) return value;
  const start = offset < 0 ? Math.max(0, value.length + offset) : offset;
  if (second === undefined) return value.slice(start);
  const length = whole(second);
  return length === undefined ? value : value.slice(start, start + length);
}

function whole(text: string): number | undefined {
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
}

/** Takes what a pattern matches off the start (`#`) or the end (`%`): as little as it can, doubled as much as it can. */
function trimmed(value: string, operator: string, pattern: string): string {
  const matches = globOf(pattern);
  const lengths = Array.from({ length: value.length }, (_, index) => index + 1);
  if (operator.length === 2) lengths.reverse();
  const fromStart = operator.startsWith("#");
  const cut = lengths.find((length) => matches.test(fromStart ? value.slice(0, length) : value.slice(-length)));
  if (cut === undefined) return value;
  return fromStart ? value.slice(cut) : value.slice(0, -cut);
}

function globOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\(.)|[.+^${}()|\\]|\*|\?/g, (found, escaped?: string) => {
    if (found === "*") return "[^]*";
    return found === "?" ? "[^]" : `\\${escaped ?? found}`;
  });
  try {
    return new RegExp(`^${source}$`);
  } catch {
    return /^(?!)/;
  }
}
