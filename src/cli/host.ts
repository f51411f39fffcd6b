import type { Host } from "../model/verbs.ts";
import { type ApprovalFlags, approve, showPlan } from "./approve.ts";
import type { CommandContext } from "./command.ts";
import { openTerminal } from "./terminal.ts";

/** What the app needs of whoever started it, made from a command's process and flags. */
export function hostOf({ stdio, typed }: CommandContext, flags: ApprovalFlags): Host {
  const terminal = openTerminal(stdio);
  return {
    actor: stdio.actor,
    command: typed,
    signal: stdio.signal,
    talk: (line) => terminal.talk(line),
    observe: (record) => terminal.observe(record),
    during: (clock, work) => terminal.during(clock, work),
    show: (request) => showPlan(request, terminal),
    approve: (request) => approve(request, flags, { stdio, terminal }),
  };
}
