import type { Build, Listening } from "./builds.ts";
import { type BuiltContainer, builtContainers } from "./built-containers.ts";
import type { Graph, Vertex } from "./graph.ts";
import { environmentOf, type Variable } from "./kubernetes/environment.ts";
import { probesOf, targetPortIn } from "./kubernetes/probe.ts";
import type { ContainerAt } from "./kubernetes/template.ts";
import type { Service } from "./kubernetes/workload.ts";
import { vertexAt } from "./objects.ts";
import { shortName } from "./subject.ts";

/** One of the places that name the port of a program. */
export interface PortRow {
  /** As a person calls it: `EXPOSE`, `program`, `PORT`, `containerPort`, `readinessProbe`, `Service/shop/api`. */
  readonly place: string;
  readonly port: number;
  readonly of: Vertex;
  readonly field: string;
  /** Where the program would listen if the pod did not set this variable. */
  readonly before?: number;
}

/** The ports that the program in a container is known to have, and those that others expect of it. */
export interface PortTable {
  readonly of: Vertex;
  readonly container: ContainerAt;
  readonly build: Vertex<Build>;
  /** Where it listens, by its sources or a variable that it reads. */
  readonly listens: readonly PortRow[];
  readonly exposed: readonly PortRow[];
  readonly expected: readonly PortRow[];
  /** Why where it listens is not known; undefined where it is. */
  readonly unknown?: string;
}

/** The table of every container whose image is built in this repository. */
export function* portTables(graph: Graph): Iterable<PortTable> {
  for (const one of builtContainers(graph)) yield tableOf(graph, one);
}

function tableOf(graph: Graph, { of, at, container, build }: BuiltContainer): PortTable {
  const variables = environmentOf(graph, at, container);
  const { listens, unknown } = listeningOf(of, build, variables);
  const exposed = build.value.exposes.map(({ port, field }) => ({ place: "EXPOSE", port, of: build, field }));
  const expected = [...ownRows(of, container), ...serviceRows(graph, of, { at, container })];
  return { of, container, build, listens, exposed, expected, ...(unknown === undefined ? {} : { unknown }) };
}

function listeningOf(
  of: Vertex,
  build: Vertex<Build>,
  variables: readonly Variable[],
): { readonly listens: readonly PortRow[]; readonly unknown?: string } {
  const { listens } = build.value.program;
  if (listens.length === 0) return { listens: [], unknown: "where the program listens does not stand in its sources" };
  const rows = listens.map((one) => listeningRow(of, build, { one, variables }));
  const lost = listens.find((_, index) => rows[index] === undefined);
  const unknown = lost && `the port that ${lost.variable} names is not known`;
  return { listens: rows.filter((row) => row !== undefined), ...(unknown === undefined ? {} : { unknown }) };
}

interface ListeningAt {
  readonly one: Listening;
  readonly variables: readonly Variable[];
}

/** The port of a variable is what the pod sets, else `ENV` of the image, else the default in the sources. */
function listeningRow(of: Vertex, build: Vertex<Build>, { one, variables }: ListeningAt): PortRow | undefined {
  const { variable, port: written, field } = one;
  const set = variables.find(({ name }) => name === variable);
  const setting = variable === undefined ? undefined : build.value.settings[variable];
  const own = setting === undefined ? written : portIn(setting);
  const place = variable === undefined ? "program" : `default of ${variable}`;
  if (!set) return row(place, own, build, field);
  const said = row(set.name, portIn(set.value), of, set.field);
  return said && own !== undefined && own !== said.port ? { ...said, before: own } : said;
}

function row(place: string, port: number | undefined, of: Vertex, field: string): PortRow | undefined {
  return port === undefined ? undefined : { place, port, of, field };
}

/** The port that a value is, or that stands at its end (`0.0.0.0:8080`). */
function portIn(value: string | undefined): number | undefined {
  const port = /^(?:[\w.[\]]*:)?(\d{2,5})$/.exec(value?.trim() ?? "")?.[1];
  return port === undefined ? undefined : Number(port);
}

function ownRows(of: Vertex, { container, field }: ContainerAt): readonly PortRow[] {
  const ports = (container.ports ?? []).map(({ containerPort }, index) => ({
    place: "containerPort",
    port: containerPort,
    of,
    field: `${field}.ports[${index}].containerPort`,
  }));
  const probes = probesOf(container).flatMap(({ kind, port }) =>
    port === undefined ? [] : [{ place: kind, port, of, field: `${field}.${kind}` }],
  );
  return [...ports.filter(({ port }) => typeof port === "number"), ...probes];
}

/** What Services lead to in this container; in a pod of several containers only what this one declares. */
function serviceRows(
  graph: Graph,
  of: Vertex,
  { at, container }: Pick<BuiltContainer, "at" | "container">,
): readonly PortRow[] {
  const alone = at.template.spec.containers.length === 1;
  return [...graph.in(of.id, "selector")].flatMap(({ from }) => {
    const service = vertexAt(graph, from);
    if (service?.subject.kind !== "object" || service.subject.ref.kind !== "Service") return [];
    const place = shortName(service.subject.ref);
    return ((service.value as Service).spec?.ports ?? []).flatMap((port, index) => {
      const target = targetPortIn(at.template, port);
      const isOurs = alone || container.container.ports?.some(({ containerPort }) => containerPort === target);
      const field = `spec.ports[${index}].${port.targetPort === undefined ? "port" : "targetPort"}`;
      return target === undefined || !isOurs ? [] : [{ place, port: target, of: service, field }];
    });
  });
}
