import type { Command } from "../shell/commands.ts";

/** Names that no program has and that people give to functions of their own. */
const helpers = /^(?:fatal|die|err|error|warn|warning|fail|abort|success|log_\w+|print_\w+|usage|cleanup)$/;
/** Files that others read in: who does may define what they call. */
const library = /(?:^|[/_.-])(?:libs?|commons?|functions?|utils?|helpers?|include|shared)(?:[/_.-]|$)/i;

/**
 * The commands that call a function which is defined nowhere. Nothing is said of files that read others in, or are read
 * by others themselves.
 */
export function undefinedCalls(path: string, text: string, commands: readonly Command[]): ReadonlySet<Command> {
  const readsOthers = commands.some(({ words }) => /^(?:source|\.|eval)$/.test(words[0]?.text ?? ""));
  if (readsOthers || library.test(path)) return new Set();
  const isDefined = (name: string): boolean =>
    new RegExp(`(?:^|[\\s;&{(])(?:function\\s+${name}\\b|${name}\\s*\\(\\s*\\)|alias ${name}=)`, "m").test(text);
  const called = commands.filter(({ words }) => words[0]?.literal && helpers.test(words[0].text));
  return new Set(called.filter(({ words }) => !isDefined(words[0]?.text ?? "")));
}
