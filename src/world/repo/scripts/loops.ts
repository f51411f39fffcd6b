import type { Hiding, Purpose } from "../../../model/scripts.ts";
import type { Command } from "../shell/commands.ts";
import { otherwise } from "./hiding.ts";
import { purposeOf } from "./purpose.ts";

/** What a command in a loop is for, and why nobody learns that it failed: `done || true`. */
export interface InLoop {
  readonly does: Purpose;
  readonly hidden: Hiding;
}

/**
 * Whether a failure is hidden by what stands behind the loop that a command is in. Only the first command of a loop that
 * matters is told; a loop that ends the script, or remembers what failed, hides nothing.
 */
export function hiddenByLoop(commands: readonly Command[], index: number): InLoop | undefined {
  const command = commands[index] as Command;
  const does = purposeInLoop(command);
  if (does === undefined) return undefined;
  const end = endOfLoop(commands, index);
  const behind = end < 0 || commands[end]?.next !== "||" ? undefined : otherwise({ commands, index: end });
  if (!behind) return undefined;
  const body = commands.slice(startOfLoop(commands, end), end);
  const first = body.find((one) => purposeInLoop(one) !== undefined);
  return first === command && !body.some(remembers) ? { does, hidden: { ...behind, loop: true } } : undefined;
}

function purposeInLoop(command: Command): Purpose | undefined {
  return purposeOf(command) ?? (looksAtHealth(command) ? "verify" : undefined);
}

/** A request that fails where the answer is an error, and keeps nothing of it. */
function looksAtHealth({ words, next }: Command): boolean {
  const [program = "", ...rest] = words.map(({ text }) => text);
  if (
    next === "|" ||
    rest.some((text) => /^(?:-[a-zA-Z]*[oO]|--output|--remote-name)$/.test(text) && !rest.includes("/dev/null"))
  )
    return false;
  if (program === "curl") return rest.some((text) => /^-[a-zA-Z]*f|^--fail/.test(text));
  if (program === "wget") return rest.includes("--spider");
  return program === "grpc_health_probe" || (program === "nc" && rest.some((text) => /^-\w*z/.test(text)));
}

/** The `done` of the innermost loop around a command. */
function endOfLoop(commands: readonly Command[], index: number): number {
  let depth = 0;
  return commands.findIndex((one, at) => {
    if (at <= index) return false;
    if (one.loop) depth += 1;
    if (one.words[0]?.text !== "done") return false;
    depth -= 1;
    return depth < 0;
  });
}

function startOfLoop(commands: readonly Command[], end: number): number {
  let depth = 1;
  for (let at = end - 1; at >= 0; at -= 1) {
    if (commands[at]?.words[0]?.text === "done") depth += 1;
    if (commands[at]?.loop) depth -= 1;
    if (depth === 0) return at;
  }
  return 0;
}

const stops = /^(?:exit|return|die|fail|fatal|abort)/;

function remembers({ words, assignments, loop }: Command): boolean {
  return (assignments.length > 0 && !loop) || stops.test(words[0]?.text ?? "");
}
