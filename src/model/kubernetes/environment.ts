import type { Graph } from "../graph.ts";
import { type HostPort, parseAddress } from "./address.ts";
import type { KubeObject } from "./object.ts";
import type { Container } from "./pod.ts";
import { besideId, type ContainerAt, type TemplateAt } from "./template.ts";

/** The variables that a container gets, as far as they are known. */

/** One variable. `value` is absent for Secrets and for what only the node knows; `address` may be known all the same. */
export interface Variable {
  readonly name: string;
  readonly value?: string;
  readonly address?: HostPort;
  /** The place in the object that sets it. */
  readonly field: string;
  /** The ConfigMap or Secret that the value comes from. */
  readonly from?: { readonly id: string; readonly key: string };
}

function entriesOf(graph: Graph, id: string): Readonly<Record<string, unknown>> {
  const look = graph.sight(id);
  const object = look.seen ? (look.value?.value as KubeObject | undefined) : undefined;
  const { data, stringData } = (object ?? {}) as { data?: object; stringData?: object };
  return { ...data, ...stringData } as Record<string, unknown>;
}

function variable(name: string, value: unknown, place: Pick<Variable, "field" | "from">): Variable {
  if (typeof value === "string") {
    const address = parseAddress(value);
    return { name, value, ...(address ? { address } : {}), ...place };
  }
  const address = (value as { address?: HostPort } | undefined)?.address;
  return { name, ...(address ? { address } : {}), ...place };
}

/** The variables of a container: `envFrom` first, `env` after it, since the later wins. */
export function environmentOf(graph: Graph, at: TemplateAt, { container, field }: ContainerAt): readonly Variable[] {
  const found = new Map<string, Variable>();
  for (const one of [...fromWhole(graph, at, container, field), ...fromKeys(graph, at, container, field)]) {
    found.set(one.name, one);
  }
  return [...found.values()];
}

function fromWhole(graph: Graph, at: TemplateAt, container: Container, field: string): readonly Variable[] {
  return (container.envFrom ?? []).flatMap(({ prefix = "", configMapRef, secretRef }, index) => {
    const name = configMapRef?.name ?? secretRef?.name;
    if (!name) return [];
    const id = besideId(at, configMapRef ? "v1/ConfigMap" : "v1/Secret", name);
    return Object.entries(entriesOf(graph, id)).map(([key, value]) =>
      variable(prefix + key, value, { field: `${field}.envFrom[${index}]`, from: { id, key } }),
    );
  });
}

function fromKeys(graph: Graph, at: TemplateAt, container: Container, field: string): readonly Variable[] {
  return (container.env ?? []).map(({ name, value, valueFrom }, index) => {
    const place = `${field}.env[${index}]`;
    const ref = valueFrom?.configMapKeyRef ?? valueFrom?.secretKeyRef;
    if (!ref) return variable(name, valueFrom ? undefined : (value ?? ""), { field: place });
    const id = besideId(at, valueFrom?.configMapKeyRef ? "v1/ConfigMap" : "v1/Secret", ref.name);
    return variable(name, entriesOf(graph, id)[ref.key], { field: place, from: { id, key: ref.key } });
  });
}
