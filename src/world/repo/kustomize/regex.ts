import type { Written } from "./edits.ts";
import { NotCovered } from "./stops.ts";

/**
 * A regular expression of Go. Both languages share what people write in selectors; what only one of them knows is not
 * covered.
 */
export function goRegex(pattern: string, at: Written): RegExp {
  if (!/\(\?(?!:)|\\[ACQEGzZpP]|\[\[:|\(\?<[=!]|\\[1-9k]/.test(pattern)) {
    try {
      return new RegExp(pattern);
    } catch {
      // Said below.
    }
  }
  throw new NotCovered(`the regular expression ${pattern} is not understood here`, at);
}

/** As kustomize uses it in selectors: for the whole of a text. The empty one matches everything. */
export function wholeRegex(pattern: string, at: Written): RegExp {
  return pattern === "" ? /^/ : goRegex(`^(?:${pattern})$`, at);
}
