import type { ScriptCommand } from "../../../model/scripts.ts";
import { type Command, flagValues } from "../shell/commands.ts";
import { plain } from "./purpose.ts";
import type { Variables } from "./variables.ts";

/** Why a query of kubectl matches nothing whatever the cluster holds, or cannot see what it looks for; undefined where it may. */
export function blindness(command: Command, next: Command | undefined): string | undefined {
  if (!/^(?:kubectl|oc)$/.test(command.words[0]?.text ?? "")) return undefined;
  const [selector] = flagValues(command, "-l", "--selector");
  const twice = selector?.literal ? contradiction(selector.text) : undefined;
  if (twice !== undefined) return `no object has ${twice} at the same time: a comma in a selector means "and"`;
  const [fields] = flagValues(command, "--field-selector");
  if (fields && /status\.phase={1,2}Unknown/.test(fields.text))
    return "no pod is in the phase Unknown, which nothing has set since 2015; what a lost node leaves behind is Running or Failed";
  const lookedFor = command.next === "|" && next ? next.words.map(({ text }) => text).join(" ") : "";
  if (fields && /status\.phase!=Running/.test(fields.text) && /^grep\b.*CrashLoop/.test(lookedFor))
    return "a pod that crashes again and again is in the phase Running, which this leaves out";
  if (fields && /status\.phase/.test(fields.text) && /^grep\b.*Terminating/.test(lookedFor))
    return "Terminating is no phase: such a pod is still Running";
  if (/\b(?:get|oc get) (?:po|pods?)\b/.test(plain(command)) && /^grep (?:-\w*[cq]\w* )+["']?Running\b/.test(lookedFor))
    return "a pod is Running before it is ready, and between two crashes";
  return undefined;
}

/** Two values that a selector wants of one label: `app=a and app=b`. */
function contradiction(selector: string): string | undefined {
  const wanted = new Map<string, string>();
  for (const part of selector.split(/,(?![^(]*\))/)) {
    const [, key, value] = /^\s*([^=!\s]+)\s*==?\s*([^=\s]+)\s*$/.exec(part) ?? [];
    if (key === undefined || value === undefined) continue;
    const before = wanted.get(key);
    if (before !== undefined && before !== value) return `${key}=${before} and ${key}=${value}`;
    wanted.set(key, value);
  }
  return undefined;
}

/** A flag that `${X:+--flag}` passes because `X` is not empty, though what the script puts into it says no. */
export function alwaysSet({ words }: Command, variables: Variables): ScriptCommand["always"] {
  for (const { text } of words) {
    const [, variable = "", flag = ""] = /^\$\{(\w+):\+(-[^}]*)\}$/.exec(text) ?? [];
    const value = variables.no(variable);
    if (value !== undefined) return { flag, variable, value };
  }
  return undefined;
}
