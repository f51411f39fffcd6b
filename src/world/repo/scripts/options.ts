import type { Command } from "../shell/commands.ts";

/** Which failures stop a script. */
export interface ShellOptions {
  readonly errexit: boolean;
  readonly pipefail: boolean;
}

/** The options that a script begins with: those of its first line (`#!/bin/bash -e`). */
export function startOptions(text: string): ShellOptions {
  const flags = /^#\s?!\s*\S+(?:\s+(?:bash|sh|zsh))?((?:\s+-\S+(?:\s+pipefail)?)*)/.exec(text)?.[1] ?? "";
  return changed({ errexit: false, pipefail: false }, flags.trim().split(/\s+/));
}

/** The options after a command: `set -euo pipefail`, `set +e`, `set -o errexit`. */
export function optionsAfter(options: ShellOptions, { words }: Pick<Command, "words">): ShellOptions {
  return words[0]?.text === "set"
    ? changed(
        options,
        words.slice(1).map(({ text }) => text),
      )
    : options;
}

function changed(options: ShellOptions, flags: readonly string[]): ShellOptions {
  let { errexit, pipefail } = options;
  flags.forEach((flag, index) => {
    const on = flag.startsWith("-");
    if (/^[-+][a-z]*e[a-z]*$/.test(flag)) errexit = on;
    if (/^[-+][a-z]*o$/.test(flag)) {
      const name = flags[index + 1];
      if (name === "errexit") errexit = on;
      if (name === "pipefail") pipefail = on;
    }
  });
  return { errexit, pipefail };
}
