import { isImageBuild } from "../builds/commands.ts";
import { type Command, flagValues } from "../shell/commands.ts";
import type { Word } from "../shell/words.ts";
import { plain } from "./purpose.ts";

/** Flags that name a file or folder, by the programs that have them. */
const flags: readonly (readonly [program: RegExp, names: readonly string[]])[] = [
  [/^(?:kubectl|oc)\b/, ["-f", "--filename", "-k", "--kustomize", "--patch-file", "--from-env-file"]],
  [/^helm\b/, ["-f", "--values"]],
  [/^helmfile\b/, ["-f", "--file"]],
  [/^docker[ -]compose\b/, ["-f", "--file", "--env-file"]],
  [/^skaffold\b/, ["-f", "--filename"]],
  [/^kubeseal\b/, ["-f", "--secret-file", "--cert"]],
  [/^(?:docker|podman|nerdctl|buildah)\b/, ["--env-file"]],
  [/^kustomize\b/, []],
];

/** Programs whose first word behind them is a file or folder. */
const takesFirst = /^(?:source|\.|bash|sh|zsh|python3?|node)$/;

/** The words of a command that name files or folders which must be there. */
export function namedPaths(command: Command): readonly Word[] {
  const { words, redirects } = command;
  const text = plain(command);
  if (/^(?:kubectl|oc) (?:exec|logs|cp|port-forward|run)\b/.test(text)) return [];
  const found = flags.find(([program]) => program.test(text))?.[1] ?? [];
  const [file] = isImageBuild(command) ? flagValues(command, "-f", "--file") : [];
  return [
    ...(found.length > 0 ? flagValues(command, ...found) : []).flatMap(separated),
    ...(file ? [file] : []),
    ...fromFiles(command, text),
    ...operands(words, text),
    ...redirects.filter(({ from }) => /^0?<$/.test(from)).map(({ target }) => target),
  ].filter(({ text: path }) => path !== "" && path !== "-" && !/^(?:https?|oci|git|file|s3|gs):|^\/dev\//.test(path));
}

function separated(word: Word): readonly Word[] {
  return word.text.split(",").map((text) => ({ ...word, text }));
}

/** `--from-file=key=path` of `kubectl create`. */
function fromFiles(command: Command, text: string): readonly Word[] {
  if (!/^(?:kubectl|oc) create\b/.test(text)) return [];
  return flagValues(command, "--from-file", "--cert", "--key").map((word) => ({
    ...word,
    text: word.text.slice(word.text.indexOf("=") + 1),
  }));
}

function operands(words: readonly Word[], text: string): readonly Word[] {
  const [program, ...rest] = words;
  if (!program) return [];
  const first = rest.find((word) => !word.text.startsWith("-"));
  if (takesFirst.test(program.text)) return rest[0] && !rest[0].text.startsWith("-") ? [rest[0]] : [];
  if (program.text === "ansible-playbook") return rest.filter((word, at) => isPlaybook(word, rest[at - 1]));
  if (/^\.{1,2}\/[\w./-]+\.(?:sh|bash|py)$/.test(program.text)) return [program];
  if (/^kustomize build\b|^(?:kubectl|oc) kustomize\b/.test(text))
    return rest.filter((word) => word !== first && !word.text.startsWith("-")).slice(0, 1);
  if (/^helm (?:install|upgrade|template|lint|package|dependency|dep)\b/.test(text))
    return rest.filter((word) => /^\.{1,2}(?:\/|$)/.test(word.text)).slice(0, 1);
  return /^sops\b/.test(text) && rest.at(-1)?.text.includes(".") ? rest.slice(-1) : [];
}

/** Playbooks, inventories in files, and files of variables (`@vars.yml`, which stay out: a program may write them). */
function isPlaybook({ text }: Word, before: Word | undefined): boolean {
  if (/^-(?:i|-inventory)$/.test(before?.text ?? "")) return text.includes("/") && !text.includes(",");
  return (
    /\.ya?ml$/.test(text) && !/^[-@]/.test(text) && !/^-(?:e|-extra-vars|t|-tags|l|-limit)$/.test(before?.text ?? "")
  );
}

/** What a command makes: targets of redirections and of flags that name an output. */
export function madePaths(command: Command): readonly Word[] {
  const { words, redirects } = command;
  const last = /^(?:cp|mv|ln|install|touch|mkdir|tee|envsubst)$/.test(words[0]?.text ?? "") ? words.slice(1) : [];
  return [
    ...redirects.filter(({ from }) => />/.test(from)).map(({ target }) => target),
    ...flagValues(command, "-o", "--output", "-O", "-out", "-keyout", "--output-file", "-w", "--output-dir", "-d"),
    ...last.filter(({ text }) => !text.startsWith("-")),
  ];
}

/** What a command takes away. */
export function removedPaths({ words }: Command): readonly Word[] {
  return words[0]?.text === "rm" ? words.slice(1) : [];
}

/** Files that a command asks for before somebody uses them: `[ -f x ]`, `test -e x`. */
export function testedPaths({ words }: Command): readonly Word[] {
  if (!/^(?:\[|\[\[|test)$/.test(words[0]?.text ?? "")) return [];
  return words.filter((_, index) => /^-[defrsx]$/.test(words[index - 1]?.text ?? ""));
}

/** Whether a command brings files of which this repository knows nothing. */
export function bringsFiles(command: Command): boolean {
  return /^(?:git clone|tar |unzip |curl |wget |helm pull|helm fetch|kpt |vendir |gh |aws s3|gcloud storage|gsutil)/.test(
    `${plain(command)} `,
  );
}
