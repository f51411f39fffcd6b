/** What templates read of `.Values`: paths, and whether they read it whole. */
export interface TemplateReads {
  readonly paths: readonly string[];
  /** It is handed on or walked whole, so that any value may be read. */
  readonly whole: boolean;
}

const path = /\.Values((?:\.[A-Za-z_][\w-]*)+)/g;
const indexed = /\bindex\s+(?:\$|\.)*\.?Values((?:\.[A-Za-z_]\w*)*)((?:\s+"[^"]+")+)/g;
const dug = /\bdig\s+((?:"[^"]+"\s+)+)\S+\s+(?:\$|\.)*\.?Values((?:\.[A-Za-z_]\w*)*)/g;
const whole = /\.Values(?![\w.-])(?!\s*"[^"]+")/;

/** Reads a template's text. Only actions (`{{ … }}`) count. */
export function templateReads(text: string): TemplateReads {
  const paths = new Set<string>();
  let isWhole = false;
  for (const [, action = ""] of text.matchAll(/\{\{-?([\s\S]*?)-?\}\}/g)) {
    if (/^\s*\/\*/.test(action) || !action.includes("Values")) continue;
    for (const [, found = ""] of action.matchAll(path)) paths.add(found.slice(1));
    for (const [, above = "", keys = ""] of action.matchAll(indexed)) paths.add(joined(above, keys));
    for (const [, keys = "", above = ""] of action.matchAll(dug)) paths.add(joined(above, keys));
    const rest = action.replace(indexed, " ").replace(dug, " ");
    isWhole ||= whole.test(rest);
  }
  return { paths: [...paths], whole: isWhole };
}

function joined(above: string, keys: string): string {
  const steps = [...keys.matchAll(/"([^"]+)"/g)].map(([, key]) => key ?? "");
  return [...above.split(".").filter((step) => step !== ""), ...steps].join(".");
}
