import { type Command, InvalidArgumentError, Option } from "commander";
import { parseDuration } from "../model/duration.ts";
import type { ConnectionFlags } from "../model/verbs.ts";

/** The variable that stands for a flag: `--registry-mirror` is `SALVOR_REGISTRY_MIRROR`. */
export function variableOf(option: Option): string {
  return `SALVOR_${(option.long ?? "").slice(2).replace(/^no-/, "").replaceAll("-", "_").toUpperCase()}`;
}

/** A flag that takes a Go duration and gives seconds. */
export function durationFlag(flags: string, description: string, seconds?: number): Option {
  const option = new Option(flags, description).argParser((text) => {
    const value = parseDuration(text);
    if (value === undefined) throw new InvalidArgumentError("Write a duration as 90s, 5m or 1h30m.");
    return value;
  });
  return seconds === undefined ? option : option.default(seconds, `${seconds}s`);
}

/** A flag that takes a whole number in a range. */
export function numberFlag(flags: string, description: string, range: readonly [number, number]): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < range[0] || value > range[1]) {
      throw new InvalidArgumentError(`Write a whole number from ${range[0]} to ${range[1]}.`);
    }
    return value;
  });
}

/** A flag that may be given several times, or once with commas. */
export function listFlag(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text, before: readonly string[] | undefined) => [
    ...(before ?? []),
    ...text.split(",").filter((part) => part !== ""),
  ]);
}

/** A flag that may be given several times as `KEY=VALUE`. */
export function pairFlag(flags: string, description: string, example: string): Option {
  return new Option(flags, description).argParser((text, before: Readonly<Record<string, string>> | undefined) => {
    const equals = text.indexOf("=");
    if (equals < 1) throw new InvalidArgumentError(`Write it as ${example}.`);
    return { ...before, [text.slice(0, equals)]: text.slice(equals + 1) };
  });
}

/** kubectl's flags for which cluster and as whom, with kubectl's names and meaning. */
export function addConnectionFlags(command: Command): Command {
  return command
    .addOption(new Option("--kubeconfig <file>", "kubeconfig to use instead of $KUBECONFIG or ~/.kube/config"))
    .addOption(new Option("--context <name>", "context of the kubeconfig to use"))
    .addOption(new Option("-n, --namespace <name>", "namespace of objects that name none"))
    .addOption(new Option("--as <user>", "user to impersonate"))
    .addOption(listFlag("--as-group <group>", "group to impersonate; may be repeated"));
}

/** What {@link addConnectionFlags} gave. */
export function connectionOf(options: ConnectionFlags): ConnectionFlags {
  const { kubeconfig, context, namespace, as, asGroup } = options;
  return {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(as === undefined ? {} : { as }),
    ...(asGroup === undefined ? {} : { asGroup }),
  };
}

function versionFlag(): Option {
  return new Option("--kubernetes-version <version>", "the version that the manifests are for, such as 1.34").argParser(
    (text) => {
      const found = /^v?(1\.\d+)(?:\.\d+)?$/.exec(text);
      if (!found) throw new InvalidArgumentError("Write it as 1.34.");
      return found[1];
    },
  );
}

/** What repository is read, and as what. */
export function addRepositoryFlags(command: Command): Command {
  return command
    .addOption(versionFlag())
    .addOption(
      new Option(
        "--render <how>",
        "what builds kustomizations: this program, or kustomize on PATH; with Helm there, it renders charts, too",
      ).choices(["builtin", "tools"]),
    )
    .addOption(new Option("--fetch", "with --render tools: kustomize may fetch remote bases"))
    .addOption(new Option("--root <folder>", "the folder of the repository, in place of the nearest with a .git"))
    .addOption(new Option("-f, --file <fleet>", "the fleet file"));
}

const yes = new Set(["1", "true", "yes", "on"]);
const no = new Set(["", "0", "false", "no", "off"]);

function fromVariable(option: Option, text: string): unknown {
  if (option.required || option.optional) return option.parseArg ? option.parseArg(text, undefined) : text;
  if (yes.has(text.toLowerCase())) return true;
  if (no.has(text.toLowerCase())) return undefined;
  throw new InvalidArgumentError("Write true or false.");
}

/** Fills in flags that were not given from `SALVOR_*`. A flag wins over its variable, the variable over the default. */
export function applyVariables(command: Command, env: Readonly<Record<string, string | undefined>>): void {
  for (const option of command.options) {
    const text = env[variableOf(option)];
    const name = option.attributeName();
    const source = command.getOptionValueSource(name);
    if (text === undefined || (source !== undefined && source !== "default")) continue;
    try {
      const value = fromVariable(option, text);
      if (value !== undefined) command.setOptionValueWithSource(name, value, "env");
    } catch (error) {
      if (!(error instanceof InvalidArgumentError)) throw error;
      command.error(`error: ${variableOf(option)}=${text} is not a value for ${option.long}. ${error.message}`);
    }
  }
}
