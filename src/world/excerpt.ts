import type { KubeObject } from "../model/kubernetes/object.ts";

type Json = Readonly<Record<string, unknown>>;

/**
 * The part of an object that decides, as one line: its status where it has one, else what it says. Bookkeeping is left
 * out: managed fields, the copy of what kubectl applied, instants of conditions, and of a pod what is as it should be.
 * The object must be masked already.
 */
export function excerptOf(object: KubeObject): string {
  const { kind, apiVersion, metadata, status, ...says } = object;
  const { generation, resourceVersion, deletionTimestamp, finalizers } = metadata ?? {};
  const name = metadata?.namespace ? `${metadata.namespace}/${metadata.name}` : metadata?.name;
  const going = deletionTimestamp ? { deletionTimestamp, finalizers } : {};
  const told = isJson(status) ? statusOf(kind, status) : {};
  // Of a Service, or of what nobody has looked after yet, the status says next to nothing.
  const full = JSON.stringify(told).length > 60;
  const part = full ? { generation, resourceVersion, ...going, status: told } : { ...going, ...says };
  return `${apiVersion} ${kind} ${name} ${JSON.stringify(part)}`;
}

function statusOf(kind: string, status: Json): Json {
  const conditions = listOf(status.conditions).map(withoutInstants);
  if (kind !== "Pod") return { ...status, ...(conditions.length > 0 ? { conditions } : {}) };
  const { phase, reason, message, initContainerStatuses, containerStatuses } = status;
  return {
    phase,
    reason,
    message,
    conditions: conditions.filter((condition) => condition.status !== "True"),
    initContainers: some(listOf(initContainerStatuses).map(containerOf)),
    containers: some(listOf(containerStatuses).map(containerOf)),
  };
}

function withoutInstants({ type, status, reason, message }: Json): Json {
  return { type, status, reason, message };
}

function containerOf({ name, ready, restartCount, state, lastState }: Json): Json {
  const before = isJson(lastState) && Object.keys(lastState).length > 0 ? { lastState } : {};
  return { name, ready, restartCount, state, ...before };
}

function some<T>(list: readonly T[]): readonly T[] | undefined {
  return list.length > 0 ? list : undefined;
}

function listOf(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isJson) : [];
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
