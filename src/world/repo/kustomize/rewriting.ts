import {
  COLLECTION_STYLE,
  EVENT_ID,
  type Event,
  getScalarValue,
  load,
  parseEvents,
  SCALAR_STYLE,
  type ScalarEvent,
} from "js-yaml";

/** Whether a text may leave out a value in a mapping with braces. */
const mayLeaveOut = /[^\s{},]:\s*[,}]/;

/** Whether a value is left out in a mapping with braces: such a null comes out of kustomize as an empty text. */
export function leavesValueOut(text: string): boolean {
  if (!mayLeaveOut.test(text)) return false;
  const inBraces: boolean[] = [];
  return eventsIn(text).some((event) => {
    if (event.type === EVENT_ID.POP) inBraces.pop();
    else if (event.type === EVENT_ID.SCALAR) return inBraces.at(-1) === true && isLeftOut(event);
    else if (event.type !== EVENT_ID.ALIAS)
      inBraces.push(event.type === EVENT_ID.MAPPING && event.style === COLLECTION_STYLE.FLOW);
    return false;
  });
}

function isLeftOut({ style, valueStart, valueEnd }: ScalarEvent): boolean {
  return style === SCALAR_STYLE.PLAIN && (valueStart < 0 || valueStart === valueEnd);
}

/** The events of a text; none where it is no YAML, which its reader says. */
function eventsIn(text: string): readonly Event[] {
  try {
    return parseEvents(text, {});
  } catch {
    return [];
  }
}

/** Whether a text may hold a folded scalar (`key: >`). */
const mayFold = /(?:^|\s)>[-+\d]*[ \t]*(?:#.*)?$/m;

/**
 * Kustomize writes what it has read as YAML and reads it once more. Its writer (go.yaml.in/yaml/v3) doubles the line
 * breaks of folded scalars also where the next line is indented, and there the second one stays. This is the text with
 * such scalars as they come out. The lines below them have other numbers in it.
 */
export function withFoldsWritten(text: string): string {
  if (!mayFold.test(text)) return text;
  let result = "";
  let done = 0;
  for (const event of eventsIn(text)) {
    if (event.type !== EVENT_ID.SCALAR || event.style !== SCALAR_STYLE.FOLDED_BLOCK) continue;
    const value = getScalarValue(text, event);
    const written = rewritten(value);
    if (written === value) continue;
    const line = text.lastIndexOf("\n", event.valueStart - 2) + 1;
    const indicator = line + text.slice(line, event.valueStart).search(/>[-+\d]*[ \t]*(?:#.*)?\n?$/);
    result += `${text.slice(done, indicator)}${JSON.stringify(written)}\n`;
    done = event.valueEnd;
  }
  return result + text.slice(done);
}

/** A folded scalar after it was written and read. What may not be written as a block is quoted, and so unchanged. */
function rewritten(value: string): string {
  if (value === "" || / (?:\n|$)/.test(value) || /[^\P{C}\n\t]/u.test(value)) return value;
  const hint = /^[ \n]/.test(value) ? "2" : "";
  const chomping = value.endsWith("\n") ? (/(?:^|\n)\n$/.test(value) ? "+" : "") : "-";
  const doubles = !/^\n*(?:[ \t]|$)/.test(value);
  const lines = value.split("\n").map((line, index, all) => {
    const ends = index < all.length - 1 && line !== "" && !/^[ \t]/.test(line) && doubles;
    return `${line === "" ? "" : "  "}${line}${ends ? "\n" : ""}`;
  });
  return String((load(`- >${hint}${chomping}\n${lines.join("\n")}`) as readonly unknown[])[0]);
}
