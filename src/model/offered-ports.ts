import { type Graph, templateShelf, type Vertex } from "./graph.ts";
import { fieldsAt, textsAt } from "./kubernetes/fields.ts";
import type { Service } from "./kubernetes/workload.ts";
import { isGuessed, type Presence, type Wanted } from "./presence.ts";
import type { Opaque } from "./repository.ts";
import type { Absence } from "./wrong-reference.ts";

/** The ports that a Service offers, by number and by name; `any` where it is not known (a chart makes it, another host serves). */
export function offeredPorts(presence: Presence): readonly string[] | "any" {
  if (presence.is === "made") return presence.keys;
  if (presence.is !== "there") return "any";
  const { spec } = presence.vertex.value as Service;
  const ports = spec?.ports ?? [];
  if (!Array.isArray(ports) || ports.length === 0 || spec?.type === "ExternalName") return "any";
  return [...ports.map(({ port }) => String(port)), ...ports.flatMap(({ name }) => name ?? [])];
}

/** The names of the listeners of a Gateway, those that are added by ListenerSets unknown. */
export function listenersOf(presence: Presence): readonly string[] | "any" {
  if (presence.is !== "there") return "any";
  const { value } = presence.vertex;
  if (fieldsAt(value, "spec.allowedListeners").length > 0) return "any";
  return textsAt(value, "spec.listeners[].name").map(({ text }) => text);
}

/**
 * What it means that a Service is declared nowhere: in a namespace of which a deployment declares nothing, somebody else
 * may have installed it.
 */
export function serviceAbsence(graph: Graph, { root, namespace, name }: Wanted): Absence | undefined {
  const known = ["v1/Service", "v1/Pod", templateShelf].some(
    (kind) => [...graph.ofKind(kind, { in: root, namespace })].length > 0,
  );
  return known
    ? undefined
    : { unknown: `Nothing of the namespace ${namespace} is declared here, so ${name} may be there` };
}

/** Why a Service that an address names may come from somewhere else; undefined where nothing else can bring it. */
export function serviceElsewhere(graph: Graph, wanted: Wanted): string | undefined {
  const absence = serviceAbsence(graph, wanted);
  if (absence && "unknown" in absence) return absence.unknown;
  // Operators name Services freely (`prometheus-operated`), and so do charts.
  for (const { value } of graph.ofKind("opaque") as Iterable<Vertex<Opaque>>)
    if (value.root === wanted.root && (value.namespace ?? wanted.namespace) === wanted.namespace) return value.why;
  return isGuessed(graph, wanted.root)
    ? `${wanted.root} does not declare ${wanted.name}; another deployment may`
    : undefined;
}
