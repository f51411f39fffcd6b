import type { KeyToPath, PodSpec, Volume } from "../../model/kubernetes/pod.ts";
import type { ReadEntries } from "./environment.ts";

/** Why a volume cannot be mounted, in the words of the kubelet's event `FailedMount`. */
export interface MountProblem {
  readonly volume: string;
  readonly message: string;
}

interface Source {
  readonly kind: "Secret" | "ConfigMap";
  readonly name: string;
  readonly optional: boolean;
  readonly items: readonly KeyToPath[];
}

function sourceOf(kind: Source["kind"], from: { name?: string; optional?: boolean; items?: KeyToPath[] }): Source {
  return { kind, name: from.name ?? "", optional: from.optional === true, items: from.items ?? [] };
}

function sourcesOf(volume: Volume): readonly Source[] {
  if (volume.secret) return [sourceOf("Secret", { ...volume.secret, name: volume.secret.secretName })];
  if (volume.configMap) return [sourceOf("ConfigMap", volume.configMap)];
  return (volume.projected?.sources ?? []).flatMap(({ configMap, secret }) => [
    ...(secret ? [sourceOf("Secret", secret)] : []),
    ...(configMap ? [sourceOf("ConfigMap", configMap)] : []),
  ]);
}

/** Source: pkg/volume/{secret,configmap} of 1.34. */
async function problemOf(source: Source, read: ReadEntries): Promise<string | undefined> {
  const entries = await read(source.kind, source.name);
  if (source.optional) return undefined;
  if (entries === undefined) return `${source.kind.toLowerCase()} "${source.name}" not found`;
  const missing = source.items.find(({ key }) => entries[key] === undefined);
  if (!missing) return undefined;
  const text =
    source.kind === "Secret" ? "references non-existent secret key" : "configmap references non-existent config key";
  return `${text}: ${missing.key}`;
}

/** The volumes of a pod whose Secret, ConfigMap or key is not there. Claims and host paths always mount. */
export async function mountProblems(spec: PodSpec, read: ReadEntries): Promise<readonly MountProblem[]> {
  const problems: MountProblem[] = [];
  for (const volume of spec.volumes ?? []) {
    const found: string[] = [];
    for (const source of sourcesOf(volume)) {
      const problem = await problemOf(source, read);
      if (problem !== undefined) found.push(problem);
    }
    if (found.length === 0) continue;
    // A projected volume says all its problems at once, as an aggregate of Go does.
    const reason = found.length === 1 ? found[0] : `[${found.join(", ")}]`;
    problems.push({ volume: volume.name, message: `MountVolume.SetUp failed for volume "${volume.name}" : ${reason}` });
  }
  return problems;
}
