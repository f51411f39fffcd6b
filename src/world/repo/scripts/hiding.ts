import type { Hiding, Purpose } from "../../../model/scripts.ts";
import type { Command } from "../shell/commands.ts";
import type { ShellOptions } from "./options.ts";
import { isClaim, isSaying, plain } from "./purpose.ts";

type OrHiding = Extract<Hiding, { readonly how: "or" }>;

/** A command where it stands. */
export interface At {
  readonly commands: readonly Command[];
  readonly index: number;
  readonly options: ShellOptions;
}

/** Why nobody learns that a command failed; undefined where somebody may. */
export function hidingOf(at: At, does: Purpose): Hiding | undefined {
  const command = at.commands[at.index] as Command;
  if (command.next === "|" || command.next === "|&") return piped(at);
  if (command.next === "||") return command.heard || (does === "verify" && !claimsNext(at)) ? undefined : otherwise(at);
  return does === "build" || does === "push" || does === "deploy" ? unheeded(at) : undefined;
}

/** A pipeline has the exit code of its last command; `kubectl apply -f -` fails by itself where nothing comes in. */
function piped({ commands, index, options }: At): Hiding | undefined {
  if (options.pipefail) return undefined;
  let last = index;
  while (commands[last]?.next === "|" || commands[last]?.next === "|&") last += 1;
  const end = commands[last];
  if (!end || /^(?:kubectl|oc|helm|docker|kubeseal|xargs|ssh)$/.test(end.words[0]?.text ?? "")) return undefined;
  return { how: "pipe", into: end.words[0]?.text ?? "" };
}

/** A look whose failure is passed over hides something only where the next word is that all is well. */
function claimsNext({ commands, index }: At): boolean {
  const [next] = commands.slice(index + 2).filter(({ words }) => words.length > 0);
  return next !== undefined && isClaim(next);
}

const nothing = /^(?:true|:)$/;
const stops =
  /^(?:exit|return|die|fail|fatal|abort|error|false|break|continue|throw|kill|exit_\w+|error_\w+|handle_\w+)$/;

/** What stands behind `||` hides a failure if it succeeds: `true`, or words without an `exit` after them. */
export function otherwise({ commands, index }: Pick<At, "commands" | "index">): OrHiding | undefined {
  const first = commands[index + 1];
  const word = first?.words[0]?.text ?? "";
  if (nothing.test(word)) return { how: "or", followedBy: word };
  if (!first || !isSaying(first)) return undefined;
  for (let at = index + 2; at < commands.length; at += 1) {
    const next = commands[at] as Command;
    const before = commands[at - 1] as Command;
    if (
      next.words[0]?.text === "}" ||
      (next.line !== before.line && next.before === "\n" && !isGroup(commands, index + 1))
    )
      break;
    if (stops.test(next.words[0]?.text ?? "")) return undefined;
  }
  return { how: "or", followedBy: word };
}

/** `|| { echo …`: the group goes on to its brace. A brace behind it says that there is one. */
function isGroup(commands: readonly Command[], index: number): boolean {
  const close = commands.findIndex((one, at) => at > index && one.words[0]?.text === "}");
  return close >= 0 && close - index < 8;
}

/** The script goes on after a failure, nobody asks for `$?`, and later it says that it succeeded. */
function unheeded({ commands, index, options }: At): Hiding | undefined {
  const command = commands[index] as Command;
  if (options.errexit || command.asked || /^(?:&&|&|\))$/.test(command.next) || command.before === "&&")
    return undefined;
  const next = commands[index + 1];
  if (
    !next ||
    next.words.some(({ text }) => text.includes("$?")) ||
    next.assignments.some(({ text }) => text.includes("$?"))
  )
    return undefined;
  const after = commands.slice(index + 1).filter(({ inside }) => inside === command.inside);
  return after.some((one) => isClaim(one)) && !asksLater(after) ? { how: "goes-on" } : undefined;
}

/** Somebody looks afterwards whether it worked. */
function asksLater(after: readonly Command[]): boolean {
  const stops = after.some(({ words }) => words[0]?.text === "exit" && /^[1-9]/.test(words[1]?.text ?? ""));
  const looks = after.some(
    ({ asked, words }) => asked && words.some(({ text }) => /\b(?:kubectl|oc|curl)\s/.test(text)),
  );
  return (looks && stops) || after.some((one) => /^(?:kubectl|oc) (?:rollout status|wait)\b/.test(plain(one)));
}
