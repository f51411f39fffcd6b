import type { Purpose } from "../../../model/scripts.ts";
import { isImageBuild } from "../builds/commands.ts";
import type { Command } from "../shell/commands.ts";

/** What the first words of a command are for. The longest entry that a command begins with counts. */
const purposes: readonly (readonly [pattern: RegExp, purpose: Purpose])[] = [
  [/^(?:docker|podman|nerdctl|buildah|crane|skopeo) (?:image )?(?:push|copy)\b/, "push"],
  [/^docker[ -]compose (?:[\w.-]+ )*?push\b/, "push"],
  [/^docker[ -]compose (?:[\w.-]+ )*?build\b/, "build"],
  [/^(?:skaffold|pack|ko|mvn|\.\/mvnw|gradle|\.\/gradlew) (?:build|publish|package)\b/, "build"],
  [/^skaffold (?:run|deploy)\b/, "deploy"],
  [/^(?:kubectl|oc|k3s kubectl) (?:apply|replace|patch|set)\b/, "deploy"],
  [/^(?:kubectl|oc) rollout (?:restart|undo)\b/, "deploy"],
  [/^(?:kubectl|oc) (?:rollout status|wait)\b/, "verify"],
  [/^helm (?:install|upgrade|rollback)\b/, "deploy"],
  [/^helm test\b/, "verify"],
  [/^helmfile (?:apply|sync)\b/, "deploy"],
  [/^flux (?:reconcile|bootstrap|install)\b/, "deploy"],
  [/^argocd app sync\b/, "deploy"],
  [/^argocd app wait\b/, "verify"],
  [/^(?:terraform|tofu|pulumi|terragrunt) (?:apply|up)\b/, "deploy"],
  [/^ansible-playbook\b/, "deploy"],
  [/^(?:kubeseal|sops (?:-e|--encrypt))\b/, "seal"],
  [
    /^(?:pytest|go test|npm (?:run )?test|npx (?:jest|vitest)|yarn test|pnpm test|make test|tox|mvn (?:test|verify))\b/,
    "test",
  ],
];

/** Flags with which a command only says what it would do, or waits for something to be gone. */
const changesNothing = /^--(?:dry-run(?!=none|=false)|export|local|for=delete|for=jsonpath)|^--template-only$|^delete$/;

/** What a command is for, where that matters to a deployment. */
export function purposeOf(command: Pick<Command, "words">): Purpose | undefined {
  if (isImageBuild(command)) return "build";
  if (command.words.some(({ text }) => changesNothing.test(text))) return undefined;
  const text = plain(command);
  return purposes.find(([pattern]) => pattern.test(text))?.[1];
}

/** The words without flags that stand before the verb (`kubectl -n shop apply`) and without a path to the program. */
export function plain({ words }: Pick<Command, "words">): string {
  const [program = "", ...rest] = words.map(({ text }) => text);
  const tool = program.replace(/^.*\/(?=kubectl|helm|docker|podman|flux)/, "");
  const bare: string[] = [];
  for (let at = 0; at < rest.length; at += 1) {
    const text = rest[at] as string;
    if (/^(?:-n|--namespace|--context|--kubeconfig|--kube-context|-f|--file|-p|--project-name)$/.test(text)) at += 1;
    else if (!text.startsWith("-") || tool === "sops") bare.push(text);
  }
  return [tool.replace(/^\$\{?(?:KUBECTL|K)\}?$/, "kubectl"), ...bare].join(" ");
}

/** Words of a program that says that all went well, and the ticks, rockets and stars that it says it with. */
const success =
  /\b(?:done|deployed|success|successful|successfully|complete|completed|finished|restored|built|pushed|installed|ready|healthy|passed|is up|are running|all .{0,20}running)\b|[\u2705\u2714\u2713\u{1f389}\u{1f680}\u2b50]/iu;
const failure =
  /\b(?:not|fail|failed|error|waiting|wait|checking|until|if|when|to be|before|verify|ensure|usage|warn)\b|[\u274c\u26a0]|\?\s*$/iu;

/** Whether a command only says something. */
export function isSaying({ words }: Pick<Command, "words">): boolean {
  return /^(?:echo|printf|log|info|success|warn|warning|log_\w+|print_\w+|say|msg|note|debug)$/.test(
    words[0]?.text ?? "",
  );
}

/** Whether a command says that the script succeeded. */
export function isClaim(command: Pick<Command, "words">): boolean {
  if (!isSaying(command)) return false;
  const text = command.words.map((word) => word.text).join(" ");
  return (success.test(text) || /^(?:success|log_success|print_success)\b/.test(text)) && !failure.test(text);
}
