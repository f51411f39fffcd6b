import type { Evidence } from "../model/evidence.ts";
import type { KubeReader, RegistryReader, World } from "../model/world.ts";
import { systemClock } from "./clock.ts";
import { evidence } from "./evidence.ts";
import { createKindReader } from "./kinds.ts";
import { createMasker } from "./mask/create-masker.ts";
import { diskFiles } from "./repo/files.ts";
import { createRepository } from "./repo/manifests.ts";
import type { Tool } from "./repo/survey/tool.ts";
import type { Tree } from "./repo/tree.ts";
import { passingKey } from "./store/private-key.ts";

/** Opens a world of one tree of files alone, and perhaps of a program that builds its kustomizations: what is asked of a cluster or a registry was not looked at, by decision. */
export function openRepository(tree: Tree, tool?: Tool): World {
  const clock = systemClock;
  const masker = createMasker(passingKey());
  const why = "only files are read";
  const setting = evidence({
    at: clock.now(),
    mode: "declared",
    source: "setting",
    query: "salvor check",
    content: why,
    excerpt: why,
  });
  return {
    clock,
    kube: unaskedCluster(why, setting),
    registry: unaskedRegistry(why, setting),
    kinds: createKindReader(clock),
    repository: createRepository({ files: diskFiles, masker, clock, tool }, () => tree),
  };
}

interface Unasked {
  readonly seen: false;
  readonly why: string;
  readonly evidence: Evidence;
}

function unaskedCluster(why: string, setting: Evidence): KubeReader {
  const unasked = async (): Promise<Unasked> => ({ seen: false, why, evidence: setting });
  return {
    identity: unasked,
    resource: unasked,
    list: unasked,
    get: unasked,
    podLog: unasked,
    serviceHttp: unasked,
    async *watch() {
      yield { type: "lost", why };
    },
  };
}

function unaskedRegistry(why: string, setting: Evidence): RegistryReader {
  return { image: async () => ({ seen: false, why, evidence: setting }) };
}
