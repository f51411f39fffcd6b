import type { BuildFile, ComposeFile, ComposeKind, ComposeName } from "../../model/builds.ts";
import type { Check, Found } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";
import { isSlip, nearest } from "../../model/nearest.ts";

const file = (service: string, rest = ""): string => `services:
  api:
    image: api:1
    ${service}
  db:
    image: postgres:16
${rest}`;

const composeNames: Check = {
  id: "compose-names",
  title: "What services of Compose name is declared",
  why: "Compose refuses the whole file for one service, network, volume, secret or config that is not declared: nothing starts.",
  remedy: "Name what is declared, or declare it at the top level of the file.",
  severity: "error",
  needs: ["build-file"],
  examples: [
    {
      name: "a service and a volume that are there, a folder, and the network of all",
      files: {
        "compose.yaml": file(
          "depends_on: [db]\n    volumes: ['data:/data', './x:/x']\n    networks: [default]",
          "volumes:\n  data: {}\n",
        ),
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a service under another name",
      files: { "compose.yaml": file("depends_on: [dbb]") },
      expect: [{ verdict: "fail", actual: "dbb", places: [{ path: "compose.yaml", line: 4 }] }],
    },
    {
      name: "a volume that is not declared",
      files: { "compose.yaml": file("volumes: ['data:/data']") },
      expect: [{ verdict: "fail", actual: "data", expected: "volumes.data" }],
    },
    {
      name: "a file that is laid over another one",
      files: {
        "docker-compose.yml": file("ports: ['80:80']", "networks:\n  back: {}\n"),
        "docker-compose.prod.yml": "services:\n  api:\n    networks: [back]\n    depends_on: [db]\n",
      },
      expect: [{ verdict: "pass" }, { verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "it includes other files",
      files: { "compose.yaml": file("depends_on: [queue]", "include: [queue.yaml]\n"), "queue.yaml": "services: {}\n" },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    const files = [...(graph.ofKind("build-file") as Iterable<Vertex<BuildFile>>)].flatMap((of) =>
      of.value.compose ? [{ of, compose: of.value.compose }] : [],
    );
    for (const { of, compose } of files) {
      const whole = files
        .filter((other) => isLaidWith(of.value.path, other.of.value.path))
        .map((other) => other.compose);
      yield* judged(of, compose, whole);
    }
  },
};

/** One with the name that Compose looks for stands with those beside it; another one may be laid over any. */
function isLaidWith(path: string, other: string): boolean {
  const folder = (one: string): string => one.slice(0, one.lastIndexOf("/") + 1);
  return folder(path) === folder(other) || !/(?:^|\/)(?:docker-)?compose\.ya?ml$/.test(path);
}

function* judged(of: Vertex, compose: ComposeFile, whole: readonly ComposeFile[]): Iterable<Found> {
  const declared = (kind: ComposeKind): readonly string[] => whole.flatMap(({ declares }) => declares[kind]);
  const lost = compose.names.filter(({ kind, name }) => !declared(kind).includes(name));
  if (lost.length === 0) yield { of, verdict: "pass" };
  const isOpen = whole.some(({ includes }) => includes);
  for (const one of lost) yield isOpen ? open(of, one) : missing(of, one, nearest(one.name, declared(one.kind)));
}

function open(of: Vertex, { kind, name, field }: ComposeName): Found {
  const summary = `Whether the included files declare the ${kind.slice(0, -1)} ${name} is not read here`;
  return { of, field, verdict: "unknown", summary, about: `${of.id}:${kind}:${name}` };
}

function missing(of: Vertex, { kind, name, field }: ComposeName, near: string | undefined): Found {
  const known = near !== undefined && isSlip(name, near) ? near : undefined;
  return {
    of,
    field,
    verdict: "fail",
    summary: `The ${kind.slice(0, -1)} ${name} is not declared${near === undefined ? "" : `; ${near} is`}`,
    actual: name,
    expected: known ?? `${kind}.${name}`,
    about: `${of.id}:${kind}:${name}`,
  };
}

export default composeNames;
