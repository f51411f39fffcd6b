import type { Evidence } from "../evidence.ts";
import type { Graph, Vertex } from "../graph.ts";
import { type NamedService, serviceOf } from "./address.ts";
import { containersIn, isCrashing, isRunningUnready } from "./containers.ts";
import { environmentOf, type Variable } from "./environment.ts";
import { logsOf } from "./log.ts";
import { connectLines } from "./log-lines.ts";
import type { Pod } from "./pod.ts";
import { eventsAbout } from "./pull-error.ts";
import { besideId, containersAt, type TemplateAt, templateAt } from "./template.ts";
import type { EventObject, Service } from "./workload.ts";

/** A connection that a container of a pod says it could not make, to what may be a Service. */
export interface FailedConnection {
  readonly container: string;
  readonly host: string;
  readonly port?: number;
  readonly service: NamedService;
  /** The vertex id of that Service, whether there is one or not. */
  readonly id: string;
  /** The variable that holds the address, where one does: else it is the program's own. */
  readonly variable?: Variable;
  readonly line: string;
  readonly evidence: Evidence;
}

/** The connections that a pod in trouble says it could not make: in its logs, or in what its probes answered. */
export function failedConnections(graph: Graph, vertex: Vertex): readonly FailedConnection[] {
  const at = templateAt(vertex);
  if (!at || vertex.subject.kind !== "object" || vertex.subject.ref.kind !== "Pod") return [];
  const found = new Map<string, FailedConnection>();
  for (const { name } of containersIn(vertex.value as Pod).filter((one) => isCrashing(one) || isRunningUnready(one))) {
    for (const said of sayings(graph, vertex, name)) {
      for (const one of connectionsIn({ graph, at, container: name }, said)) {
        const key = `${one.container} ${one.id} ${one.port}`;
        if (!found.has(key)) found.set(key, one);
      }
    }
  }
  return [...found.values()];
}

interface Teller {
  readonly graph: Graph;
  readonly at: TemplateAt;
  readonly container: string;
}

function connectionsIn({ graph, at, container }: Teller, said: Saying): readonly FailedConnection[] {
  const place = containersAt(at).find((one) => one.container.name === container);
  const variables = place ? environmentOf(graph, at, place) : [];
  return connectLines(said.text).flatMap(({ line, hosts }) =>
    hosts.flatMap(({ host, port: told }): readonly FailedConnection[] => {
      const service = serviceNamed(graph, host, at.namespace);
      if (!service) return [];
      const id = besideId({ ...at, namespace: service.namespace }, "v1/Service", service.name);
      const variable = variables.find(({ address }) => address?.host === host);
      const port = told ?? variable?.address?.port;
      const more = { ...(port === undefined ? {} : { port }), ...(variable ? { variable } : {}) };
      return [{ container, host, service, id, line, evidence: said.evidence, ...more }];
    }),
  );
}

interface Saying {
  readonly text: string;
  readonly evidence: Evidence;
}

function sayings(graph: Graph, vertex: Vertex, container: string): readonly Saying[] {
  const { namespace = "", name } = (vertex.value as Pod).metadata;
  const logs = logsOf(graph, namespace, name, container).map(({ log, evidence }) => ({ text: log.text, evidence }));
  const probes = eventsAbout(graph, vertex)
    .filter(
      ({ value }) =>
        (value as EventObject).reason === "Unhealthy" &&
        !/dial tcp|connect:/.test((value as EventObject).message ?? ""),
    )
    .map(({ value, evidence }) => ({ text: (value as EventObject).message ?? "", evidence }));
  return [...logs, ...probes];
}

/** A host as a Service: by its name, or by its cluster address. Hosts of the world are none. */
function serviceNamed(graph: Graph, host: string, namespace: string): NamedService | undefined {
  const service = serviceOf(host, namespace);
  if (service?.sure) return service;
  for (const { value } of graph.ofKind("v1/Service")) {
    const { metadata, spec } = value as Service;
    const named = service?.name === metadata.name && service.namespace === metadata.namespace;
    if (named || spec.clusterIP === host) {
      return { name: metadata.name, namespace: metadata.namespace ?? "", sure: true };
    }
  }
  return undefined;
}

/** Where the address of a connection is written, for a sentence. */
export function whereFrom({ variable, container }: FailedConnection): string {
  if (!variable) return `an address of the program itself (container ${container})`;
  const [kind = "", , name = ""] = (variable.from?.id ?? "").replace(/^[^/]*\//, "").split("/");
  return variable.from ? `${variable.name} (${kind} ${name}, key ${variable.from.key})` : variable.name;
}
