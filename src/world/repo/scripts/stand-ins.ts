import type { Hiding } from "../../../model/scripts.ts";
import type { Command } from "../shell/commands.ts";
import { plain, purposeOf } from "./purpose.ts";

const standIn = /^(?:place[-_]?holder|change[-_]?me|replace[-_]?me|dummy|todo|fixme)\b/i;

/** Whether commands make a Secret, sealed or not. */
export function makesSecret(commands: readonly Command[]): boolean {
  return commands.some((one) => purposeOf(one) === "seal" || /^(?:kubectl|oc) create secret\b/.test(plain(one)));
}

/** Where a value cannot be read, a word takes its place: `$(pulumi config get pw || echo 'PLACEHOLDER')`. */
export function standsIn(commands: readonly Command[], index: number): Hiding | undefined {
  const next = commands[index + 1];
  if (commands[index]?.next !== "||" || next?.words[0]?.text !== "echo") return undefined;
  const said = next.words.slice(1).filter(({ text }) => !text.startsWith("-"));
  const [word] = said;
  return said.length === 1 && word && standIn.test(word.text)
    ? { how: "or", followedBy: `echo ${word.text}` }
    : undefined;
}
