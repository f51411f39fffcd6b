import { parseDuration } from "../../../model/duration.ts";
import type { Awaited, ScriptCommand } from "../../../model/scripts.ts";
import { type Command, flagValues } from "../shell/commands.ts";
import { plain } from "./purpose.ts";
import type { Variables } from "./variables.ts";

/** What `kubectl wait` gives up after when nothing is written. Source: kubectl wait --help. */
const usual = 30;

/** What a command waits for and how long; undefined where it does not wait, or as long as it takes. */
export function waitOf(command: Command, variables: Variables): ScriptCommand["waits"] {
  const text = plain(command);
  const isWait = /^(?:kubectl|oc) wait\b/.test(text);
  if (!isWait && !/^(?:kubectl|oc) rollout status\b/.test(text)) return undefined;
  if (flagValues(command, "--for").some((word) => /^delete|^jsonpath/.test(word.text))) return undefined;
  const [timeout] = flagValues(command, "--timeout");
  const seconds = timeout ? secondsOf(variables.resolve(timeout)) : isWait ? usual : undefined;
  if (seconds === undefined || seconds <= 0) return undefined;
  const namespace = resolved(flagValues(command, "-n", "--namespace")[0], variables);
  const selector = resolved(flagValues(command, "-l", "--selector")[0], variables);
  const around = { ...(namespace === undefined ? {} : { namespace }), ...(selector === undefined ? {} : { selector }) };
  const operands = command.words
    .slice(1)
    .filter((word, index, all) => !word.text.startsWith("-") && !takesValue.test(all[index - 1]?.text ?? ""))
    .flatMap((word) => variables.resolve(word) ?? [])
    .filter((word) => !/^(?:wait|rollout|status)$/.test(word));
  return { seconds, written: timeout !== undefined, for: awaited(operands, around) };
}

const takesValue =
  /^(?:-n|--namespace|-l|--selector|--timeout|--for|--context|--kubeconfig|-f|--filename|--field-selector)$/;

function resolved(word: Command["words"][number] | undefined, variables: Variables): string | undefined {
  return word && variables.resolve(word);
}

/** `deployment/api job/x`, or `deployment api web`, or a kind with a selector. */
function awaited(operands: readonly string[], around: Awaited): readonly Awaited[] {
  const [first = "", ...names] = operands;
  if (operands.some((one) => one.includes("/")))
    return operands.map((one) => ({
      ...around,
      kind: kindOf(one.slice(0, one.indexOf("/"))),
      name: one.slice(one.indexOf("/") + 1),
    }));
  if (first === "") return [];
  const kind = kindOf(first);
  return names.length > 0 ? names.map((name) => ({ ...around, kind, name })) : [{ ...around, kind }];
}

const kinds: Readonly<Record<string, string>> = {
  deploy: "Deployment",
  deployment: "Deployment",
  sts: "StatefulSet",
  statefulset: "StatefulSet",
  ds: "DaemonSet",
  daemonset: "DaemonSet",
  po: "Pod",
  pod: "Pod",
  job: "Job",
};

function kindOf(written: string): string {
  const short = written.replace(/\..*$/, "").toLowerCase();
  return kinds[short] ?? kinds[short.replace(/s$/, "")] ?? written;
}

/** Seconds of a duration as kubectl reads it: a bare number is seconds. */
function secondsOf(written: string | undefined): number | undefined {
  if (written === undefined) return undefined;
  return /^\d+$/.test(written) ? Number(written) : parseDuration(written);
}
