import type { Build, BuildFile } from "../../model/builds.ts";
import type { Check, Found } from "../../model/catalog.ts";
import type { Graph, Vertex } from "../../model/graph.ts";
import type { PathReference } from "../../model/repository.ts";
import type { Script } from "../../model/scripts.ts";
import { isSecretFile } from "../../model/secret-files.ts";

const filesReferencedExist: Check = {
  id: "files-referenced-exist",
  title: "Files that scripts, workflows and builds name exist",
  why: "A script or build stops in its middle, often after it has changed the first half of a cluster.",
  remedy: "Name the file that is there, or bring it back.",
  severity: "error",
  needs: ["script", "build", "build-file"],
  examples: [
    {
      name: "files that are there, seen from the script and from the top",
      files: {
        "scripts/deploy.sh": "kubectl apply -f ../deploy/api.yaml\nkubectl apply -f deploy/\n",
        "deploy/api.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a manifest that was renamed",
      files: {
        "scripts/deploy.sh":
          'ROOT="$(cd "$(dirname "$0")/.." && pwd)"\nMANIFESTS=$ROOT/deploy\nkubectl apply -f "$MANIFESTS/07-planning-service.yaml"\n',
        "deploy/12-planning-service.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
      },
      expect: [
        {
          verdict: "fail",
          actual: "deploy/07-planning-service.yaml",
          expected: "deploy/12-planning-service.yaml",
          places: [{ path: "scripts/deploy.sh", line: 3 }],
        },
      ],
    },
    {
      name: "what a Dockerfile takes, and what a build made before",
      files: {
        "api/Dockerfile": "FROM scratch\nCOPY target/api.jar main.sh /\nCOPY conf/api.yaml /etc/\n",
        "api/config/api.yaml": "a: 1\n",
        "api/main.sh": "#!/bin/sh\n",
      },
      expect: [{ verdict: "fail", actual: "api/conf/api.yaml", places: [{ path: "api/Dockerfile", line: 3 }] }],
    },
    {
      name: "values and a chart of Helmfile, settings of Compose, manifests of skaffold",
      files: {
        "helmfile.yaml": `releases:
  - name: redis
    chart: bitnami/redis
    values: [values/redis.yaml, "values/{{ .Environment.Name }}.yaml", { a: 1 }]
  - { name: shop, chart: ./chart/shop, values: [values/redis.yml] }
  - { name: lax, chart: ./charts/shop, missingFileHandler: Warn, values: [values/gone.yaml] }
`,
        "values/redis.yaml": "a: 1\n",
        "charts/shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
        "compose.yaml": `services:
  api: { image: "api:1", env_file: [apis.txt, { path: more.txt, required: false }, local.txt] }
`,
        "api.txt": "A=1\n",
        "local.txt.example": "A=\n",
        "skaffold.yaml": 'apiVersion: skaffold/v4beta11\nkind: Config\nmanifests: { rawYaml: ["deploys/*.yaml"] }\n',
        "deploy/a.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n",
      },
      expect: [
        {
          verdict: "fail",
          actual: "chart/shop",
          expected: "charts/shop",
          places: [{ path: "helmfile.yaml", line: 5 }],
        },
        { verdict: "fail", actual: "values/redis.yml", expected: "values/redis.yaml" },
        { verdict: "fail", actual: "apis.txt", expected: "api.txt", places: [{ path: "compose.yaml", line: 2 }] },
        { verdict: "fail", actual: "deploys", expected: "deploy", places: [{ path: "skaffold.yaml", line: 3 }] },
      ],
    },
    {
      name: "a Dockerfile cannot leave its context, and a workflow checks out more than this repository",
      files: {
        "images/Dockerfile": "FROM scratch\nCOPY ../go.mod go.mod\nCOPY images/run.conf /\n",
        "images/run.conf": "a\n",
        "go.mod": "module shop\n",
        ".github/workflows/a.yaml":
          "on: push\njobs:\n  a:\n    runs-on: x\n    steps: [{ uses: ./../other/.github/actions/build }]\n",
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "an action of this repository",
      files: {
        ".github/workflows/a.yaml":
          "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: ./.github/actions/biuld\n      - uses: ./.github/actions/build\n",
        ".github/actions/build/action.yml": "name: build\nruns: { using: composite, steps: [] }\n",
      },
      expect: [
        {
          verdict: "fail",
          actual: ".github/actions/biuld",
          expected: ".github/actions/build",
          places: [{ path: ".github/workflows/a.yaml", line: 6 }],
        },
      ],
    },
    {
      name: "what the script makes, asks for first, or fetches",
      files: {
        "deploy.sh":
          "sed s/a/b/ a.tpl > made.yaml\nkubectl apply -f made.yaml\n[ -f extra.yaml ] && kubectl apply -f extra.yaml\ncurl -o got.yaml https://example.org/a\nkubectl apply -f got.yaml -f https://example.org/b.yaml\n",
        "a.tpl": "",
      },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "what a script takes away after it, and a Makefile that tests read",
      files: {
        "hack/stop.sh": 'kubectl delete -f "hack/node.yaml" || true\nrm -rf "hack/node.yaml"\n',
        "internal/testdata/Makefile": "deploy:\n\tkustomize build config | kubectl apply -f -\n",
      },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
    {
      name: "a playbook that Git is told to ignore, in a workflow and in a script that its writer runs",
      files: {
        ".gitignore": "*.yml\n",
        "ansible/hosts": "[web]\nweb-1\n",
        ".github/workflows/a.yaml":
          "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: ansible-playbook -i ansible/hosts ansible/rollback.yml\n",
        "rollback.sh": "ansible-playbook -i ansible/hosts ansible/rollback.yml\n",
      },
      expect: [
        { verdict: "fail", actual: "ansible/rollback.yml", places: [{ path: ".github/workflows/a.yaml", line: 6 }] },
        { verdict: "pass" },
      ],
    },
    {
      name: "a path that is made up when it runs",
      files: { "deploy.sh": 'kubectl apply -f "$1"\n' },
      expect: [{ verdict: "unknown" }],
    },
  ],
  *run(graph) {
    for (const { of, paths, undecided } of namers(graph)) {
      const lost = paths.filter(
        (path) => path.found === "absent" && !isSecretFile(path.target) && (!path.ignored || isKeptFrom(of, path)),
      );
      for (const path of lost) yield missing(of, path);
      if (lost.length > 0) continue;
      const count = undecided === 1 ? "A path in it is" : `${undecided} paths in it are`;
      if (undecided > 0) yield { of, verdict: "unknown", summary: `${count} made up when it runs` };
      else yield { of, verdict: "pass" };
    }
  },
};

/** A runner has what is in Git and nothing else: programs and manifests that are kept out of it nobody brings there. */
function isKeptFrom({ value }: Vertex, { target }: PathReference): boolean {
  return (value as Partial<Script>).kind === "workflow" && /\.(?:ya?ml|sh|py)$/.test(target);
}

interface Namer {
  readonly of: Vertex;
  readonly paths: readonly PathReference[];
  readonly undecided: number;
}

function* namers(graph: Graph): Iterable<Namer> {
  for (const of of graph.ofKind("script") as Iterable<Vertex<Script>>) yield { of, ...of.value };
  for (const of of graph.ofKind("build") as Iterable<Vertex<Build>>) yield { of, paths: of.value.paths, undecided: 0 };
  for (const of of graph.ofKind("build-file") as Iterable<Vertex<BuildFile>>)
    yield { of, paths: of.value.paths, undecided: 0 };
}

function missing(of: Vertex, { field, target, nearest, ignored }: PathReference): Found {
  return {
    of,
    verdict: "fail",
    field,
    summary: ignored ? `${target} is kept out of Git, so that no runner has it` : `${target} does not exist`,
    actual: target,
    ...(nearest === undefined ? {} : { expected: nearest }),
    about: `missing:file:${target}`,
  };
}

export default filesReferencedExist;
