import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPlace, type Place } from "./salvor.ts";

const entry = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/** What a shell offers behind a line that ends with a space: its program, and a script that prints it. */
const shells = {
  bash: `source <(salvor completion bash); complete -p salvor >/dev/null || exit 9
    read -ra COMP_WORDS <<< "$TYPED"; COMP_WORDS+=(""); COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    _salvor salvor; printf '%s\\n' "\${COMPREPLY[@]}"`,
  // zsh's own part, from candidates to a picture of them, needs a prompt; here it prints the candidates.
  zsh: `compdef() { }; _describe() { print -rl -- \${(P)2%%:*} }
    source <(salvor completion zsh)
    words=(\${=TYPED} ""); CURRENT=$#words; _salvor`,
  fish: 'salvor completion fish | source; complete -C "$TYPED"',
};

let place: Place;
let env: Record<string, string>;
beforeAll(() => {
  place = newPlace();
  const bin = join(place.folder, "bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "salvor"), `#!/bin/sh\nexec '${process.execPath}' '${entry}' "$@"\n`);
  chmodSync(join(bin, "salvor"), 0o755);
  env = { ...place.env, PATH: `${bin}:${place.env.PATH}`, TERM: "xterm" };
});
afterAll(() => place.remove());

describe.each(Object.entries(shells))("%s", (shell, script) => {
  const isThere = spawnSync(shell, ["-c", "true"]).status === 0;
  if (!isThere) console.warn(`SKIPPED: completion in ${shell} (it is not on this machine)`);

  test.skipIf(!isThere).each([
    ["salvor ", ["deploy", "rehearse", "version"]],
    ["salvor rehearse fault ", ["add", "remove", "list"]],
    ["salvor rehearse run ", ["healthy", "ports-and-tags"]],
    ["salvor rehearse fault add ", ["crash-at-start", "image-tag-absent"]],
    ["salvor deploy -o ", ["json", "yaml"]],
  ])("%j", (typed, expected) => {
    const { stdout, stderr, status } = spawnSync(shell, ["-c", script], {
      cwd: place.folder,
      env: { ...env, TYPED: typed },
      encoding: "utf8",
    });
    expect(status, stderr).toBe(0);
    const offered = new Set(stdout.split(/\s+/));
    expect(expected.filter((word) => !offered.has(word))).toEqual([]);
  });
});
