import { templateKinds } from "../model/kubernetes/pod.ts";
import { describeSubject, groupKind } from "../model/subject.ts";
import { causesOf, type Root, surenessOf, unexplained } from "./causes.ts";
import type { Stage, Watched } from "./stage.ts";

/** Names the causes of what is not well in a step, each once, as soon as a rule holds. */
export interface CauseNamer {
  /** Looks for causes of everything that is not well now. */
  now(watched: readonly Watched[]): void;
  /** What has failed without a cause is said to be unexplained, with what was seen. */
  last(failed: readonly Watched[]): void;
}

const well = new Set(["ready", "suspended", "unverified"]);

/** Makes a namer for a step. */
export function nameCauses(stage: Stage, step: string): CauseNamer {
  const { graph } = stage.observation;
  /** Who was said to suffer from a root, by the pod or other vertex that told of it. */
  const sufferers = new Map<string, string>();
  const said = new Map<string, number>();
  const explained = new Set<string>();
  const blamed = new Set<string>();

  const name = (id: string, { cause, via }: Root): void => {
    explained.add(id);
    blamed.add(cause.cause);
    const keys = via.map((one) => `${cause.rule}\n${cause.cause}\n${one}`);
    const own = keys.filter((key) => (sufferers.get(key) ?? id) === id);
    for (const key of own) sufferers.set(key, id);
    const sentence = `${id}\n${cause.rule}\n${cause.cause}`;
    // Said again only when it has become surer.
    if (own.length === 0 || (said.get(sentence) ?? Infinity) <= surenessOf(cause)) return;
    said.set(sentence, surenessOf(cause));
    stage.append({ type: "cause.named", step, cause });
  };
  return {
    now(watched) {
      const unwell = watched.filter(({ verdict }) => verdict && !well.has(verdict.state));
      // A workload speaks before the Service that leads to it: both would tell of the same pods.
      for (const { id } of [...unwell].sort((a, b) => Number(runsPods(b)) - Number(runsPods(a)))) {
        for (const root of causesOf(graph, stage.catalog.causes, id)) name(id, root);
      }
    },
    last(failed) {
      for (const { id, ref, verdict } of failed) {
        // What is itself named as the cause of others needs no other.
        if (explained.has(id) || blamed.has(id) || !verdict) continue;
        const text = `${describeSubject({ kind: "object", ref })} is ${verdict.state}: ${verdict.because}`;
        stage.append({ type: "cause.named", step, cause: unexplained(id, text, verdict.evidence) });
      }
    },
  };
}

function runsPods({ ref }: Watched): boolean {
  return templateKinds.includes(groupKind(ref));
}
