import type { Build } from "../../model/builds.ts";
import type { Check } from "../../model/catalog.ts";
import type { Vertex } from "../../model/graph.ts";

const file = (copy: string): string => `ARG GO=1.23
FROM golang:\${GO} AS build
WORKDIR /src
RUN go build -o /out/api .
FROM gcr.io/distroless/static
${copy}
ENTRYPOINT ["/app/api"]
`;

const dockerfileForm: Check = {
  id: "dockerfile-form",
  title: "Dockerfiles name instructions, stages and arguments that there are",
  why: "The build stops there, often minutes after it began, and no image is made.",
  remedy: "Write the name of the instruction, stage or argument as it is declared, or declare it before it is used.",
  severity: "error",
  needs: ["build"],
  examples: [
    {
      name: "a stage, an image and an argument that are there",
      files: { Dockerfile: file("COPY --from=build /out/api /app/api\nCOPY --from=busybox /bin/sh /bin/sh") },
      expect: [{ verdict: "pass" }],
    },
    {
      name: "a stage by nearly its name",
      files: { Dockerfile: file("COPY --from=builder /out/api /app/api") },
      expect: [{ verdict: "fail", actual: "builder", expected: "build", places: [{ path: "Dockerfile", line: 6 }] }],
    },
    {
      name: "a stage by a number that none has",
      files: { Dockerfile: file("COPY --from=1 /out/api /app/api") },
      expect: [{ verdict: "fail", actual: "1" }],
    },
    {
      name: "letters of an instruction are swapped",
      files: { Dockerfile: file("WORKDRI /app") },
      expect: [{ verdict: "fail", actual: "WORKDRI", expected: "WORKDIR" }],
    },
    {
      name: "an argument that is declared in a stage and not before the first",
      files: { Dockerfile: "FROM alpine:3\nARG BASE=debian:12\nFROM $BASE\n" },
      expect: [{ verdict: "fail", actual: "BASE", expected: "ARG BASE", places: [{ path: "Dockerfile", line: 3 }] }],
    },
    {
      name: "lines that are no instructions of this file",
      files: { Dockerfile: "FROM alpine:3\nRUN <<EOF\nCOYP a b\nEOF\nRUN echo \\\n  CPOY x\n" },
      expect: [{ verdict: "pass" }],
      not: { verdict: "fail" },
    },
  ],
  *run(graph) {
    for (const of of graph.ofKind("build") as Iterable<Vertex<Build>>) {
      const { mistakes, dockerfile } = of.value;
      if (!dockerfile || dockerfile.absent) continue;
      if (mistakes.length === 0) yield { of, verdict: "pass" };
      for (const mistake of mistakes) yield { of, verdict: "fail", ...mistake };
    }
  },
};

export default dockerfileForm;
