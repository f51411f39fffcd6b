import type { Build } from "../../model/builds.ts";
import { type BuiltContainer, builtContainers } from "../../model/built-containers.ts";
import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import { environmentOf, type Variable } from "../../model/kubernetes/environment.ts";
import { nearest } from "../../model/nearest.ts";

const files = (source: string, env: string): Readonly<Record<string, string>> => ({
  "api/Dockerfile": 'FROM python:3.13\nCOPY . /app\nCMD ["python", "/app/main.py"]\n',
  "api/main.py": source,
  "compose.yaml": "services:\n  api:\n    image: registry.example.org/shop/api\n    build: api\n",
  "pod.yaml": `apiVersion: v1
kind: Pod
metadata: { name: api, namespace: shop }
spec:
  containers:
    - name: api
      image: registry.example.org/shop/api:1
      env:
        - { name: ${env}, value: "50053" }
`,
});
const reads = 'import os\nport = os.getenv("GRPC_PORT", "50054")\n';

const envKeyUnread: Check = {
  id: "env-key-unread",
  title: "Variables that a pod sets are those that its program reads",
  why: "A setting under a name that nobody reads changes nothing: the program runs with its default, and people look for the mistake everywhere else.",
  remedy: "Set the variable under the name that the program reads.",
  severity: "warning",
  needs: ["build"],
  examples: [
    { name: "the name that is read", files: files(reads, "GRPC_PORT"), expect: [{ verdict: "pass" }] },
    {
      name: "a name that nobody reads, while one like it is read and not set",
      files: files(reads, "PORT"),
      expect: [
        {
          verdict: "fail",
          actual: "PORT",
          expected: "GRPC_PORT",
          places: [
            { path: "pod.yaml", line: 9 },
            { path: "api/main.py", line: 2 },
          ],
        },
      ],
    },
    {
      name: "the command of the image needs it, and no source is here",
      files: {
        ...files("", "PROT"),
        "api/main.py": "",
        "api/Dockerfile": "FROM python:3.13\nCOPY app.txt /\nCMD gunicorn -b :$PORT app\n",
      },
      expect: [{ verdict: "fail", actual: "PROT", expected: "PORT" }],
    },
    {
      name: "a setting of Spring by one of its relaxed names",
      files: {
        ...files("", "SHOP_CLIENT_FETCH_REGISTRY"),
        "api/main.py": "",
        "api/App.java": "class App {}\n",
        "api/application.yml": "shop:\n  client:\n    fetch-registry: 'false'\n",
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    { name: "a name that a library may read", files: files(reads, "OTEL_SERVICE_NAME"), expect: [{ verdict: "pass" }] },
    {
      name: "the program makes names up",
      files: files('import os\nport = os.getenv(prefix + "_PORT", "50054")\n', "PORT"),
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const one of builtContainers(graph)) yield* judged(graph, one);
  },
};

function* judged(graph: Graph, { of, at, container, build }: BuiltContainer): Iterable<Found> {
  const { program } = build.value;
  const variables = environmentOf(graph, at, container);
  const place = { of, field: container.field };
  const needed = program.reads.some(({ command, default: value }) => command && value === undefined);
  if (variables.length === 0 || (program.files === 0 && !needed)) return;
  if (program.computed) {
    const summary = `What ${build.value.name} reads of its environment is not known: ${program.computed.why}`;
    yield { ...place, verdict: "unknown", summary };
    return;
  }
  const lost = variables.flatMap((variable) => unread(variable, variables, build) ?? []);
  for (const { variable, read } of lost) yield misnamed(of, variable, { build, read });
  if (lost.length === 0) yield { ...place, verdict: "pass" };
}

interface Lost {
  readonly variable: Variable;
  readonly read: Build["program"]["reads"][number];
}

/** A variable that stands nowhere in the sources, while the program reads one with a name like it that nobody sets. */
function unread(variable: Variable, set: readonly Variable[], { value }: Vertex<Build>): Lost | undefined {
  const { reads, words, files } = value.program;
  if (isRead(variable.name, value)) return undefined;
  const names = new Set(set.map(({ name }) => name));
  // Of a program whose sources are not here, only what its command cannot do without counts.
  const free = reads.filter(
    ({ name, command, default: fallback }) =>
      !names.has(name) &&
      value.settings[name] === undefined &&
      (files > 0 ? words.includes(name) || command : command && fallback === undefined),
  );
  const near = nearest(variable.name, new Set(free.map(({ name }) => name)));
  const read = free.find(({ name }) => name === near);
  return read && { variable, read };
}

function isRead(name: string, { program, settings }: Build): boolean {
  return (
    program.words.includes(name) ||
    settings[name] !== undefined ||
    library.test(name) ||
    program.reads.some((read) => read.name === name)
  );
}

/** Names that interpreters, frameworks and libraries read without a word of it in the program. */
const library =
  /^(?:OTEL_|AWS_|GOOGLE_|GCP_|GCLOUD_|AZURE_|PYTHON|JAVA_|JDK_|JVM|NODE_|NPM_|GO(?:GC|MAXPROCS|MEMLIMIT|DEBUG|TRACEBACK)$|SPRING_|SERVER_|MANAGEMENT_|LOGGING_|LD_|LC_|LANG|TZ$|PATH$|HOME$|USER$|HOSTNAME$|(?:HTTPS?|NO|ALL)_PROXY$|SSL_|REQUESTS_|CURL_|PG|GUNICORN_|UVICORN_|WEB_CONCURRENCY|FLASK_|DJANGO_|RAILS_|RACK_|DD_|SENTRY_|NEW_RELIC|ELASTIC_APM|GRPC_(?:VERBOSITY|TRACE|DNS)|ASPNETCORE_|DOTNET_|MALLOC_|OMP_|CUDA_|NVIDIA_|TF_|HF_|TRANSFORMERS_|KUBERNETES_|POD_|DEBIAN_|DOCKER_|TERM$|DEBUG$|LOG_LEVEL$)/;

function misnamed(
  of: Vertex,
  variable: Variable,
  { build, read }: { build: Vertex<Build>; read: Lost["read"] },
): Found {
  const otherwise = read.default === undefined ? "" : ` and otherwise takes ${read.default}`;
  const place = build.origin?.(read.field);
  return {
    of,
    verdict: "fail",
    field: variable.field,
    summary: `The program never reads ${variable.name}; it reads ${read.name}, which nothing sets,${otherwise}`.replace(
      /,$/,
      "",
    ),
    actual: variable.name,
    expected: read.name,
    places: place ? [place] : [],
    evidence: build.line ? [build.line(read.field)] : [],
    about: `unread:${build.id}#${variable.name}`,
  };
}

export default envKeyUnread;
