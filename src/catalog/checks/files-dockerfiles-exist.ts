import type { Build } from "../../model/builds.ts";
import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";

const compose = (dockerfile: string): string => `services:
  api:
    image: shop/api
    build:
      context: ./api
      dockerfile: ${dockerfile}
`;

const filesDockerfilesExist: Check = {
  id: "files-dockerfiles-exist",
  title: "Dockerfiles that builds name exist",
  why: "The build stops before its first step, and what runs stays as old as the last image that was pushed.",
  remedy: "Name the Dockerfile that is there, or bring it back.",
  severity: "error",
  needs: ["build"],
  examples: [
    {
      name: "the Dockerfile is there",
      files: { "compose.yaml": compose("Dockerfile"), "api/Dockerfile": "FROM scratch\n" },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "another one is",
      files: { "compose.yaml": compose("Dockerfile.prod"), "api/Dockerfile.production": "FROM scratch\n" },
      expect: [
        {
          verdict: "fail",
          actual: "api/Dockerfile.prod",
          expected: "api/Dockerfile.production",
          places: [{ path: "compose.yaml", line: 4 }],
        },
      ],
    },
    {
      name: "a script builds by a path that is made up when it runs",
      files: { "build.sh": 'docker build -f "$1/Dockerfile" -t api "$1"\n' },
      expect: [{ verdict: "skipped" }],
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("build") as Iterable<Vertex<Build>>) {
      const { dockerfile } = of.value;
      if (!dockerfile) continue;
      if (!dockerfile.absent) {
        yield { of, verdict: "pass" };
        continue;
      }
      yield {
        of,
        verdict: "fail",
        field: "build",
        summary: `The Dockerfile ${dockerfile.path} does not exist`,
        actual: dockerfile.path,
        ...(dockerfile.nearest === undefined ? {} : { expected: dockerfile.nearest }),
        about: `missing:file:${dockerfile.path}`,
      };
    }
  },
};

export default filesDockerfilesExist;
