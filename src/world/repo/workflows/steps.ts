import type { Purpose } from "../../../model/scripts.ts";
import { plain, purposeOf } from "../scripts/purpose.ts";
import { shellCommands } from "../shell/commands.ts";
import { withoutTemplates } from "./fields.ts";

/** What shell commands are for. */
export function purposesIn(run: string): readonly Purpose[] {
  const all = shellCommands(withoutTemplates(run)).map((command) => purposeOf(command));
  return [...new Set(all.filter((one) => one !== undefined))];
}

/** Whether shell commands see to it that what they deploy works: they wait for it, or ask it. */
export function waitsForIt(run: string): boolean {
  return shellCommands(withoutTemplates(run)).some((command) => {
    const text = plain(command);
    const flags = command.words.map((word) => word.text);
    if (/^helm (?:install|upgrade)\b/.test(text))
      return flags.some((flag) => /^--(?:wait|atomic|wait-for-jobs)\b/.test(flag));
    if (/^flux reconcile\b/.test(text)) return !flags.some((flag) => /^--(?:no-wait|wait=false)$/.test(flag));
    return /^(?:kubectl|oc) (?:rollout status|wait)\b|^helm test\b|^argocd app wait\b|^curl\b|^wget\b|^(?:salvor|k6|newman|cypress)\b|health|smoke/i.test(
      text,
    );
  });
}

/** Whether actions or commands make a cluster that nobody else uses. */
export function makesCluster(texts: readonly unknown[]): boolean {
  return texts.some(
    (text) =>
      typeof text === "string" &&
      /\b(?:kind|k3d|minikube|ctlptl|eksctl)\b[ -](?:create|start|action|cluster)|\bclusters? create\b|\baks create\b|\bcreate-cluster\b|\b(?:kind|k3d|minikube|setup-kind)-action|setup-minikube|medyagh\/setup|\/setup-(?:kubernetes|kind|k3s|k3d|cluster)\b|\bkind load\b|\bk3d image import\b/i.test(
        text,
      ),
  );
}

/** Whether the name of a job says that it tries something out. */
export function isTrial(job: string): boolean {
  return /e2e|test|conform|bench|perf|k6|load|smoke|\bci\b|preview|review/i.test(job);
}
