import type { Written } from "./edits.ts";
import { NotCovered, Refused } from "./stops.ts";

/** What only Go understands, or understands in another way. */
const onlyInGo = /\(\?(?!:)|\\[ACQEGzZpP1-9k]|\[\[:/;

/** A regular expression of Go: what people write in selectors is the same in both languages. */
export function goRegex(pattern: string, at: Written): RegExp {
  if (onlyInGo.test(pattern)) throw new NotCovered(`the regular expression ${pattern} is not understood here`, at);
  try {
    return new RegExp(pattern);
  } catch {
    throw new Refused(`${pattern} is no regular expression`, at);
  }
}

/** As kustomize uses it in selectors: for the whole of a text. The empty one matches everything. */
export function wholeRegex(pattern: string, at: Written): RegExp {
  return pattern === "" ? /^/ : goRegex(`^(?:${pattern})$`, at);
}
