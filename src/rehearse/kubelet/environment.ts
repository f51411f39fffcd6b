import type { Container, EnvFrom, EnvVar } from "../../model/kubernetes/pod.ts";
import { fieldValue, resourceValue, type Self } from "./downward.ts";
import { expand } from "./expansion.ts";

/** The contents of a Secret (decoded) or a ConfigMap; undefined when there is none of that name. */
export type ReadEntries = (
  kind: "Secret" | "ConfigMap",
  name: string,
) => Promise<Readonly<Record<string, string>> | undefined>;

/** What keeps a container from being made: the kubelet says it as `CreateContainerConfigError`. */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/** What the variables of a container are made from. */
export interface EnvironmentSources {
  readonly self: Self;
  readonly services: ReadonlyMap<string, string>;
  readonly read: ReadEntries;
}

type Reference = { readonly name?: string; readonly key?: string; readonly optional?: boolean };

/**
 * The variables of a container: `envFrom`, over it `env` in order, below both the Service links.
 * Rejects with ConfigurationError in the kubelet's words. Source: makeEnvironmentVariables of pkg/kubelet 1.34.
 */
export async function environmentOf(container: Container, sources: EnvironmentSources): Promise<Map<string, string>> {
  const own = new Map<string, string>();
  for (const from of container.envFrom ?? []) await takeAll(own, from, sources);
  const result = new Map(own);
  const lookup = (name: string): string | undefined => own.get(name) ?? sources.services.get(name);
  for (const variable of container.env ?? []) {
    const value = variable.value ? expand(variable.value, lookup) : await referenced(variable, container, sources);
    if (value === undefined) continue;
    own.set(variable.name, value);
    result.set(variable.name, value);
  }
  for (const [name, value] of sources.services) if (!result.has(name)) result.set(name, value);
  return result;
}

async function takeAll(into: Map<string, string>, from: EnvFrom, { read }: EnvironmentSources): Promise<void> {
  const reference = from.configMapRef ?? from.secretRef;
  if (!reference) return;
  const entries = await existing(read, from.configMapRef ? "ConfigMap" : "Secret", reference);
  for (const [key, value] of Object.entries(entries ?? {})) into.set(`${from.prefix ?? ""}${key}`, value);
}

async function existing(
  read: ReadEntries,
  kind: "Secret" | "ConfigMap",
  { name = "", optional }: Reference,
): Promise<Readonly<Record<string, string>> | undefined> {
  const entries = await read(kind, name);
  if (entries === undefined && !optional) throw new ConfigurationError(`${kind.toLowerCase()} "${name}" not found`);
  return entries;
}

async function referenced(
  { value, valueFrom }: EnvVar,
  container: Container,
  { self, read }: EnvironmentSources,
): Promise<string | undefined> {
  if (valueFrom?.fieldRef) {
    const found = fieldValue(self, valueFrom.fieldRef.fieldPath);
    if (found === undefined) throw new ConfigurationError(`unsupported fieldPath: ${valueFrom.fieldRef.fieldPath}`);
    return found;
  }
  if (valueFrom?.resourceFieldRef) return resourceValue(self, container, valueFrom.resourceFieldRef);
  const reference = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
  if (!reference) return value ?? "";
  const kind = valueFrom?.configMapKeyRef ? "ConfigMap" : "Secret";
  const entries = await existing(read, kind, reference);
  const found = entries?.[reference.key];
  if (found !== undefined || reference.optional) return found;
  throw new ConfigurationError(
    `couldn't find key ${reference.key} in ${kind} ${self.pod.metadata.namespace}/${reference.name}`,
  );
}
